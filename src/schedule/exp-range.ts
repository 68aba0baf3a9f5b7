import { between } from "./blend.ts";
import { checkDecayFactor } from "./checks.ts";
import { defineSchedule, required } from "./define.ts";
import type { Formula } from "./formula.ts";
import { withLoop } from "./loop.ts";
import { checkStep } from "./step.ts";
import {
  checkTriangle,
  type TriangularOptions,
  triangleFormula,
  triangleHeight,
  triangleOptions,
} from "./triangle.ts";
import type { Schedule } from "./types.ts";

export interface ExpRangeOptions extends TriangularOptions {
  /** The height is multiplied by it every step: above 0, at most 1. */
  readonly gamma: number;
}

/**
 * Cyclical LR, `exp_range`: {@link triangular} whose height shrinks every step:
 * `floor + (peak - floor) * h * gamma^t`, t counted from step 0 of the run, not of the cycle.
 *
 * Worked values: floor 0, peak 1, halfCycleSteps 10, gamma 0.99 give 0.99^10 = 0.904382 at 10,
 * 0 at 20, 0.99^30 = 0.7397 at 30. Sources: Smith 2017 (1506.01186); torch `CyclicLR`.
 *
 * @throws InputError for a gamma of 0 or above 1, a floor above the peak, halfCycleSteps 0
 */
export function expRange(options: ExpRangeOptions): Schedule {
  const numbers = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return lrAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = lrAt(first + i, numbers);
  });
}

function lrAt(
  step: number,
  { peakLr, floorLr, halfCycleSteps, gamma }: ReturnType<typeof resolve>,
): number {
  return between(floorLr, peakLr, triangleHeight(step, halfCycleSteps) * gamma ** step);
}

function resolve(options: ExpRangeOptions) {
  const { peakLr, floorLr, halfCycleSteps } = checkTriangle(options);
  const gamma = checkDecayFactor("gamma", options.gamma);
  return { peakLr, floorLr, halfCycleSteps, gamma };
}

/** The schedule as code. */
function formula(options: ExpRangeOptions): Formula {
  const { peakLr, floorLr, halfCycleSteps, gamma } = resolve(options);
  return triangleFormula(
    { peakLr, floorLr, halfCycleSteps },
    { GAMMA: gamma },
    "height * GAMMA ** step",
  );
}

export const expRangeDefinition = defineSchedule<ExpRangeOptions>({
  kind: "exp-range",
  summary: "Up and down between floor and peak, lower every step.",
  options: {
    ...triangleOptions,
    gamma: required("number", "the height is multiplied by it every step, above 0, at most 1"),
  },
  example: { peakLr: 0.1, floorLr: 0.02, halfCycleSteps: 200, gamma: 0.999 },
  build: expRange,
  formula,
});
