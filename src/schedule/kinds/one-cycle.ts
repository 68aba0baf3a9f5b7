import { checkOneOf, checkPositive, checkRange, rejectOption } from "../../core/check.ts";
import { between, cosineShare } from "../blend.ts";
import { checkTotal } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, optional } from "../define.ts";
import type { Formula } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "one-cycle": true;
    "one-cycle-momentum": true;
  }
}

/** What both halves of a one-cycle policy (LR and momentum) are given. */
interface OneCyclePhases {
  /** Optimizer steps of the run, at least 1. */
  readonly totalSteps: number;
  /** Share of the run in which the LR rises: 0 to 1. @default 0.3 */
  readonly riseShare?: number;
  /** How the values go from one to the next. @default "cos" */
  readonly anneal?: "cos" | "linear";
}

/** Where the two phases end, in steps, and how far along a phase is after its curve is applied. */
interface OneCycleShape {
  /** Step of the peak; torch's `pct_start * total_steps - 1`, but never below 0. May be fractional. */
  readonly peakStep: number;
  /** The last step of the run. */
  readonly lastStep: number;
  /** Lines instead of half cosines. */
  readonly linear: boolean;
  /** {@link bend} of `progress`, as code. */
  readonly bendCode: string;
}

/** The phases of torch's two-phase `OneCycleLR`: up to `riseShare * totalSteps - 1`, down to the last step. */
function oneCycleShape(options: OneCyclePhases): OneCycleShape {
  const totalSteps = checkTotal(options.totalSteps);
  const riseShare = checkRange("riseShare", options.riseShare ?? 0.3, 0, 1);
  const anneal = checkOneOf("anneal", options.anneal ?? "cos", ["cos", "linear"]);
  return {
    peakStep: Math.max(0, riseShare * totalSteps - 1),
    lastStep: totalSteps - 1,
    linear: anneal === "linear",
    bendCode: anneal === "cos" ? "0.5 * (1 - cos(PI * progress))" : "progress",
  };
}

/** Share of the way from a phase's first value to its last: 0 at progress 0, 1 at progress 1. */
function bend(linear: boolean, progress: number): number {
  return linear ? progress : 1 - cosineShare(progress);
}

/** Options of the two phases, as data. */
export const phaseOptions = {
  totalSteps: common.totalSteps,
  riseShare: optional("number", "share of the run in which the LR rises, 0 to 1", { value: 0.3 }),
  anneal: optional("choice", "half cosines or straight lines", { value: "cos" }, ["cos", "linear"]),
} as const;

/** Both phases as code, between three values. */
function phasesFormula(
  { peakStep, lastStep, bendCode }: OneCycleShape,
  values: { start: number; middle: number; end: number },
): Formula {
  const rise = peakStep > 0;
  const fall = lastStep > peakStep;
  const line = (from: string, to: string) => `${from} + (${to} - ${from}) * ${bendCode}`;
  const up = "step / PEAK_STEP";
  const down = "(step - PEAK_STEP) / (LAST_STEP - PEAK_STEP)";
  return {
    peak: Math.max(values.start, values.middle),
    constants: {
      START: values.start,
      MIDDLE: values.middle,
      END: values.end,
      PEAK_STEP: peakStep,
      LAST_STEP: lastStep,
    },
    lets: [],
    cases: [
      ...(rise
        ? [["step < PEAK_STEP", line("START", "MIDDLE").replaceAll("progress", `(${up})`)] as const]
        : []),
      ...(fall
        ? [["step < LAST_STEP", line("MIDDLE", "END").replaceAll("progress", `(${down})`)] as const]
        : []),
      ...(fall ? [] : [["step <= PEAK_STEP", "MIDDLE"] as const]),
    ],
    otherwise: "END",
  };
}

/**
 * What {@link oneCycle} takes: up to the highest LR and down to far below the first, in one run.
 */
export interface OneCycleOptions extends OneCyclePhases {
  /** Highest LR, above 0. */
  readonly peakLr: number;
  /** The first LR is peak / startDivisor; at least 1. @default 25 */
  readonly startDivisor?: number;
  /** The last LR is the first LR / endDivisor; at least 1. @default 10000 */
  readonly endDivisor?: number;
}

