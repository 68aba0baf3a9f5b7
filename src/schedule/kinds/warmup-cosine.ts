import { checkInteger } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { between, cosineShare } from "../blend.ts";
import { checkPeakAndFloor, checkTotal, checkWarmup } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, optional } from "../define.ts";
import { blend, COSINE_SHARE, type Formula, PHASE_PROGRESS, warmupCase } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "warmup-cosine": true;
  }
}

/** What {@link warmupCosine} takes: a linear warmup, then half a cosine. */
export interface WarmupCosineOptions {
  /** Highest LR, above 0. */
  readonly peakLr: number;
  /** Step at which the floor is reached, warmup and hold included: at least 1. */
  readonly totalSteps: number;
  /** Steps of linear warmup, at least 0. @default 0 */
  readonly warmupSteps?: number;
  /** LR of step 0 when there is warmup: 0 to the peak. @default peakLr / warmupSteps */
  readonly warmupStartLr?: number;
  /** Steps at the peak after the warmup, at least 0. @default 0 */
  readonly holdSteps?: number;
  /** LR at `totalSteps` and after: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<WarmupCosineOptions> = {
  peakLr: true,
  totalSteps: true,
  warmupSteps: true,
  warmupStartLr: true,
  holdSteps: true,
  floorLr: true,
};

/**
 * Linear warmup, then a hold, then half a cosine. With W, H, T = warmup, hold and total steps:
 * - t < W: `start + (peak - start) * t / W`
 * - W <= t < W + H: the peak
 * - then: `floor + (peak - floor) * (1 + cos(pi * (t - W - H) / (T - W - H))) / 2`
 * - t >= T: the floor, for ever. With W + H = T there is no decay before it.
 *
 * T counts everything (as in optax and Hugging Face; Keras' `CosineDecay` counts from the end of
 * the warmup). The LR stays within [min(start, floor), peak].
 *
 * Worked values: peak 0.1, W 10, H 10, T 120, start 0.01 give 0.01 at 0, 0.055 at 5, 0.1 at 10 and
 * 20, 0.05 at 70, 0 from 120 on. Sources: TensorFlow models `cosine_decay_with_warmup` (which has
 * no floor); optax `warmup_cosine_decay_schedule` (which has no hold).
 *
 * @throws InputError for a total below warmup plus hold, a start or a floor above the peak
 */
export function warmupCosine(options: WarmupCosineOptions): Schedule {
  checkOptions("warmup-cosine", KEYS, options);
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
  {
    peakLr,
    floorLr,
    warmupSteps,
    warmupStartLr,
    totalSteps,
    decayFrom,
  }: ReturnType<typeof resolve>,
): number {
  if (step >= totalSteps) return floorLr;
  if (step < warmupSteps) return between(warmupStartLr, peakLr, step / warmupSteps);
  if (step <= decayFrom) return peakLr;
  const progress = (step - decayFrom) / (totalSteps - decayFrom);
  return between(floorLr, peakLr, cosineShare(progress));
}

function resolve(options: WarmupCosineOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const { warmupSteps, warmupStartLr } = checkWarmup(options, peakLr);
  const holdSteps = checkInteger("holdSteps", options.holdSteps ?? 0, 0);
  const totalSteps = checkTotal(options.totalSteps, { warmupSteps, holdSteps });
  const decayFrom = warmupSteps + holdSteps;
  return { peakLr, floorLr, warmupSteps, warmupStartLr, totalSteps, decayFrom };
}

/** The schedule as code. */
function formula(options: WarmupCosineOptions): Formula {
  const { peakLr, floorLr, warmupSteps, warmupStartLr, totalSteps, decayFrom } = resolve(options);
  const warmup = warmupCase(warmupSteps, warmupStartLr);
  const decaySteps = totalSteps - decayFrom;
  const constants = {
    PEAK_LR: peakLr,
    ...warmup.constants,
    DECAY_START_STEP: decayFrom,
    DECAY_STEPS: decaySteps,
    FLOOR_LR: floorLr,
  };
  if (decaySteps === 0) {
    const hold: [string, string] = ["step < DECAY_START_STEP", "PEAK_LR"];
    return { peak: peakLr, constants, cases: [...warmup.cases, hold], otherwise: "FLOOR_LR" };
  }
  return {
    peak: peakLr,
    constants,
    lets: [["progress", PHASE_PROGRESS]],
    cases: warmup.cases,
    otherwise: blend("FLOOR_LR", "PEAK_LR", COSINE_SHARE, floorLr),
  };
}

export const warmupCosineDefinition = defineSchedule({
  kind: "warmup-cosine",
  summary: "Linear warmup, then a hold at the peak, then half a cosine down to the floor.",
  options: {
    peakLr: common.peakLr,
    totalSteps: common.totalSteps,
    warmupSteps: common.warmupSteps,
    warmupStartLr: common.warmupStartLr,
    holdSteps: optional("integer", "steps at the peak after the warmup", { value: 0 }),
    floorLr: common.floorLr,
  },
  example: { peakLr: 0.1, totalSteps: 1000, warmupSteps: 50, holdSteps: 100 },
  build: warmupCosine,
  formula,
});
