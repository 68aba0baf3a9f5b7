import { checkOneOf, checkRange } from "../core/check.ts";
import { cosineShare } from "./blend.ts";
import { checkTotal } from "./checks.ts";
import { common, optional } from "./define.ts";
import type { Formula } from "./formula.ts";

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
  /** Lines instead of half cosines. */
  readonly linear: boolean;
  /** {@link bend} of `progress`, as code. */
  readonly bendCode: string;
}

/** The phases of torch's two-phase `OneCycleLR`: up to `riseShare * totalSteps - 1`, down to the last step. */
export function oneCycleShape(options: OneCyclePhases): OneCycleShape {
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
export function bend(linear: boolean, progress: number): number {
  return linear ? progress : 1 - cosineShare(progress);
}

/** Options of the two phases, as data. */
export const phaseOptions = {
  totalSteps: common.totalSteps,
  riseShare: optional("number", "share of the run in which the LR rises, 0 to 1", { value: 0.3 }),
  anneal: optional("choice", "half cosines or straight lines", { value: "cos" }, ["cos", "linear"]),
} as const;

/** Both phases as code, between three values. */
export function phasesFormula(
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
