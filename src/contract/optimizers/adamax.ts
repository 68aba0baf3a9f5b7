import { adamHyperParameters } from "./adam.ts";
import { type LibraryOptimizer, notNegative } from "./definition.ts";

declare module "./definition.js" {
  interface OptimizerNames {
    adamax: true;
  }
}

export const adamax = {
  className: "Adamax",
  family: "adam",
  library: true,
  hyperParameters: {
    ...adamHyperParameters,
    /** Of the LR per step: a saved model's is the schedule that its run had. */
    decay: notNegative(0, { saved: false }),
  },
} as const satisfies LibraryOptimizer;
