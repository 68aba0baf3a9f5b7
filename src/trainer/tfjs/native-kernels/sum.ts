import type { TensorInfo } from "@tensorflow/tfjs-core";
import { util } from "../lib/core.ts";
import { floatType, type NativeKernel } from "./kernel.ts";

/**
 * The sum over all axes but the last by `BiasAddGrad`, which is what it is: the gradient of a bias.
 * It needs no tensor of axes.
 */
export const sum: NativeKernel = {
  kernelName: "Sum",
  run(inputs, { axis, keepDims }, backend) {
    const x = inputs.x as TensorInfo;
    const rank = x.shape.length;
    if (x.dtype !== "float32" || rank < 2 || keepDims === true || x.shape.includes(0)) {
      return undefined;
    }
    const axes = util.parseAxisParam(axis as number | number[], x.shape);
    const others = new Set(axes).size === rank - 1 && !axes.includes(rank - 1);
    return others
      ? backend.executeSingleOutput("BiasAddGrad", [floatType(backend)], [x])
      : undefined;
  },
};
