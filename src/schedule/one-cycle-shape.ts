import { checkOneOf, checkRange } from "../core/check.ts";
import { cosineShare } from "./blend.ts";
import { checkTotal } from "./checks.ts";
import { common, optional } from "./define.ts";

/** What both halves of a one-cycle policy (LR and momentum) are given. */
export interface OneCyclePhases {
  /** Optimizer steps of the run, at least 1. */
  readonly totalSteps: number;
  /** Share of the run in which the LR rises: 0 to 1. @default 0.3 */
  readonly riseShare?: number;
  /** How the values go from one to the next. @default "cos" */
  readonly anneal?: "cos" | "linear";
}

/** Where the two phases end, in steps, and how far along a phase is after its curve is applied. */
export interface OneCycleShape {
  /** Step of the peak; torch's `pct_start * total_steps - 1`, but never below 0. May be fractional. */
  readonly peakStep: number;
  /** The last step of the run. */
  readonly lastStep: number;
  /** Share of the way from a phase's first value to its last: 0 at progress 0, 1 at progress 1. */
  bend(progress: number): number;
}

/** The phases of torch's two-phase `OneCycleLR`: up to `riseShare * totalSteps - 1`, down to the last step. */
export function oneCycleShape(options: OneCyclePhases): OneCycleShape {
  const totalSteps = checkTotal(options.totalSteps);
  const riseShare = checkRange("riseShare", options.riseShare ?? 0.3, 0, 1);
  const anneal = checkOneOf("anneal", options.anneal ?? "cos", ["cos", "linear"]);
  return {
    peakStep: Math.max(0, riseShare * totalSteps - 1),
    lastStep: totalSteps - 1,
    bend: anneal === "cos" ? (progress) => 1 - cosineShare(progress) : (progress) => progress,
  };
}

/** Options of the two phases, as data. */
export const phaseOptions = {
  totalSteps: common.totalSteps,
  riseShare: optional("number", "share of the run in which the LR rises, 0 to 1", { value: 0.3 }),
  anneal: optional("choice", "half cosines or straight lines", { value: "cos" }, ["cos", "linear"]),
} as const;
