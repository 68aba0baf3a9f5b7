import { fraction, type LibraryOptimizer } from "./definition.ts";

declare module "./definition.js" {
  interface OptimizerNames {
    momentum: true;
    nesterov: true;
  }
}

/** SGD with (heavy-ball) momentum. */
export const momentum = {
  className: "Momentum",
  family: "momentum",
  library: true,
  hyperParameters: { momentum: fraction(0.9) },
} as const satisfies LibraryOptimizer;

/** SGD with Nesterov's momentum; libraries have it as a flag of the other. */
export const nesterov = {
  family: "momentum",
  library: true,
  hyperParameters: { momentum: fraction(0.9) },
} as const satisfies LibraryOptimizer;
