import { checkInteger, checkPositive } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { checkBoolean, checkPeakAndFloor } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, required } from "../define.ts";
import { atLeast, type Formula } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "inverse-time": true;
  }
}

/** What {@link inverseTime} takes: a fall with 1 / (1 + rate x steps). */
export interface InverseTimeOptions {
  /** LR of step 0, above 0. */
  readonly peakLr: number;
  /** Above 0: after `decaySteps` the LR is peak / (1 + decayRate). */
  readonly decayRate: number;
  /** Steps that `decayRate` stands for: an integer of at least 1. */
  readonly decaySteps: number;
  /** Decay in jumps, once every `decaySteps`. @default false */
  readonly staircase?: boolean;
  /** The LR never goes below it: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<InverseTimeOptions> = {
  peakLr: true,
  decayRate: true,
  decaySteps: true,
  staircase: true,
  floorLr: true,
};

/**
 * Fractional decay: `max(floor, peak / (1 + decayRate * t / decaySteps))`, with
 * `floor(t / decaySteps)` for a staircase. It never ends; the floor bounds it from below.
 *
 * Worked values: peak 0.1, decayRate 1, decaySteps 100 give 0.1 at 0, 0.05 at 100, 0.025 at 300.
 * Source: Keras `InverseTimeDecay` (which has no floor).
 *
 * @throws InputError for a rate or a step count of 0 or below, a floor above the peak
 */
export function inverseTime(options: InverseTimeOptions): Schedule {
  checkOptions("inverse-time", KEYS, options);
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
  { peakLr, floorLr, decayRate, decaySteps, staircase }: ReturnType<typeof resolve>,
): number {
  const periods = staircase ? Math.floor(step / decaySteps) : step / decaySteps;
  return Math.max(floorLr, peakLr / (1 + decayRate * periods));
}

function resolve(options: InverseTimeOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const decayRate = checkPositive("decayRate", options.decayRate);
  const decaySteps = checkInteger("decaySteps", options.decaySteps, 1);
  const staircase = checkBoolean("staircase", options.staircase ?? false);
  return { peakLr, floorLr, decayRate, decaySteps, staircase };
}

/** The schedule as code. */
function formula(options: InverseTimeOptions): Formula {
  const { peakLr, floorLr, decayRate, decaySteps, staircase } = resolve(options);
  const periods = staircase ? "floor(step / DECAY_STEPS)" : "step / DECAY_STEPS";
  return {
    peak: peakLr,
    constants: {
      PEAK_LR: peakLr,
      DECAY_RATE: decayRate,
      DECAY_STEPS: decaySteps,
      FLOOR_LR: floorLr,
    },
    otherwise: atLeast(floorLr, `PEAK_LR / (1 + DECAY_RATE * ${periods})`),
  };
}

export const inverseTimeDefinition = defineSchedule({
  kind: "inverse-time",
  summary: "Fractional decay: the peak divided by 1 + rate x time.",
  options: {
    peakLr: common.peakLr,
    decayRate: required("number", "after decaySteps the LR is peak / (1 + decayRate), above 0"),
    decaySteps: required("integer", "steps that decayRate stands for, at least 1"),
    staircase: common.staircase,
    floorLr: common.lowerBound,
  },
  example: { peakLr: 0.1, decayRate: 1, decaySteps: 100 },
  build: inverseTime,
  formula,
});
