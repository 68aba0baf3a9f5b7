import { checkInteger, rejectOption } from "../../core/check.ts";
import type { KeyTable } from "../../core/listed-keys.ts";
import { fillHalfCosine, halfCosineAt } from "../blend.ts";
import { checkDecayFactor, checkPeakAndFloor } from "../checks.ts";
import * as common from "../common-options.ts";
import { checkOptions, defineSchedule, optional, required } from "../define.ts";
import { blend, COSINE_SHARE, type Formula } from "../formula.ts";
import { checkStep, type Schedule, withLoop } from "../schedule.ts";

declare module "../define.js" {
  interface ScheduleNames {
    "cosine-restarts": true;
  }
}

/** What {@link cosineRestarts} takes: half cosines, one after the other (SGDR). */
export interface CosineRestartsOptions {
  /** LR at the start of the first cycle, above 0. */
  readonly peakLr: number;
  /** Steps of the first cycle, at least 1. */
  readonly cycleSteps: number;
  /** Each cycle is this much longer than the one before: 1, or 1.1 to 1000. @default 1 */
  readonly cycleFactor?: number;
  /** Each peak's height above the floor is this share of the one before: above 0, at most 1. @default 1 */
  readonly peakFactor?: number;
  /** What each cycle falls to: 0 to the peak. @default 0 */
  readonly floorLr?: number;
}

const KEYS: KeyTable<CosineRestartsOptions> = {
  peakLr: true,
  cycleSteps: true,
  cycleFactor: true,
  peakFactor: true,
  floorLr: true,
};

/**
 * Half cosines, one after the other. In cycle i, which runs from step b_i to b_(i+1) - 1:
 * `floor + (peak - floor) * peakFactor^i * (1 + cos(pi * (t - b_i) / (b_(i+1) - b_i))) / 2`,
 * b_i = round(cycleSteps * (cycleFactor^i - 1) / (cycleFactor - 1)), or i * cycleSteps for 1.
 *
 * Cycles start on whole steps and go on for ever. A cycle's last step lies just above the floor,
 * and the next step is a peak again: the floor itself is never used (as in torch).
 *
 * Worked values: peak 0.1, cycleSteps 100, cycleFactor 2, peakFactor 0.5 give 0.1 at 0, 0.05 at
 * 50, 0.05 at 100 (second peak), 0.025 at 200, 0.025 at 300 (third peak).
 * Sources: Loshchilov and Hutter 2017 (1608.03983); torch `CosineAnnealingWarmRestarts`; Keras
 * `CosineDecayRestarts` (which takes the peak factor too, and 2 as cycle factor by default).
 *
 * @throws InputError for cycleSteps 0, a cycle factor below 1, a peak factor of 0 or above 1
 */
export function cosineRestarts(options: CosineRestartsOptions): Schedule {
  checkOptions("cosine-restarts", KEYS, options);
  const { peakLr, floorLr, peakFactor, cycleSteps, starts } = resolve(options);
  // Cycle of the last call: steps mostly come in order. The answer does not depend on it.
  let cycle = 0;
  let start = 0;
  let length = starts[1] ?? cycleSteps;
  let height = 1;
  const enter = (step: number) => {
    if (starts.length === 0) {
      cycle = Math.floor(step / cycleSteps);
      start = cycle * cycleSteps;
    } else {
      while (step < (starts[cycle] as number)) cycle--;
      while (step >= (starts[cycle + 1] as number)) cycle++;
      start = starts[cycle] as number;
      length = (starts[cycle + 1] as number) - start;
    }
    height = peakFactor ** cycle;
  };
  const at: Schedule = (step) => {
    checkStep(step);
    if (step < start || step >= start + length) enter(step);
    return halfCosineAt(step, { floor: floorLr, peak: peakLr, start, steps: length, height });
  };
  return withLoop(at, (values, first) => {
    for (let i = 0; i < values.length; ) {
      enter(first + i);
      const end = Math.min(values.length, start + length - first);
      const cosine = { floor: floorLr, peak: peakLr, start, steps: length, height };
      fillHalfCosine(values, i, end, first, cosine);
      i = end;
    }
  });
}

/**
 * The last step of every cycle that ends before `totalSteps`, rising: where the LR is lowest and a
 * snapshot for an ensemble is saved (Huang et al. 2017, 1704.00109). A cycle that `totalSteps`
 * cuts short is left out.
 *
 * Worked value: cycleSteps 100, cycleFactor 2, totalSteps 700 give [99, 299, 699].
 */
