import { identity } from "./identity.ts";
import type { TrainingKernel } from "./kernel.ts";

/** A cast to the type that it has already is the identity; other casts go to the stock kernel. */
export const cast: TrainingKernel = {
  kernelName: "Cast",
  replaces: "stock",
  run(inputs, attrs, heap, stock) {
    const { x } = inputs;
    return x?.dtype === attrs.dtype ? identity.run(inputs, attrs, heap, stock) : stock();
  },
};
