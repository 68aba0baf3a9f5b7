import { fraction, type LibraryOptimizer, positive } from "./definition.ts";

declare module "./definition.js" {
  interface OptimizerNames {
    adam: true;
  }
}

/** Hyper-parameters of all that is made like Adam. */
export const adamHyperParameters = {
  beta1: fraction(0.9, { keras: "beta_1" }),
  beta2: fraction(0.999, { keras: "beta_2" }),
  epsilon: positive(1e-7),
} as const;

export const adam = {
  className: "Adam",
  family: "adam",
  library: true,
  hyperParameters: adamHyperParameters,
} as const satisfies LibraryOptimizer;