export function cosineRestartEnds(
  options: Pick<CosineRestartsOptions, "cycleSteps" | "cycleFactor">,
  totalSteps: number,
): number[] {
  checkOptions("cosine-restarts", KEYS, options);
  checkInteger("totalSteps", totalSteps, 1);
  const { cycleSteps, starts } = checkCycles(options);
  if (starts.length > 0) {
    return starts.filter((start) => start > 0 && start <= totalSteps).map((start) => start - 1);
  }
  const cycles = Math.floor(totalSteps / cycleSteps);
  return Array.from({ length: cycles }, (_, cycle) => (cycle + 1) * cycleSteps - 1);
}

/** First steps of all cycles up to 2^53, and one beyond; empty for cycles of one length. */
function checkCycles(options: { cycleSteps: unknown; cycleFactor?: unknown }): {
  cycleSteps: number;
  starts: number[];
} {
  const cycleSteps = checkInteger("cycleSteps", options.cycleSteps, 1);
  const factor = options.cycleFactor ?? 1;
  if (factor === 1) return { cycleSteps, starts: [] };
  // Between 1 and 1.1 the cycles are too many to be listed.
  if (typeof factor !== "number" || !(factor >= 1.1 && factor <= 1000)) {
    return rejectOption("cycleFactor", "1, or a number from 1.1 to 1000", factor);
  }
  const starts = [0];
  while ((starts.at(-1) as number) <= Number.MAX_SAFE_INTEGER) {
    const next = Math.round((cycleSteps * (factor ** starts.length - 1)) / (factor - 1));
    starts.push(next);
  }
  return { cycleSteps, starts };
}

function resolve(options: CosineRestartsOptions) {
  const { peakLr, floorLr } = checkPeakAndFloor(options);
  const peakFactor = checkDecayFactor("peakFactor", options.peakFactor ?? 1);
  const { cycleSteps, starts } = checkCycles(options);
  return { peakLr, floorLr, peakFactor, cycleSteps, starts };
}

/** The schedule as code. */
function formula(options: CosineRestartsOptions): Formula {
  const { peakLr, floorLr, peakFactor, cycleSteps, starts } = resolve(options);
  const shared = { PEAK_LR: peakLr, FLOOR_LR: floorLr, PEAK_FACTOR: peakFactor };
  const height = peakFactor === 1 ? "" : "PEAK_FACTOR ** cycle * ";
  const otherwise = blend("FLOOR_LR", "PEAK_LR", `${height}${COSINE_SHARE}`, floorLr);
  if (starts.length === 0) {
    const progress = "(step - cycle * CYCLE_STEPS) / CYCLE_STEPS";
    return {
      peak: peakLr,
      constants: { ...shared, CYCLE_STEPS: cycleSteps },
      lets: [
        ["cycle", "floor(step / CYCLE_STEPS)"],
        ["progress", progress],
      ],
      otherwise,
    };
  }
  // As far as 32-bit integers reach, which is all the steps that JAX counts.
  const listed = starts.filter((start) => start < 2 ** 31);
  return {
    peak: peakLr,
    constants: {
      ...shared,
      STARTS: listed,
      LENGTHS: listed.map((start, cycle) => (starts[cycle + 1] as number) - start),
    },
    lets: [
      ["cycle", "passed(STARTS, step) - 1"],
      ["progress", "(step - STARTS[cycle]) / LENGTHS[cycle]"],
    ],
    otherwise,
  };
}

export const cosineRestartsDefinition = defineSchedule({
  kind: "cosine-restarts",
  summary: "Half cosines one after the other, each a warm restart (SGDR).",
  options: {
    peakLr: common.peakLr,
    cycleSteps: required("integer", "steps of the first cycle, at least 1"),
    cycleFactor: optional("number", "each cycle is this much longer: 1, or 1.1 to 1000", {
      value: 1,
    }),
    peakFactor: optional(
      "number",
      "each peak is this share of the one before, above 0, at most 1",
      {
        value: 1,
      },
    ),
    floorLr: common.floorLr,
  },
  example: { peakLr: 0.1, cycleSteps: 100, cycleFactor: 2, peakFactor: 0.8 },
  build: cosineRestarts,
  formula,
});