/**
 * The one-cycle policy: up from peak / startDivisor to the peak at step `riseShare * T - 1`, then
 * down to peak / (startDivisor * endDivisor) at the last step T - 1, each along half a cosine
 * (or a line). After the last step: the last value, for ever.
 *
 * Where the rise has no length (riseShare * T <= 1, so always for T = 1) step 0 has the peak.
 *
 * Worked values: peak 1, T 100, riseShare 0.3 give 0.04 at 0, 1 at 29, 4e-6 from 99 on.
 * Sources: Smith and Topin 2018 (1708.07120); torch `OneCycleLR`, two phases (torch raises after
 * its last step). fastai ends at peak / 1e5: startDivisor 25, endDivisor 4000.
 * {@link oneCycleMomentum} is its momentum.
 *
 * @throws InputError for totalSteps 0, a share outside 0 to 1, a divisor below 1
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  checkOptions("one-cycle", oneCycleDefinition.options, options);
  const numbers = resolveLr(options);
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
  { shape, peakLr, startLr, endLr }: ReturnType<typeof resolveLr>,
): number {
  const { peakStep, lastStep, linear } = shape;
  if (step < peakStep) return between(startLr, peakLr, bend(linear, step / peakStep));
  if (step < lastStep) {
    return between(endLr, peakLr, 1 - bend(linear, (step - peakStep) / (lastStep - peakStep)));
  }
  return step === peakStep ? peakLr : endLr;
}

function checkDivisor(option: string, value: unknown): number {
  if (typeof value === "number" && value >= 1 && value < Number.POSITIVE_INFINITY) return value;
  return rejectOption(option, "a finite number of at least 1", value);
}

function resolveLr(options: OneCycleOptions) {
  const shape = oneCycleShape(options);
  const peakLr = checkPositive("peakLr", options.peakLr);
  const startLr = peakLr / checkDivisor("startDivisor", options.startDivisor ?? 25);
  const endLr = startLr / checkDivisor("endDivisor", options.endDivisor ?? 1e4);
  return { shape, peakLr, startLr, endLr };
}

/** The schedule as code. */
function lrFormula(options: OneCycleOptions): Formula {
  const { shape, peakLr, startLr, endLr } = resolveLr(options);
  return phasesFormula(shape, { start: startLr, middle: peakLr, end: endLr });
}

export const oneCycleDefinition = defineSchedule({
  kind: "one-cycle",
  summary: "Up to the peak and down far below the start within one run.",
  options: {
    peakLr: common.peakLr,
    ...phaseOptions,
    startDivisor: optional("number", "first LR = peak / startDivisor, at least 1", { value: 25 }),
    endDivisor: optional("number", "last LR = first LR / endDivisor, at least 1", { value: 1e4 }),
  },
  example: { peakLr: 0.1, totalSteps: 1000 },
  build: oneCycle,
  formula: lrFormula,
});

/**
 * What {@link oneCycleMomentum} takes: the momentum that goes down while the LR of {@link
 * oneCycle} goes up, and back.
 */
export interface OneCycleMomentumOptions extends OneCyclePhases {
  /** Momentum when the LR is highest: 0 to below 1, at most `highMomentum`. @default 0.85 */
  readonly lowMomentum?: number;
  /** Momentum at both ends: 0 to below 1. @default 0.95 */
  readonly highMomentum?: number;
}

/**
 * The momentum of the one-cycle policy: the mirror image of {@link oneCycle}'s LR. Down from
 * `highMomentum` to `lowMomentum` at the LR's peak, and back up at the last step; after it
 * `highMomentum`, for ever. Phases, curve and edge cases are those of {@link oneCycle}. With Adam
 * it is beta1.
 *
 * Worked values: T 100, riseShare 0.3 give 0.95 at 0, 0.85 at 29, 0.95 from 99 on.
 * Sources: Smith 2018 (1803.09820); torch `OneCycleLR` with `cycle_momentum`.
 *
 * @throws InputError for a momentum outside 0 to below 1, low above high, totalSteps 0
 */
export function oneCycleMomentum(options: OneCycleMomentumOptions): Schedule {
  checkOptions("one-cycle-momentum", oneCycleMomentumDefinition.options, options);
  const numbers = resolveMomentum(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return momentumAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = momentumAt(first + i, numbers);
  });
}

function momentumAt(
  step: number,
  { shape, high, low }: ReturnType<typeof resolveMomentum>,
): number {
  const { peakStep, lastStep, linear } = shape;
  if (step < peakStep) return between(low, high, 1 - bend(linear, step / peakStep));
  if (step < lastStep) {
    return between(low, high, bend(linear, (step - peakStep) / (lastStep - peakStep)));
  }
  return step === peakStep ? low : high;
}

function checkMomentum(option: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value < 1) return value;
  return rejectOption(option, "a number of at least 0 and below 1", value);
}

function resolveMomentum(options: OneCycleMomentumOptions) {
  const shape = oneCycleShape(options);
  const high = checkMomentum("highMomentum", options.highMomentum ?? 0.95);
  const low = checkMomentum("lowMomentum", options.lowMomentum ?? 0.85);
  if (low > high) rejectOption("lowMomentum", `at most \`highMomentum\` (${high})`, low);
  return { shape, high, low };
}

/** The schedule as code. */
function momentumFormula(options: OneCycleMomentumOptions): Formula {
  const { shape, high, low } = resolveMomentum(options);
  return phasesFormula(shape, { start: high, middle: low, end: high });
}

export const oneCycleMomentumDefinition = defineSchedule({
  kind: "one-cycle-momentum",
  summary: "Momentum that goes with one-cycle: low where the LR is high.",
  options: {
    ...phaseOptions,
    lowMomentum: optional("number", "momentum at the LR's peak, 0 to below 1", { value: 0.85 }),
    highMomentum: optional("number", "momentum at both ends, 0 to below 1", { value: 0.95 }),
  },
  example: { totalSteps: 1000 },
  build: oneCycleMomentum,
  formula: momentumFormula,
});
