import { checkInteger, checkPositive } from "../../core/check.ts";
import { between } from "../blend.ts";
import { checkDecayFactor, checkUpTo } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, required } from "../define.ts";
import { blend, type Formula } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    triangular: true;
    triangular2: true;
    "exp-range": true;
  }
}

/** What all three cyclical schedules are given. */
export interface TriangularOptions {
  /** LR at the top of the first cycle, above 0. */
  readonly peakLr: number;
  /** LR at both ends of each cycle: 0 to the peak. */
  readonly floorLr: number;
  /** Steps from the floor up to the peak (Smith's `stepsize`), at least 1. A cycle is twice as long. */
  readonly halfCycleSteps: number;
}

/** {@link TriangularOptions}, checked. */
function checkTriangle(options: TriangularOptions): TriangularOptions {
  const peakLr = checkPositive("peakLr", options.peakLr);
  return {
    peakLr,
    floorLr: checkUpTo("floorLr", options.floorLr, "peakLr", peakLr),
    halfCycleSteps: checkInteger("halfCycleSteps", options.halfCycleSteps, 1),
  };
}

/** Height in the zig-zag line of `step`: 0 at the ends of a cycle, 1 in its middle. */
function triangleHeight(step: number, halfCycleSteps: number): number {
  const place = step % (2 * halfCycleSteps);
  return (place <= halfCycleSteps ? place : 2 * halfCycleSteps - place) / halfCycleSteps;
}

/** The shared options, as data. */
export const triangleOptions = {
  peakLr: common.peakLr,
  floorLr: required("lr", "LR at both ends of each cycle, from 0 to the peak"),
  halfCycleSteps: required("integer", "steps from the floor up to the peak, at least 1"),
} as const;

/** The zig-zag line as code, `share` being an expression over its `height` from 0 to 1. */
function triangleFormula(
  { peakLr, floorLr, halfCycleSteps }: TriangularOptions,
  more: Readonly<Record<string, number>>,
  share: string,
): Formula {
  return {
    peak: peakLr,
    constants: { PEAK_LR: peakLr, FLOOR_LR: floorLr, HALF_CYCLE_STEPS: halfCycleSteps, ...more },
    lets: [
      ["place", "step % (2 * HALF_CYCLE_STEPS)"],
      ["height", "1 - abs(place - HALF_CYCLE_STEPS) / HALF_CYCLE_STEPS"],
    ],
    otherwise: blend("FLOOR_LR", "PEAK_LR", share, floorLr),
  };
}

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
  checkOptions("triangular", triangularDefinition.options, options);
  const numbers = checkTriangle(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return triangularAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = triangularAt(first + i, numbers);
  });
}

function triangularAt(
  step: number,
  { peakLr, floorLr, halfCycleSteps }: TriangularOptions,
): number {
  return between(floorLr, peakLr, triangleHeight(step, halfCycleSteps));
}

/** The schedule as code. */
function triangularFormula(options: TriangularOptions): Formula {
  const { peakLr, floorLr, halfCycleSteps } = checkTriangle(options);
  return triangleFormula({ peakLr, floorLr, halfCycleSteps }, {}, "height");
}

export const triangularDefinition = defineSchedule({
  kind: "triangular",
  summary: "Up and down between floor and peak in straight lines, for ever.",
  options: triangleOptions,
  example: { peakLr: 0.1, floorLr: 0.02, halfCycleSteps: 200 },
  build: triangular,
  formula: triangularFormula,
});

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
  checkOptions("triangular2", triangular2Definition.options, options);
  const numbers = checkTriangle(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return triangular2At(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = triangular2At(first + i, numbers);
  });
}

function triangular2At(
  step: number,
  { peakLr, floorLr, halfCycleSteps }: TriangularOptions,
): number {
  const cyclesDone = Math.floor(step / (2 * halfCycleSteps));
  return between(floorLr, peakLr, triangleHeight(step, halfCycleSteps) * 0.5 ** cyclesDone);
}

/** The schedule as code. */
function triangular2Formula(options: TriangularOptions): Formula {
  const { peakLr, floorLr, halfCycleSteps } = checkTriangle(options);
  const share = "height * 0.5 ** floor(step / (2 * HALF_CYCLE_STEPS))";
  return triangleFormula({ peakLr, floorLr, halfCycleSteps }, {}, share);
}

export const triangular2Definition = defineSchedule({
  kind: "triangular2",
  summary: "Up and down between floor and peak, half as high each cycle.",
  options: triangleOptions,
  example: { peakLr: 0.1, floorLr: 0.02, halfCycleSteps: 200 },
  build: triangular2,
  formula: triangular2Formula,
});

/** What {@link expRange} takes: triangles between two LRs whose height falls with every step. */
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
  checkOptions("exp-range", expRangeDefinition.options, options);
  const numbers = resolveExpRange(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return expRangeAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = expRangeAt(first + i, numbers);
  });
}

function expRangeAt(
  step: number,
  { peakLr, floorLr, halfCycleSteps, gamma }: ReturnType<typeof resolveExpRange>,
): number {
  return between(floorLr, peakLr, triangleHeight(step, halfCycleSteps) * gamma ** step);
}

function resolveExpRange(options: ExpRangeOptions) {
  const { peakLr, floorLr, halfCycleSteps } = checkTriangle(options);
  const gamma = checkDecayFactor("gamma", options.gamma);
  return { peakLr, floorLr, halfCycleSteps, gamma };
}

/** The schedule as code. */
function expRangeFormula(options: ExpRangeOptions): Formula {
  const { peakLr, floorLr, halfCycleSteps, gamma } = resolveExpRange(options);
  return triangleFormula(
    { peakLr, floorLr, halfCycleSteps },
    { GAMMA: gamma },
    "height * GAMMA ** step",
  );
}

export const expRangeDefinition = defineSchedule({
  kind: "exp-range",
  summary: "Up and down between floor and peak, lower every step.",
  options: {
    ...triangleOptions,
    gamma: required("number", "the height is multiplied by it every step, above 0, at most 1"),
  },
  example: { peakLr: 0.1, floorLr: 0.02, halfCycleSteps: 200, gamma: 0.999 },
  build: expRange,
  formula: expRangeFormula,
});
