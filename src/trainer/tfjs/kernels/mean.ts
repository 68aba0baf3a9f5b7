import type { TrainingKernel } from "./kernel.ts";
import { reduceRows } from "./reduce-rows.ts";

/**
 * Means over leading axes, out[q] = sum over r of x[r, q] / rows: the moments of a batch norm. Other axes
 * go to the stock kernel.
 */
export const mean: TrainingKernel = {
  kernelName: "Mean",
  replaces: "stock",
  run: ({ x }, attrs, heap, stock) => reduceRows(x, attrs, heap, (rows) => 1 / rows) ?? stock(),
};
