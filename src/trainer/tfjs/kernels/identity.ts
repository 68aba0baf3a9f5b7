import type { TrainingKernel } from "./kernel.ts";

/**
 * The same values under another name. Taking gradients clones every tensor that the backward pass will
 * need; the stock kernel copies its values each time. Values are never changed in place, so here both
 * share them, counted, as the stock Reshape does.
 */
export const identity: TrainingKernel = {
  kernelName: "Identity",
  replaces: "stock",
  run({ x }, _attrs, heap, stock) {
    if (x === undefined || x.dtype === "string") return stock();
    heap.backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
};

/** A cast to the type that it has already is the identity; other casts go to the stock kernel. */
export const cast: TrainingKernel = {
  kernelName: "Cast",
  replaces: "stock",
  run(inputs, attrs, heap, stock) {
    const { x } = inputs;
    return x?.dtype === attrs.dtype ? identity.run(inputs, attrs, heap, stock) : stock();
  },
};
