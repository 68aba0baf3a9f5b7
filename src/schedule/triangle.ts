import { checkInteger, checkPositive } from "../core/check.ts";
import { checkUpTo } from "./checks.ts";
import { common, required } from "./define.ts";
import { blend, type Formula } from "./formula.ts";

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
export function checkTriangle(options: TriangularOptions): TriangularOptions {
  const peakLr = checkPositive("peakLr", options.peakLr);
  return {
    peakLr,
    floorLr: checkUpTo("floorLr", options.floorLr, "peakLr", peakLr),
    halfCycleSteps: checkInteger("halfCycleSteps", options.halfCycleSteps, 1),
  };
}

/** Height in the zig-zag line of `step`: 0 at the ends of a cycle, 1 in its middle. */
export function triangleHeight(step: number, halfCycleSteps: number): number {
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
export function triangleFormula(
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
