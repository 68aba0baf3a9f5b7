import { checkInteger } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { checkDecayFactor, checkPeakAndFloor, checkUnit } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, optional, required } from "../define.ts";
import { atLeast, type Formula } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "step-decay": true;
  }
}

/**
 * What {@link stepDecay} takes: the LR is multiplied by one factor, again and again after so many
 * steps.
 */
export interface StepDecayOptions {
  /** LR of step 0, above 0. */
  readonly peakLr: number;
  /** Steps or epochs between two decays: an integer of at least 1. */
  readonly every: number;
  /** What `every` counts. */
  readonly unit: "step" | "epoch";
  /** Optimizer steps of one epoch, at least 1; with unit `epoch` only. */
  readonly stepsPerEpoch?: number;
  /** What the LR is multiplied by at each decay: above 0, at most 1. @default 0.5 */
  readonly factor?: number;
  /** The LR never goes below it: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<StepDecayOptions> = {
  peakLr: true,
  every: true,
  unit: true,
  stepsPerEpoch: true,
  factor: true,
  floorLr: true,
};

/**
 * The LR is multiplied by `factor` every N steps or epochs:
 * `max(floor, peak * factor^floor(t / n))`, n = every, or every * stepsPerEpoch.
 * The step n itself has the lower LR. It never ends; far out it is the floor.
 *
 * Worked values: peak 0.1, every 10, unit epoch, stepsPerEpoch 50 give 0.1 at 499, 0.05 at 500.
 * Source: torch `StepLR` (whose default factor is 0.1).
 *
 * @throws InputError for `every` below 1, epochs without `stepsPerEpoch`, a factor of 0 or above 1
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  checkOptions("step-decay", KEYS, options);
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
  { peakLr, floorLr, period, factor }: ReturnType<typeof resolve>,
): number {
  return Math.max(floorLr, peakLr * factor ** Math.floor(step / period));
}

function resolve(options: StepDecayOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const period = checkInteger("every", options.every, 1) * checkUnit(options);
  const factor = checkDecayFactor("factor", options.factor ?? 0.5);
  return { peakLr, floorLr, period, factor };
}

/** The schedule as code. */
function formula(options: StepDecayOptions): Formula {
  const { peakLr, floorLr, period, factor } = resolve(options);
  return {
    peak: peakLr,
    constants: { PEAK_LR: peakLr, FACTOR: factor, PERIOD_STEPS: period, FLOOR_LR: floorLr },
    otherwise: atLeast(floorLr, "PEAK_LR * FACTOR ** floor(step / PERIOD_STEPS)"),
  };
}

export const stepDecayDefinition = defineSchedule({
  kind: "step-decay",
  summary: "The LR is multiplied by a factor (halved) every N steps or epochs.",
  options: {
    peakLr: common.peakLr,
    every: required("integer", "steps or epochs between two decays, at least 1"),
    unit: common.unit,
    stepsPerEpoch: common.stepsPerEpoch,
    factor: optional("number", "what the LR is multiplied by, above 0, at most 1", { value: 0.5 }),
    floorLr: common.lowerBound,
  },
  example: { peakLr: 0.1, every: 10, unit: "epoch", stepsPerEpoch: 50 },
  build: stepDecay,
  formula,
});
