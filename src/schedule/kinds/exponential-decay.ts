import { checkInteger } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { checkBoolean, checkDecayFactor, checkPeakAndFloor } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, optional, required } from "../define.ts";
import { atLeast, type Formula } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "exponential-decay": true;
  }
}

/** What {@link exponentialDecay} takes: the LR is multiplied by one factor every so many steps. */
export interface ExponentialDecayOptions {
  /** LR of step 0, above 0. */
  readonly peakLr: number;
  /** What the LR is multiplied by every `decaySteps`: above 0, at most 1. */
  readonly factor: number;
  /** Steps that `factor` stands for: an integer of at least 1. @default 1 */
  readonly decaySteps?: number;
  /** Decay in jumps, once every `decaySteps`. @default false */
  readonly staircase?: boolean;
  /** The LR never goes below it: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<ExponentialDecayOptions> = {
  peakLr: true,
  factor: true,
  decaySteps: true,
  staircase: true,
  floorLr: true,
};

/**
 * Exponential decay: `max(floor, peak * factor^(t / decaySteps))`, with `floor(t / decaySteps)`
 * for a staircase. It never ends; far out it is the floor (0 once the power underflows).
 *
 * Worked values: peak 0.1, factor 0.5, decaySteps 100 give 0.05 at 100 and 0.1 / sqrt 2 at 50
 * (0.1 at 50 as a staircase). Sources: Keras `ExponentialDecay`, optax `exponential_decay`
 * (`end_value` is our floor), torch `ExponentialLR` (decaySteps 1).
 *
 * @throws InputError for a factor of 0, below 0 or above 1, decaySteps of 0, a floor above the peak
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  checkOptions("exponential-decay", KEYS, options);
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
  { peakLr, floorLr, factor, decaySteps, staircase }: ReturnType<typeof resolve>,
): number {
  const periods = staircase ? Math.floor(step / decaySteps) : step / decaySteps;
  return Math.max(floorLr, peakLr * factor ** periods);
}

function resolve(options: ExponentialDecayOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const factor = checkDecayFactor("factor", options.factor);
  const decaySteps = checkInteger("decaySteps", options.decaySteps ?? 1, 1);
  const staircase = checkBoolean("staircase", options.staircase ?? false);
  return { peakLr, floorLr, factor, decaySteps, staircase };
}

/** The schedule as code. */
function formula(options: ExponentialDecayOptions): Formula {
  const { peakLr, floorLr, factor, decaySteps, staircase } = resolve(options);
  const periods = staircase ? "floor(step / DECAY_STEPS)" : "(step / DECAY_STEPS)";
  return {
    peak: peakLr,
    constants: { PEAK_LR: peakLr, FACTOR: factor, DECAY_STEPS: decaySteps, FLOOR_LR: floorLr },
    otherwise: atLeast(floorLr, `PEAK_LR * FACTOR ** ${periods}`),
  };
}

export const exponentialDecayDefinition = defineSchedule({
  kind: "exponential-decay",
  summary: "The LR is multiplied by a factor every so many steps, smoothly or in jumps.",
  options: {
    peakLr: common.peakLr,
    factor: required("number", "what the LR is multiplied by every decaySteps, above 0, at most 1"),
    decaySteps: optional("integer", "steps that the factor stands for, at least 1", { value: 1 }),
    staircase: common.staircase,
    floorLr: common.lowerBound,
  },
  example: { peakLr: 0.1, factor: 0.9, decaySteps: 100 },
  build: exponentialDecay,
  formula,
});
