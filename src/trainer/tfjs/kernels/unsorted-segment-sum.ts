import { core } from "./core.ts";
import { addressOf, zeroFloats } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";

/**
 * out[s] = sum of the rows x[i] with segmentIds[i] = s: the gradient of every look-up of rows
 * (embedding, gather). Ids outside [0, numSegments) are dropped.
 *
 * One pass over x, instead of one over all of x for each segment as on the plain JS engine.
 */
export const unsortedSegmentSum: TrainingKernel = {
  kernelName: "UnsortedSegmentSum",
  replaces: "missing",
  run({ x, segmentIds }, attrs, heap, stock) {
    const numeric = x?.dtype === "float32" || x?.dtype === "int32";
    if (!numeric || segmentIds === undefined) return stock();
    core.util.assert(
      segmentIds.dtype === "int32" && segmentIds.shape.length === 1,
      () =>
        `unsortedSegmentSum: segmentIds must be a list of integers, got ${segmentIds.dtype} of shape [${segmentIds.shape}]`,
    );
    const segments = attrs.numSegments as number;
    const rowShape = x.shape.slice(1);
    const out = heap.backend.makeOutput([segments, ...rowShape], x.dtype);
    const rowSize = core.util.sizeFromShape(rowShape);
    const ids = heap.backend.typedArrayFromHeap(segmentIds);
    const values = heap.backend.typedArrayFromHeap(x);
    const sums = heap.backend.typedArrayFromHeap(out);
    zeroFloats(heap, addressOf(heap, out), segments * rowSize);
    for (let row = 0; row < ids.length; row++) {
      const segment = ids[row] as number;
      if (segment < 0 || segment >= segments) continue;
      const from = row * rowSize;
      const to = segment * rowSize;
      for (let i = 0; i < rowSize; i++) {
        sums[to + i] = (sums[to + i] as number) + (values[from + i] as number);
      }
    }
    return out;
  },
};
