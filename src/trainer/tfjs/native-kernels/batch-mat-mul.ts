import type { TensorInfo } from "@tensorflow/tfjs-core";
import { boolAttr, floatType, type NativeKernel } from "./kernel.ts";

/**
 * A product of two matrices by `MatMul`; tfjs-node uses the batched op for it, which takes twice as
 * long for small ones.
 */
export const batchMatMul: NativeKernel = {
  kernelName: "BatchMatMul",
  run(inputs, { transposeA, transposeB }, backend) {
    const [a, b] = [inputs.a as TensorInfo, inputs.b as TensorInfo];
    const matrices = a.shape.length === 2 && b.shape.length === 2;
    if (!matrices || a.dtype !== "float32" || b.dtype !== "float32") return undefined;
    const attrs = [
      floatType(backend),
      boolAttr(backend, "transpose_a", transposeA),
      boolAttr(backend, "transpose_b", transposeB),
    ];
    return backend.executeSingleOutput("MatMul", attrs, [a, b]);
  },
};
