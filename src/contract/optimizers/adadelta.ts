import { fraction, type LibraryOptimizer, positive } from "./definition.ts";

declare module "./definition.js" {
  interface OptimizerNames {
    adadelta: true;
  }
}

export const adadelta = {
  className: "Adadelta",
  family: "adadelta",
  library: true,
  hyperParameters: { rho: fraction(0.95), epsilon: positive(1e-7) },
  damping: "plain",
} as const satisfies LibraryOptimizer;
