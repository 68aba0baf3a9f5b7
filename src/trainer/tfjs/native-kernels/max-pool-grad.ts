import type { NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import { backend_util } from "../lib/core.ts";
import {
  boolAttr,
  floatType,
  type NativeBackend,
  type NativeKernel,
  type OpAttr,
} from "./kernel.ts";

/**
 * Takes dy of every window to the first of its largest inputs: `MaxPoolWithArgmax` finds them,
 * `MaxPoolGradWithArgmax` adds dy there. The same inputs win as in libtensorflow's `MaxPoolGrad`,
 * which takes three times as long.
 */
export const maxPoolGrad: NativeKernel = {
  kernelName: "MaxPoolGrad",
  run(inputs, attrs, backend) {
    const [dy, x] = [inputs.dy as TensorInfo, inputs.input as TensorInfo];
    if (x.shape.length !== 4 || x.dtype !== "float32") return undefined;
    const { filterSize, strides, pad, dimRoundingMode } = attrs as NamedAttrMap & PoolAttrs;
    const pool = backend_util.computePool2DInfo(
      x.shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const padding = pool.padInfo.type;
    if (padding !== "VALID" && padding !== "SAME") return undefined;
    const { binding } = backend;
    const opAttrs = [
      floatType(backend),
      integers(backend, "ksize", [1, pool.filterHeight, pool.filterWidth, 1]),
      integers(backend, "strides", [1, pool.strideHeight, pool.strideWidth, 1]),
      { name: "padding", type: binding.TF_ATTR_STRING, value: padding },
      { name: "Targmax", type: binding.TF_ATTR_TYPE, value: binding.TF_INT64 },
      boolAttr(backend, "include_batch_in_index", true),
    ];
    const [xId, dyId] = backend.getInputTensorIds([x, dy]) as [number, number];
    const found = binding.executeOp("MaxPoolWithArgmax", opAttrs, [xId], 2);
    try {
      const places = (found[1] as (typeof found)[number]).id;
      const made = binding.executeOp("MaxPoolGradWithArgmax", opAttrs, [xId, dyId, places], 1);
      return backend.createOutputTensor(made[0] as (typeof made)[number]);
    } finally {
      for (const { id } of found) binding.deleteTensor(id);
    }
  },
};

interface PoolAttrs {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

function integers({ binding }: NativeBackend, name: string, value: number[]): OpAttr {
  return { name, type: binding.TF_ATTR_INT, value };
}
