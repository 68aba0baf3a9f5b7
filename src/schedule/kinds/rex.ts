import type { KeyTable } from "../../core/listed-keys.ts";
import { between } from "../blend.ts";
import { checkPeakAndFloor, checkTotal } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule } from "../define.ts";
import { blend, type Formula, PROGRESS } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    rex: true;
  }
}

/** What {@link rex} takes: a fall that is slow at first and steep at the end. */
export interface RexOptions {
  /** LR of step 0, above 0. */
  readonly peakLr: number;
  /** Step at which the floor is reached, at least 1. */
  readonly totalSteps: number;
  /** LR at `totalSteps` and after: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<RexOptions> = {
  peakLr: true,
  totalSteps: true,
  floorLr: true,
};

/**
 * Reflected exponential: `floor + (peak - floor) * (1 - p) / (1 - p / 2)`, p = t / totalSteps.
 * Slow at first, fast at the end. At `totalSteps` and after: the floor.
 *
 * Worked values: peak 0.1, totalSteps 100 give 0.1 at 0, 0.0666667 at 50, 0.04 at 75, 0 from 100 on.
 * Source: Chen, Wolfe and Kyrillidis 2021 (2107.04197).
 *
 * @throws InputError for totalSteps 0, a floor above the peak
 */
export function rex(options: RexOptions): Schedule {
  checkOptions("rex", KEYS, options);
  const numbers = resolve(options);
  const at: Schedule = (step) => {
    checkStep(step);
    return lrAt(step, numbers);
  };
  return withLoop(at, (values, first) => {
    const { peakLr, floorLr, totalSteps } = numbers;
    const end = Math.max(0, Math.min(values.length, totalSteps - first));
    for (let i = 0; i < end; i++) {
      values[i] = between(floorLr, peakLr, share((first + i) / totalSteps));
    }
    values.fill(floorLr, end);
  });
}

function lrAt(step: number, { peakLr, floorLr, totalSteps }: ReturnType<typeof resolve>): number {
  return step < totalSteps ? between(floorLr, peakLr, share(step / totalSteps)) : floorLr;
}

function share(progress: number): number {
  return (1 - progress) / (1 - progress / 2);
}

function resolve(options: RexOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const totalSteps = checkTotal(options.totalSteps);
  return { peakLr, floorLr, totalSteps };
}

/** The schedule as code. */
function formula(options: RexOptions): Formula {
  const { peakLr, floorLr, totalSteps } = resolve(options);
  return {
    peak: peakLr,
    constants: { PEAK_LR: peakLr, FLOOR_LR: floorLr, TOTAL_STEPS: totalSteps },
    lets: [["progress", PROGRESS]],
    otherwise: blend("FLOOR_LR", "PEAK_LR", "(1 - progress) / (1 - progress / 2)", floorLr),
  };
}

export const rexDefinition = defineSchedule({
  kind: "rex",
  summary: "Reflected exponential: slow decay at first, fast at the end.",
  options: {
    peakLr: common.peakLr,
    totalSteps: common.totalSteps,
    floorLr: common.floorLr,
  },
  example: { peakLr: 0.1, totalSteps: 1000 },
  build: rex,
  formula,
});
