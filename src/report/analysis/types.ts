import type { Curve } from "../../curve/types.ts";
import type { Methods, RuleName, Suggestion } from "../../suggest/types.ts";
import type { SweepRun } from "../../sweep/types.ts";

/** What was recorded, and the little that has to be known to read a learning rate off it. */
export interface Recording {
  /** At least one for anything to be found; all of one ladder. */
  readonly runs: readonly SweepRun[];
  /** Steps a sweep would have taken without stopping, at least 1: fastai's trims depend on it. */
  readonly plannedSteps: number;
  /** Optimizer name as users write it; decides the margin below the minimum. */
  readonly optimizer: string;
  /** Last LR of the planned ladder, where known. */
  readonly endLr?: number;
  /** Updates of the training run to come, where known: the LR is fitted to it. */
  readonly totalSteps?: number;
  /** Updates in one pass over the data, where known. */
  readonly stepsPerEpoch?: number;
  /** Seed of the range's bootstrap. @default 0 */
  readonly seed?: number;
  /** Whose rule recommends. @default ours, the centred minimum */
  readonly rule?: RuleName;
}

/** What a reader of the page may turn. */
export interface Settings {
  /** Standard deviation of the smoothing kernel in decades, > 0. */
  readonly bandwidth: number;
  /** Points below this LR are left out; null for none. */
  readonly fromLr: number | null;
  /** Points above this LR are left out; null for none. */
  readonly toLr: number | null;
  /**
   * What the peers' rules look at: the raw losses, smoothed and trimmed as each one's own tool does
   * (`own`: then the kernel does not move them), or the curve that is drawn (`curve`).
   */
  readonly rulesRead: "own" | "curve";
}

/** The curve and every pick at some settings. */
export interface Analysis {
  readonly settings: Settings;
  readonly curve: Curve;
  readonly rules: Methods;
  /** The recommended LR and its range (the LR alone in a quick analysis); null when there is none. */
  readonly recommended: { readonly lr: number; readonly range: readonly [number, number] } | null;
  /** The whole recommendation, or why there is none; null in a quick analysis. */
  readonly suggestion: Suggestion | null;
}
