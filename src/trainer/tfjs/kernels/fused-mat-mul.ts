import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { broadcastIndices } from "./batch-mat-mul.ts";
import { core } from "./core.ts";
import { addressOf, type Heap, makeFloats } from "./heap.ts";
import type { Stock, TrainingKernel } from "./kernel.ts";
import { matrixAt, setProduct } from "./matrix.ts";

/**
 * C[b] = op(A[b]) op(B[b]) + bias, the form in which a dense layer calls the product: every row of C
 * starts as the bias, to which the product is added.
 *
 * Fused activations are never used while gradients are taken, so those go to the stock kernel; after a
 * transposition, because with a transposed side the stock kernel (4.22) adds the wrong bias.
 */
export const fusedMatMul: TrainingKernel = {
  kernelName: "_FusedMatMul",
  replaces: "stock",
  run({ a, b, ...rest }, attrs, heap, stock) {
    if (a?.dtype !== "float32" || b?.dtype !== "float32") return stock();
    if (attrs.activation !== "linear") return activated({ a, b, ...rest }, attrs, heap, stock);
    const transposeA = attrs.transposeA === true;
    const transposeB = attrs.transposeB === true;
    const [aRows = 0, aColumns = 0] = a.shape.slice(-2);
    const [bRows = 0, bColumns = 0] = b.shape.slice(-2);
    const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
    const n = transposeB ? bRows : bColumns;
    const { bias } = rest;
    const plainBias = bias === undefined || (bias.shape.length === 1 && bias.shape[0] === n);
    if (!plainBias) return stock();
    const batch = core.broadcast_util.assertAndGetBroadcastShape(
      a.shape.slice(0, -2),
      b.shape.slice(0, -2),
    );
    const out = makeFloats(heap, [...batch, m, n]);
    const c = addressOf(heap, out);
    const aIndex = broadcastIndices(a.shape.slice(0, -2), batch);
    const bIndex = broadcastIndices(b.shape.slice(0, -2), batch);
    const biasAt = bias && addressOf(heap, bias);
    for (let i = 0; i < aIndex.length; i++) {
      const aAt = addressOf(heap, a) + (aIndex[i] as number) * m * k * 4;
      const bAt = addressOf(heap, b) + (bIndex[i] as number) * k * n * 4;
      const left = matrixAt(aAt, aColumns, transposeA);
      const right = matrixAt(bAt, bColumns, transposeB);
      setProduct(heap, c + i * m * n * 4, [m, k, n], left, right, biasAt);
    }
    return out;
  },
};

function activated(
  inputs: NamedTensorInfoMap & { a: TensorInfo; b: TensorInfo },
  attrs: NamedAttrMap,
  heap: Heap,
  stock: Stock,
): TensorInfo | TensorInfo[] {
  const transpose = core.getKernel("Transpose", "wasm").kernelFunc;
  const upright = (x: TensorInfo, transposed: boolean) =>
    transpose({
      inputs: { x },
      attrs: { perm: transposed ? [0, 2, 1] : [0, 1, 2] },
      backend: heap.backend,
    }) as TensorInfo;
  const a = upright(inputs.a, attrs.transposeA === true);
  const b = upright(inputs.b, attrs.transposeB === true);
  try {
    return stock({ ...inputs, a, b }, { ...attrs, transposeA: false, transposeB: false });
  } finally {
    heap.backend.disposeData(a.dataId);
    heap.backend.disposeData(b.dataId);
  }
}
