import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import type { Heap } from "./heap.ts";

/** Runs the kernel that was replaced. */
export type Stock = (
  inputs?: NamedTensorInfoMap,
  attrs?: NamedAttrMap,
) => TensorInfo | TensorInfo[];

/** One kernel of this folder; `index.ts` turns it into a registration. */
export interface TrainingKernel {
  readonly kernelName: string;
  /**
   * Why it is here: `missing` is registered only where the backend has no kernel of that name, `stock`
   * also where it has one, which is slower or wrong.
   */
  readonly replaces: "missing" | "stock";
  /**
   * @param stock runs the kernel that was replaced, on the same inputs and attributes unless others are
   * given, for the cases that it does as well or that this one does not do; throws where there was none
   */
  run(
    inputs: NamedTensorInfoMap,
    attrs: NamedAttrMap,
    heap: Heap,
    stock: Stock,
  ): TensorInfo | TensorInfo[];
}
