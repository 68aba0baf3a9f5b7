import { checkPositive } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { between } from "../blend.ts";
import { checkPeakAndFloor, checkWarmup } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, optional } from "../define.ts";
import { atLeast, type Formula, warmupCase } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "inverse-sqrt": true;
  }
}

/** What {@link inverseSqrt} takes: a linear warmup, then a fall with 1 / sqrt(step). */
export interface InverseSqrtOptions {
  /** Highest LR, at the end of the warmup; above 0. */
  readonly peakLr: number;
  /** Steps of linear warmup, at least 0. @default 0 */
  readonly warmupSteps?: number;
  /** LR of step 0 when there is warmup: 0 to the peak. @default peakLr / warmupSteps */
  readonly warmupStartLr?: number;
  /** Steps after the peak in which the LR falls by a factor sqrt 2; above 0. @default warmupSteps, or 10000 without warmup */
  readonly timescale?: number;
  /** The LR never goes below it after the warmup: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<InverseSqrtOptions> = {
  peakLr: true,
  warmupSteps: true,
  warmupStartLr: true,
  timescale: true,
  floorLr: true,
};

/**
 * Linear warmup, then `max(floor, peak * sqrt(s / (t - W + s)))`, W = warmupSteps, s = timescale.
 * It never ends. With s = W it is the Transformer's peak * sqrt(W / t). The LR stays within
 * [min(start, floor), peak].
 *
 * Worked values: peak 0.1, W 100 give 0.001 at 0, 0.1 at 100, 0.05 at 400.
 * Sources: Vaswani et al. 2017 (1706.03762); Hugging Face `get_inverse_sqrt_schedule` (whose
 * warmup starts at 0, and which has no floor).
 *
 * @throws InputError for a timescale of 0 or below, a start or a floor above the peak
 */
export function inverseSqrt(options: InverseSqrtOptions): Schedule {
  checkOptions("inverse-sqrt", KEYS, options);
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
  { peakLr, floorLr, warmupSteps, warmupStartLr, timescale }: ReturnType<typeof resolve>,
): number {
  if (step < warmupSteps) return between(warmupStartLr, peakLr, step / warmupSteps);
  const lr = peakLr * Math.sqrt(timescale / (step - warmupSteps + timescale));
  return lr > floorLr ? lr : floorLr;
}

function resolve(options: InverseSqrtOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const { warmupSteps, warmupStartLr } = checkWarmup(options, peakLr);
  const timescale = checkPositive("timescale", options.timescale ?? (warmupSteps || 10_000));
  return { peakLr, floorLr, warmupSteps, warmupStartLr, timescale };
}

/** The schedule as code. */
function formula(options: InverseSqrtOptions): Formula {
  const { peakLr, floorLr, warmupSteps, warmupStartLr, timescale } = resolve(options);
  const warmup = warmupCase(warmupSteps, warmupStartLr);
  const afterPeak = warmupSteps === 0 ? "step" : "max(0, step - WARMUP_STEPS)";
  return {
    peak: peakLr,
    constants: { PEAK_LR: peakLr, ...warmup.constants, TIMESCALE: timescale, FLOOR_LR: floorLr },
    lets: [["after", afterPeak]],
    cases: warmup.cases,
    otherwise: atLeast(floorLr, "PEAK_LR * sqrt(TIMESCALE / (after + TIMESCALE))"),
  };
}

export const inverseSqrtDefinition = defineSchedule({
  kind: "inverse-sqrt",
  summary: "Linear warmup, then down with the square root of time (Transformer).",
  options: {
    peakLr: common.peakLr,
    warmupSteps: common.warmupSteps,
    warmupStartLr: common.warmupStartLr,
    timescale: optional("number", "steps after the peak in which the LR falls by sqrt 2, above 0", {
      text: "warmupSteps, or 10000 without warmup",
    }),
    floorLr: common.lowerBound,
  },
  example: { peakLr: 0.1, warmupSteps: 100 },
  build: inverseSqrt,
  formula,
});
