import type { TensorInfo } from "@tensorflow/tfjs-core";
import { floatType, type NativeKernel } from "./kernel.ts";

/**
 * 1 where x > 0, else 0, NaN where x is NaN: relu(sign(x)), two passes. tfjs-node makes it of seven
 * ops, and the gradient of every relu needs it.
 */
export const step: NativeKernel = {
  kernelName: "Step",
  run(inputs, { alpha }, backend) {
    const x = inputs.x as TensorInfo;
    if (alpha !== 0 || x.dtype !== "float32") return undefined;
    const attrs = [floatType(backend)];
    const sign = backend.executeSingleOutput("Sign", attrs, [x]);
    const result = backend.executeSingleOutput("Relu", attrs, [sign]);
    backend.disposeData(sign.dataId);
    return result;
  },
};
