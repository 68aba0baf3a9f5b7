import { type LibraryOptimizer, positive } from "./definition.ts";

declare module "./definition.js" {
  interface OptimizerNames {
    adagrad: true;
  }
}

export const adagrad = {
  className: "Adagrad",
  family: "adagrad",
  library: true,
  hyperParameters: {
    initialAccumulatorValue: positive(0.1, { keras: "initial_accumulator_value" }),
  },
  damping: "plain",
} as const satisfies LibraryOptimizer;
