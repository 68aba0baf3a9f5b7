import type { KeyTable } from "../../core/listed-keys.ts";
import { checkDecayFactor, checkPeakAndFloor, checkRisingSteps, checkUnit } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, optional, required } from "../define.ts";
import { type Formula, literal } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "multi-step": true;
  }
}

/** What {@link multiStep} takes: the LR is multiplied by one factor at each milestone. */
export interface MultiStepOptions {
  /** LR of step 0, above 0. */
  readonly peakLr: number;
  /** Steps or epochs at which the LR drops: rising integers of at least 1. May be empty. */
  readonly milestones: readonly number[];
  /** What `milestones` count. */
  readonly unit: "step" | "epoch";
  /** Optimizer steps of one epoch, at least 1; with unit `epoch` only. */
  readonly stepsPerEpoch?: number;
  /** What the LR is multiplied by at each milestone: above 0, at most 1. @default 0.1 */
  readonly factor?: number;
  /** The LR never goes below it: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<MultiStepOptions> = {
  peakLr: true,
  milestones: true,
  unit: true,
  stepsPerEpoch: true,
  factor: true,
  floorLr: true,
};

/**
 * The LR drops at milestones: `max(floor, peak * factor^k)`, k = the number of milestones <= t.
 * The step of a milestone has the lower LR already. After the last milestone the LR stays.
 *
 * Worked values: peak 0.1, milestones [300, 600], unit step give 0.1 at 299, 0.01 at 300,
 * 0.001 from 600 on. Source: torch `MultiStepLR`.
 *
 * @throws InputError for milestones out of order, epochs without `stepsPerEpoch`, a factor of 0 or above 1
 */
export function multiStep(options: MultiStepOptions): Schedule {
  checkOptions("multi-step", KEYS, options);
  const numbers = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return lrAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = lrAt(first + i, numbers);
  });
}

function lrAt(step: number, { steps, lrs }: ReturnType<typeof resolve>): number {
  let passed = 0;
  while (passed < steps.length && step >= (steps[passed] as number)) passed++;
  return lrs[passed] as number;
}

function resolve(options: MultiStepOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const stepsPerUnit = checkUnit(options);
  const milestones = checkRisingSteps("milestones", options.milestones);
  const steps = milestones.map((milestone) => milestone * stepsPerUnit);
  const factor = checkDecayFactor("factor", options.factor ?? 0.1);
  const lrs = [0, ...steps].map((_, passed) => Math.max(floorLr, peakLr * factor ** passed));
  return { peakLr, steps, lrs };
}

/** The schedule as code. */
function formula(options: MultiStepOptions): Formula {
  const { peakLr, steps, lrs } = resolve(options);
  const values = lrs.map((lr) => literal(lr));
  return {
    peak: peakLr,
    constants: {},
    cases: steps.map((step, index) => [`step < ${step}`, values[index] as string]),
    otherwise: values.at(-1) as string,
  };
}

export const multiStepDefinition = defineSchedule({
  kind: "multi-step",
  summary: "The LR is multiplied by a factor at given steps or epochs.",
  options: {
    peakLr: common.peakLr,
    milestones: required("integers", "steps or epochs of the drops, rising, at least 1"),
    unit: common.unit,
    stepsPerEpoch: common.stepsPerEpoch,
    factor: optional("number", "what the LR is multiplied by, above 0, at most 1", { value: 0.1 }),
    floorLr: common.lowerBound,
  },
  example: { peakLr: 0.1, milestones: [500, 750], unit: "step" },
  build: multiStep,
  formula,
});
