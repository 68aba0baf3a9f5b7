import type { KeyTable } from "../../core/listed-keys.ts";
import { between, cosineShare, fillHalfCosine, halfCosine } from "../blend.ts";
import { checkPeakAndFloor, checkTotal } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule } from "../define.ts";
import { blend, COSINE_SHARE, type Formula, PROGRESS } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    cosine: true;
  }
}

/** What {@link cosine} takes: half a cosine from the first LR to the last. */
export interface CosineOptions {
  /** LR of step 0, above 0. */
  readonly peakLr: number;
  /** Step at which the floor is reached, at least 1. */
  readonly totalSteps: number;
  /** LR at `totalSteps` and after: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<CosineOptions> = {
  peakLr: true,
  totalSteps: true,
  floorLr: true,
};

/**
 * Half a cosine: `floor + (peak - floor) * (1 + cos(pi * t / totalSteps)) / 2`.
 * At `totalSteps` and after: the floor. (torch `CosineAnnealingLR` rises again after it; Hugging
 * Face's too.)
 *
 * Worked values: peak 0.1, totalSteps 100 give 0.1 at 0, 0.05 at 50, 0.0146447 at 75, 0 from 100 on.
 * Sources: Loshchilov and Hutter 2017 (1608.03983) without restarts; optax
 * `cosine_decay_schedule`; Keras `CosineDecay` (whose floor `alpha` is relative to the peak).
 *
 * @throws InputError for totalSteps 0, a floor above the peak
 */
export function cosine(options: CosineOptions): Schedule {
  checkOptions("cosine", KEYS, options);
  const numbers = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return lrAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    const { peakLr, floorLr, totalSteps } = numbers;
    const end = Math.max(0, Math.min(values.length, totalSteps - first));
    fillHalfCosine(values, 0, end, first, halfCosine(peakLr, floorLr, totalSteps));
    values.fill(floorLr, end);
  });
}

function lrAt(step: number, { peakLr, floorLr, totalSteps }: ReturnType<typeof resolve>): number {
  if (step >= totalSteps) return floorLr;
  return between(floorLr, peakLr, cosineShare(step / totalSteps));
}

function resolve(options: CosineOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const totalSteps = checkTotal(options.totalSteps);
  return { peakLr, floorLr, totalSteps };
}

/** The schedule as code. */
function formula(options: CosineOptions): Formula {
  const { peakLr, floorLr, totalSteps } = resolve(options);
  return {
    peak: peakLr,
    constants: { PEAK_LR: peakLr, FLOOR_LR: floorLr, TOTAL_STEPS: totalSteps },
    lets: [["progress", PROGRESS]],
    otherwise: blend("FLOOR_LR", "PEAK_LR", COSINE_SHARE, floorLr),
  };
}

export const cosineDefinition = defineSchedule({
  kind: "cosine",
  summary: "Half a cosine from the peak down to the floor.",
  options: {
    peakLr: common.peakLr,
    totalSteps: common.totalSteps,
    floorLr: common.floorLr,
  },
  example: { peakLr: 0.1, totalSteps: 1000 },
  build: cosine,
  formula,
});
