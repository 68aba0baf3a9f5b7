import type { TrainingKernel } from "./kernel.ts";
import { reduceRows } from "./reduce-rows.ts";

/**
 * Sums over leading axes, out[q] = sum over r of x[r, q]: the gradient of every bias. The stock kernel transposes x first; here rows are added to each other as they lie.
 * Other axes go to the stock kernel.
 */
export const sum: TrainingKernel = {
  kernelName: "Sum",
  replaces: "stock",
  run: ({ x }, attrs, heap, stock) => reduceRows(x, attrs, heap, () => 1) ?? stock(),
};
