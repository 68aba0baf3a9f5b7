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
} as const satisfies LibraryOptimizer;
