import { core } from "./core.ts";
import { addressOf, makeFloats } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";
import { matrixAt, setProduct } from "./matrix.ts";

/**
 * C[b] = op(A[b]) op(B[b]), where op may transpose; batch dimensions broadcast.
 *
 * Both gradients of a product are products with one side transposed, dA = dC B^T and dB = A^T dC, and
 * there the stock kernel leaves its fast path (0.9 instead of 11 GFLOP/s). Here a transposed matrix is
 * read with other strides by the same loop.
 */
export const batchMatMul: TrainingKernel = {
  kernelName: "BatchMatMul",
  replaces: "stock",
  run({ a, b }, attrs, heap, stock) {
    if (a?.dtype !== "float32" || b?.dtype !== "float32") return stock();
    const transposeA = attrs.transposeA === true;
    const transposeB = attrs.transposeB === true;
    const [aRows = 0, aColumns = 0] = a.shape.slice(-2);
    const [bRows = 0, bColumns = 0] = b.shape.slice(-2);
    const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
    const [inner, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
    core.util.assert(
      k === inner,
      () => `matMul: inner sizes ${k} and ${inner} of shapes ${a.shape} and ${b.shape} differ`,
    );
    const aBatch = a.shape.slice(0, -2);
    const bBatch = b.shape.slice(0, -2);
    const batch = core.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
    const out = makeFloats(heap, [...batch, m, n]);
    const aIndex = broadcastIndices(aBatch, batch);
    const bIndex = broadcastIndices(bBatch, batch);
    for (let i = 0; i < aIndex.length; i++) {
      const aAt = addressOf(heap, a) + (aIndex[i] as number) * m * k * 4;
      const bAt = addressOf(heap, b) + (bIndex[i] as number) * k * n * 4;
      setProduct(
        heap,
        addressOf(heap, out) + i * m * n * 4,
        [m, k, n],
        matrixAt(aAt, aColumns, transposeA),
        matrixAt(bAt, bColumns, transposeB),
      );
    }
    return out;
  },
};

/** For each matrix of the broadcast batch, which matrix of the smaller batch `from` it uses. */
export function broadcastIndices(from: readonly number[], to: readonly number[]): number[] {
  let indices = [0];
  let stride = 1;
  for (let back = 1; back <= to.length; back++) {
    const size = to[to.length - back] as number;
    const own = from[from.length - back] ?? 1;
    const step = own === 1 ? 0 : stride;
    const inner = indices;
    indices = Array.from({ length: size }, (_, i) => inner.map((at) => at + i * step)).flat();
    stride *= own;
  }
  return indices;
}
