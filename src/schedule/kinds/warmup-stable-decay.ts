import { checkInteger, checkOneOf } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { between, cosineShare } from "../blend.ts";
import { checkPeakAndFloor, checkTotal, checkWarmup } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, optional } from "../define.ts";
import { blend, COSINE_SHARE, type Formula, PHASE_PROGRESS, warmupCase } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "warmup-stable-decay": true;
  }
}

const SHAPES = ["1-sqrt", "linear", "cosine"] as const;

/**
 * What {@link warmupStableDecay} takes: a linear warmup, an LR that stays, and a decay at the end.
 */
export interface WarmupStableDecayOptions {
  /** The LR of the stable phase, above 0. */
  readonly peakLr: number;
  /** Step at which the floor is reached, warmup included: at least 1. */
  readonly totalSteps: number;
  /** Steps of linear warmup, at least 0. @default 0 */
  readonly warmupSteps?: number;
  /** LR of step 0 when there is warmup: 0 to the peak. @default peakLr / warmupSteps */
  readonly warmupStartLr?: number;
  /** Steps of the decay before `totalSteps`, at least 0. @default a fifth of totalSteps, rounded */
  readonly decaySteps?: number;
  /** Curve of the decay. @default "1-sqrt" */
  readonly shape?: (typeof SHAPES)[number];
  /** LR at `totalSteps` and after: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<WarmupStableDecayOptions> = {
  peakLr: true,
  totalSteps: true,
  warmupSteps: true,
  warmupStartLr: true,
  decaySteps: true,
  shape: true,
  floorLr: true,
};

/**
 * Warmup, stable, decay (WSD). With W, D, T = warmup, decay and total steps:
 * - t < W: `start + (peak - start) * t / W`
 * - W <= t <= T - D: the peak
 * - then: `floor + (peak - floor) * f(p)`, p = (t - (T - D)) / D, f = 1 - sqrt(p), 1 - p, or
 *   (1 + cos(pi p)) / 2
 * - t >= T: the floor, for ever.
 *
 * For runs that may be extended: all but the decay is the same for any T. The LR stays within
 * [min(start, floor), peak].
 *
 * Worked values: peak 0.1, W 10, T 100, D 20 give 0.01 at 0, 0.1 from 10 to 80, 0.05 at 85
 * (p = 1/4), 0 from 100 on. Sources: Haegele et al. 2024 (2405.18392), who found 20 % and 1-sqrt
 * best; Hu et al. 2024 (2404.06395); Hugging Face `get_wsd_schedule`.
 *
 * @throws InputError for a total below warmup plus decay, a start or a floor above the peak
 */
export function warmupStableDecay(options: WarmupStableDecayOptions): Schedule {
  checkOptions("warmup-stable-decay", KEYS, options);
  const numbers = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return lrAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    for (let i = 0, n = values.length; i < n; i++) values[i] = lrAt(first + i, numbers);
  });
}

function lrAt(step: number, numbers: ReturnType<typeof resolve>): number {
  const { peakLr, floorLr, warmupSteps, warmupStartLr, totalSteps, decaySteps, decayFrom, shape } =
    numbers;
  if (step >= totalSteps) return floorLr;
  if (step < warmupSteps) return between(warmupStartLr, peakLr, step / warmupSteps);
  if (step <= decayFrom) return peakLr;
  const progress = (step - decayFrom) / decaySteps;
  if (shape === "cosine") return between(floorLr, peakLr, cosineShare(progress));
  return between(floorLr, peakLr, 1 - (shape === "linear" ? progress : Math.sqrt(progress)));
}

function resolve(options: WarmupStableDecayOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const { warmupSteps, warmupStartLr } = checkWarmup(options, peakLr);
  const fifth = Math.round(checkTotal(options.totalSteps) / 5);
  const decaySteps = checkInteger("decaySteps", options.decaySteps ?? fifth, 0);
  const totalSteps = checkTotal(options.totalSteps, { warmupSteps, decaySteps });
  const shape = checkOneOf("shape", options.shape ?? "1-sqrt", SHAPES);
  const decayFrom = totalSteps - decaySteps;
  return { peakLr, floorLr, warmupSteps, warmupStartLr, totalSteps, decaySteps, decayFrom, shape };
}

/** The schedule as code. */
function formula(options: WarmupStableDecayOptions): Formula {
  const { peakLr, floorLr, warmupSteps, warmupStartLr, decaySteps, decayFrom, shape } =
    resolve(options);
  const warmup = warmupCase(warmupSteps, warmupStartLr);
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
  const shares = {
    cosine: COSINE_SHARE,
    linear: "(1 - progress)",
    "1-sqrt": "(1 - sqrt(progress))",
  };
  return {
    peak: peakLr,
    constants,
    lets: [["progress", PHASE_PROGRESS]],
    cases: warmup.cases,
    otherwise: blend("FLOOR_LR", "PEAK_LR", shares[shape], floorLr),
  };
}

export const warmupStableDecayDefinition = defineSchedule({
  kind: "warmup-stable-decay",
  summary: "Linear warmup, a long hold at the peak, a short decay at the end (WSD).",
  options: {
    peakLr: common.peakLr,
    totalSteps: common.totalSteps,
    warmupSteps: common.warmupSteps,
    warmupStartLr: common.warmupStartLr,
    decaySteps: optional("integer", "steps of the decay at the end", {
      text: "a fifth of totalSteps, rounded",
    }),
    shape: optional("choice", "curve of the decay", { value: "1-sqrt" }, SHAPES),
    floorLr: common.floorLr,
  },
  example: { peakLr: 0.1, totalSteps: 1000, warmupSteps: 50, decaySteps: 200 },
  build: warmupStableDecay,
  formula,
});
