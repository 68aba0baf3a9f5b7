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
 * Cyclical LR, `triangular`: `floor + (peak - floor) * h`, where h goes 0 -> 1 in `halfCycleSteps`
 * and back in as many, for ever. In Smith's terms c = floor(1 + t / 2s), x = |t / s - 2c + 1|,
 * h = max(0, 1 - x).
 *
 * Worked values: floor 0.001, peak 0.006, halfCycleSteps 2000 give 0.001 at 0, 0.006 at 2000,
 * 0.0035 at 3000, 0.001 at 4000. Sources: Smith 2017 (1506.01186); torch `CyclicLR`.
 *
 * @throws InputError for a floor above the peak, halfCycleSteps 0
 */
export function triangular(options: TriangularOptions): Schedule {
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
  return between(floorLr, peakLr, triangleHeight(step, halfCycleSteps));
}

function resolve(options: TriangularOptions) {
  const { peakLr, floorLr, halfCycleSteps } = checkTriangle(options);
  return { peakLr, floorLr, halfCycleSteps };
}

/** The schedule as code. */
function formula(options: TriangularOptions): Formula {
  const { peakLr, floorLr, halfCycleSteps } = resolve(options);
  return triangleFormula({ peakLr, floorLr, halfCycleSteps }, {}, "height");
}

export const triangularDefinition = defineSchedule<TriangularOptions>({
  kind: "triangular",
  summary: "Up and down between floor and peak in straight lines, for ever.",
  options: triangleOptions,
  example: { peakLr: 0.1, floorLr: 0.02, halfCycleSteps: 200 },
  build: triangular,
  formula,
});
