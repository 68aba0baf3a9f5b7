import { between } from "./blend.ts";
import { defineSchedule } from "./define.ts";
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

/**
 * Cyclical LR, `triangular2`: {@link triangular} with half the height after each cycle:
 * `floor + (peak - floor) * h / 2^(c - 1)`, c = floor(1 + t / 2s) the cycle's number from 1.
 *
 * Worked values: floor 0.001, peak 0.006, halfCycleSteps 2000 give 0.006 at 2000, 0.0035 at 6000,
 * 0.00225 at 10000. Sources: Smith 2017 (1506.01186); torch `CyclicLR`.
 *
 * @throws InputError for a floor above the peak, halfCycleSteps 0
 */
export function triangular2(options: TriangularOptions): Schedule {
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
  { peakLr, floorLr, halfCycleSteps }: ReturnType<typeof resolve>,
): number {
  const cyclesDone = Math.floor(step / (2 * halfCycleSteps));
  return between(floorLr, peakLr, triangleHeight(step, halfCycleSteps) * 0.5 ** cyclesDone);
}

function resolve(options: TriangularOptions) {
  const { peakLr, floorLr, halfCycleSteps } = checkTriangle(options);
  return { peakLr, floorLr, halfCycleSteps };
}

/** The schedule as code. */
function formula(options: TriangularOptions): Formula {
  const { peakLr, floorLr, halfCycleSteps } = resolve(options);
  const share = "height * 0.5 ** floor(step / (2 * HALF_CYCLE_STEPS))";
  return triangleFormula({ peakLr, floorLr, halfCycleSteps }, {}, share);
}

export const triangular2Definition = defineSchedule<TriangularOptions>({
  kind: "triangular2",
  summary: "Up and down between floor and peak, half as high each cycle.",
  options: triangleOptions,
  example: { peakLr: 0.1, floorLr: 0.02, halfCycleSteps: 200 },
  build: triangular2,
  formula,
});
