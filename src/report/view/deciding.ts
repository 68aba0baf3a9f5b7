import { DECIDING_TRIALS, type DecidingMethod } from "../../contract/index.ts";
import { mean, minOf } from "../../core/stats.ts";
import type { Curve } from "../../curve/index.ts";
import type { Result } from "../../result/types.ts";
import { scoreProbe } from "../../suggest/index.ts";
import { divisionOf } from "../../suggest/whole-runs/divisions.ts";
import { scoreWholeRuns } from "../../suggest/whole-runs/score.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { smoothedAt } from "./sources.ts";
import { finalLoss } from "./trials.ts";

/** A training that came to its end. */
export interface TriedTraining {
  readonly trial: Trial;
  /** Its loss at the end (the least on the way, where that is what the LR is for), on its own held-out rows. */
  readonly loss: number;
  /** Which division of the rows into training and held-out ones it was made on: 0 for the first. */
  readonly division: number;
}

/** A learning rate that was trained with, and what that came to. */
export interface TriedLr {
  readonly lr: number;
  readonly trainings: readonly TriedTraining[];
  /**
   * What the choice compared. Of whole runs see `scoreWholeRuns`: their mean on the level of the first
   * division, where those that broke count as not trained. Else the mean of the trainings' losses.
   */
  readonly loss: number;
}

/** The method of a suggestion where it is one that trains; null where a curve was read. */
export function decidingMethod(method: string): DecidingMethod | null {
  return Object.hasOwn(DECIDING_TRIALS, method) ? (method as DecidingMethod) : null;
}

/** Whether trainings are compared at their lowest on the way; only whole runs are, where the LR is for that. */
export function comparesBest({ suggestion }: Pick<Result, "suggestion">): boolean {
  return (
    "lr" in suggestion &&
    suggestion.for === "best" &&
    decidingMethod(suggestion.method) === "whole-runs"
  );
}

/**
 * What the trainings that chose a result's LR came to, by LR and rising with it; none where no training
 * chose it. Those that broke, or were given up, have no loss to show.
 */
export function decidingTrials(result: Pick<Result, "suggestion" | "probes">): TriedLr[] {
  const { suggestion, probes } = result;
  if (!("lr" in suggestion)) return [];
  const method = decidingMethod(suggestion.method);
  if (method === null) return [];
  return trialsByLr(probes ?? [], DECIDING_TRIALS[method], comparesBest(result));
}

/**
 * What finished trainings of a kind came to, by LR and rising with it.
 *
 * @param best whether the least held-out loss on the way counts, not the last one
 */
export function trialsByLr(
  trials: readonly Trial[],
  kind: (typeof DECIDING_TRIALS)[DecidingMethod],
  best: boolean,
): TriedLr[] {
  const ofKind = trials.filter(({ purpose }) => purpose?.kind === kind);
  const byLr = new Map<number, TriedTraining[]>();
  for (const trial of ofKind) {
    const loss = best ? leastLoss(trial) : endLoss(trial);
    if (trial.stopReason !== "completed" || loss === null) continue;
    const training = { trial, loss, division: divisionOf(trial) };
    byLr.set(trial.peakLr, [...(byLr.get(trial.peakLr) ?? []), training]);
  }
  if (kind !== "whole-run" || ofKind.length === 0) {
    return [...byLr]
      .map(([lr, trainings]) => ({ lr, trainings, loss: mean(trainings.map(({ loss }) => loss)) }))
      .sort((a, b) => a.lr - b.lr);
  }
  const { scores, startLoss } = scoreWholeRuns(ofKind);
  return scores
    .map(({ lr, losses }) => ({
      lr,
      trainings: byLr.get(lr) ?? [],
      loss: losses[best ? "best" : "end"],
    }))
    .filter(
      ({ trainings, loss }) => Number.isFinite(loss) && (trainings.length > 0 || loss < startLoss),
    );
}

