import type { NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import { core } from "./core.ts";
import {
  addressOf,
  divideWork,
  floatsOf,
  type Heap,
  makeFloats,
  shareOf,
  withScratch,
} from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";

/**
 * Sums over leading axes, out[q] = sum over r of x[r, q]: the gradient of every bias. The stock kernel transposes x first; here rows are added to each other as they lie.
 * Other axes go to the stock kernel.
 */
export const sum: TrainingKernel = {
  kernelName: "Sum",
  replaces: "stock",
  run: ({ x }, attrs, heap, stock) => reduceRows(x, attrs, heap, () => 1) ?? stock(),
};

/**
 * Means over leading axes, out[q] = sum over r of x[r, q] / rows: the moments of a batch norm. Other axes
 * go to the stock kernel.
 */
export const mean: TrainingKernel = {
  kernelName: "Mean",
  replaces: "stock",
  run: ({ x }, attrs, heap, stock) => reduceRows(x, attrs, heap, (rows) => 1 / rows) ?? stock(),
};

/**
 * Rows summed in single precision before the sum goes on in double precision; also a matter of cache, and what
 * threads divide between them.
 */
const CHUNK = 512;

/**
 * out[q] = scaleFor(rows) * sum over r of x[r, q], where r runs over the leading axes that `attrs.axis`
 * names; undefined where it names others, or x is not of floats or empty.
 */
function reduceRows(
  x: TensorInfo | undefined,
  attrs: NamedAttrMap,
  heap: Heap,
  scaleFor: (rows: number) => number,
): TensorInfo | undefined {
  if (x?.dtype !== "float32") return undefined;
  const axes = core.util.parseAxisParam(attrs.axis as number | number[], x.shape);
  const leading = axes.length > 0 && axes.length < x.shape.length;
  if (!leading || axes.some((axis) => axis >= axes.length)) return undefined;
  const kept = x.shape.slice(axes.length);
  const rows = core.util.sizeFromShape(x.shape.slice(0, axes.length));
  const columns = core.util.sizeFromShape(kept);
  if (rows === 0 || columns === 0) return undefined;
  const shape = attrs.keepDims ? core.backend_util.expandShapeToKeepDim(kept, axes) : kept;
  const out = makeFloats(heap, shape);
  const from = addressOf(heap, x);
  const chunks = Math.ceil(rows / CHUNK);
  const work = { name: "sum", bytes: rows * columns * 4, most: chunks };
  const { parts, run } = divideWork(heap, work);
  const totals = new Float64Array(columns);
  withScratch(heap, [chunks * columns], (partial) => {
    run((own, part) => {
      const [first, end] = shareOf(chunks, part, parts);
      for (let chunk = first; chunk < end; chunk++) {
        const row = chunk * CHUNK;
        const [to, at] = [partial + chunk * columns * 4, from + row * columns * 4];
        own.loops.sumRows(to, at, columns * 4, Math.min(CHUNK, rows - row));
      }
    });
    const floats = floatsOf(heap).subarray(partial / 4, partial / 4 + chunks * columns);
    for (let at = 0, column = 0; at < floats.length; at++) {
      totals[column] = (totals[column] as number) + (floats[at] as number);
      column = column + 1 === columns ? 0 : column + 1;
    }
  });
  const scale = scaleFor(rows);
  const result = heap.backend.typedArrayFromHeap(out);
  for (let column = 0; column < columns; column++) {
    result[column] = (totals[column] as number) * scale;
  }
  return out;
}
