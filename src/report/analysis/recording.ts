import type { Result } from "../../result/types.ts";
import { isRuleName, type RuleName } from "../../suggest/index.ts";
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

/** What a result recorded, for an analyst. */
export function recordingOf({ record, suggestion, plan }: Result): Recording {
  const { runs, options, info } = record;
  const method = "method" in suggestion ? suggestion.method : "";
  return {
    runs,
    plannedSteps: options.steps,
    optimizer: info.optimizer,
    endLr: options.endLr,
    seed: options.seed,
    stepsPerEpoch: info.stepsPerEpoch,
    ...(plan && { totalSteps: plan.schedule.totalSteps }),
    ...(isRuleName(method) && { rule: method }),
  };
}

/** The settings at which a result's own curve and rules were made: no trims, each rule on its own. */
export function settingsOf({ curve }: Result): Settings {
  return { bandwidth: curve.bandwidth, fromLr: null, toLr: null, rulesRead: "own" };
}

/** A run's part within two LRs, and the steps that are planned over that part. */
export interface TrimmedRun {
  readonly run: SweepRun;
  readonly plannedSteps: number;
}

/** Leaves out what lies outside [fromLr, toLr]; the planned steps shrink by what is left out. */
export function trimRun(
  run: SweepRun,
  plannedSteps: number,
  fromLr: number | null,
  toLr: number | null,
): TrimmedRun {
  const { lrs, losses, stepIndices } = run;
  const count = lrs.length;
  let first = 0;
  while (fromLr !== null && first < count && (lrs[first] as number) < fromLr) first++;
  let end = count;
  while (toLr !== null && end > first && (lrs[end - 1] as number) > toLr) end--;
  if (first === 0 && end === count) return { run, plannedSteps };
  const kept = {
    ...run,
    lrs: lrs.slice(first, end),
    losses: losses.slice(first, end),
    stepIndices: stepIndices.slice(first, end),
  };
  // Steps that the sweep did not come to lie above the LRs that are left out on the right.
  const planned = end < count ? end - first : plannedSteps - first;
  return { run: kept, plannedSteps: Math.max(1, planned) };
}
