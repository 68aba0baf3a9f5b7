import type { LibraryOptimizer } from "./definition.ts";

declare module "./definition.js" {
  interface OptimizerNames {
    sgd: true;
  }
}

/** Plain gradient descent. */
export const sgd = {
  className: "SGD",
  family: "sgd",
  library: true,
  hyperParameters: {},
  damping: "plain",
  batchExponent: 0.28,
} as const satisfies LibraryOptimizer;
