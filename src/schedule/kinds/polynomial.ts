import { checkPositive } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { fillPowerFall, powerFallAt } from "../blend.ts";
import { checkPeakAndFloor, checkTotal } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, optional } from "../define.ts";
import { blend, type Formula, PROGRESS } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    polynomial: true;
  }
}

/**
 * What {@link polynomial} takes: a fall with a power of what is left of the run; of power 1 a
 * straight line.
 */
export interface PolynomialOptions {
  /** LR of step 0, above 0. */
  readonly peakLr: number;
  /** Step at which the floor is reached, at least 1. */
  readonly totalSteps: number;
  /** Above 0; 1 is a straight line. @default 1 */
  readonly power?: number;
  /** LR at `totalSteps` and after: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<PolynomialOptions> = {
  peakLr: true,
  totalSteps: true,
  power: true,
  floorLr: true,
};

/**
 * Polynomial decay: `floor + (peak - floor) * (1 - p)^power`, p = min(t / totalSteps, 1).
 * At `totalSteps` and after: the floor.
 *
 * Worked values: peak 0.1, totalSteps 100, power 2 give 0.1 at 0, 0.025 at 50, 0 from 100 on.
 * Sources: Keras `PolynomialDecay` (whose floor is 1e-4 by default), torch `PolynomialLR`, optax
 * `polynomial_schedule`.
 *
 * @throws InputError for totalSteps 0, a power of 0 or below, a floor above the peak
 */
export function polynomial(options: PolynomialOptions): Schedule {
  checkOptions("polynomial", KEYS, options);
  const { peakLr, floorLr, totalSteps, power } = resolve(options);
  const fall = { floor: floorLr, peak: peakLr, start: 0, steps: totalSteps, power };
  const at: Schedule = (step) => {
    checkStep(step);
    return powerFallAt(step, fall);
  };
  return withLoop(at, (values, first) => fillPowerFall(values, first, fall));
}

function resolve(options: PolynomialOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const totalSteps = checkTotal(options.totalSteps);
  const power = checkPositive("power", options.power ?? 1);
  return { peakLr, floorLr, totalSteps, power };
}

/** The schedule as code. */
function formula(options: PolynomialOptions): Formula {
  const { peakLr, floorLr, totalSteps, power } = resolve(options);
  const share = power === 1 ? "(1 - progress)" : "(1 - progress) ** POWER";
  return {
    peak: peakLr,
    constants: { PEAK_LR: peakLr, FLOOR_LR: floorLr, TOTAL_STEPS: totalSteps, POWER: power },
    lets: [["progress", PROGRESS]],
    otherwise: blend("FLOOR_LR", "PEAK_LR", share, floorLr),
  };
}

export const polynomialDefinition = defineSchedule({
  kind: "polynomial",
  summary: "From the peak down to the floor along (1 - progress)^power.",
  options: {
    peakLr: common.peakLr,
    totalSteps: common.totalSteps,
    power: optional("number", "above 0; 1 is a straight line", { value: 1 }),
    floorLr: common.floorLr,
  },
  example: { peakLr: 0.1, totalSteps: 1000, power: 2 },
  build: polynomial,
  formula,
});
