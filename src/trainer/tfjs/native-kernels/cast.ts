import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { NativeKernel } from "./kernel.ts";

/** A cast to the type that a tensor has already shares its values; tfjs-node runs an op. */
export const cast: NativeKernel = {
  kernelName: "Cast",
  run(inputs, { dtype }, backend) {
    const x = inputs.x as TensorInfo;
    if (x.dtype !== dtype) return undefined;
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
};