/** The loss at the end as the choice reads it; null for none. */
function endLoss(trial: Trial): number | null {
  if (trial.purpose?.kind === "ladder") return finalLoss(trial);
  const { loss } = scoreProbe(trial);
  return Number.isFinite(loss) ? loss : null;
}

function leastLoss(trial: Trial): number | null {
  const losses = trial.heldOut.map(({ loss }) => loss).filter(Number.isFinite);
  return losses.length > 0 ? minOf(losses) : endLoss(trial);
}

/** The divisions of the rows that trainings were made on, rising. */
export function divisionsTried(tried: readonly TriedLr[]): number[] {
  const all = tried.flatMap(({ trainings }) => trainings.map(({ division }) => division));
  return [...new Set(all)].sort((a, b) => a - b);
}

/** What trainings came to at an LR: on the line between the two nearest; null outside of them. */
export function triedLossAt(
  tried: readonly Pick<TriedLr, "lr" | "loss">[],
  lr: number,
): number | null {
  const above = tried.findIndex((each) => each.lr >= lr * (1 - SAME));
  const [below, next] = [tried[above - 1], tried[above]];
  if (next === undefined) return null;
  if (next.lr <= lr * (1 + SAME)) return next.loss;
  if (below === undefined) return null;
  const share = Math.log10(lr / below.lr) / Math.log10(next.lr / below.lr);
  return below.loss + share * (next.loss - below.loss);
}

/**
 * Where trainings ended lower than at all lower LRs that were tried, of which there are some: at an LR, or,
 * where none was made there, at the one that is next to it; null where they did not.
 */
export function endedLower(
  tried: readonly Pick<TriedLr, "lr" | "loss">[],
  lr: number,
): "at" | "beside" | null {
  if (tried.length === 0) return null;
  const away = (each: Pick<TriedLr, "lr">) => Math.abs(Math.log(each.lr / lr));
  const next = tried.reduce((a, b) => (away(b) < away(a) ? b : a));
  const below = tried.filter((each) => each.lr < next.lr);
  if (below.length === 0 || below.some(({ loss }) => loss <= next.loss)) return null;
  return away(next) <= SAME ? "at" : "beside";
}

/** Part by which two LRs may differ and be the same. */
const SAME = 1e-6;

/**
 * The LR at which the trainings that chose ended lowest, where that is not the chosen one and the reasons
 * say why not; null otherwise.
 */
export function lowerOther(
  { suggestion }: Pick<Result, "suggestion">,
  tried: readonly Pick<TriedLr, "lr" | "loss">[],
): number | null {
  if (!("lr" in suggestion) || tried.length === 0) return null;
  // Whole runs say it in a note of its own; of probes and a ladder the reason for the LR does.
  const { method, reasons } = suggestion;
  const isSaid =
    method !== ("whole-runs" satisfies DecidingMethod) ||
    reasons.some(({ code }) => code === "whole-runs-other-lower");
  const here = triedLossAt(tried, suggestion.lr);
  const lowest = tried.reduce((a, b) => (b.loss < a.loss ? b : a));
  return isSaid && here !== null && lowest.loss < here ? lowest.lr : null;
}

/** Part of the drop that a curve has to rise or fall by, to be said to, */
const MOVED = 0.02;
/** and standard errors of the curve. */
const ERRORS = 2;

/**
 * Whether an LR lies on a rising stretch of the smoothed curve: going down from it, the curve gets clearly
 * lower before it gets clearly higher. On a falling stretch it does not, however low it was further down.
 */
export function liesOnRise(curve: Curve, lr: number): boolean {
  const here = smoothedAt(curve, lr);
  if (here === undefined) return false;
  const { lrs, smoothed, standardError, startLoss, minimumIndex } = curve;
  const part = MOVED * (startLoss - (smoothed[minimumIndex] as number));
  for (let i = lrs.findLastIndex((each) => each < lr); i >= 0; i--) {
    const rise = here - (smoothed[i] as number);
    if (Math.abs(rise) > Math.max(part, ERRORS * (standardError[i] as number))) return rise > 0;
  }
  return false;
}
