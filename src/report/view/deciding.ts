import { DECIDING_TRIALS, type DecidingMethod } from "../../contract/index.ts";
import { mean, minOf } from "../../core/stats.ts";
import type { Curve } from "../../curve/index.ts";
import type { Result } from "../../result/types.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { smoothedAt } from "./sources.ts";
import { finalLoss } from "./trials.ts";

/** A learning rate that was trained with, and what that came to. */
export interface TriedLr {
  readonly lr: number;
  /** The losses at the end of its trainings (the least on the way, where that is what the LR is for). */
  readonly losses: readonly number[];
  /** Their mean. */
  readonly loss: number;
}

/** The method of a suggestion where it is one that trains; null where a curve was read. */
export function decidingMethod(method: string): DecidingMethod | null {
  return Object.hasOwn(DECIDING_TRIALS, method) ? (method as DecidingMethod) : null;
}

/**
 * What the trainings that chose a result's LR came to, by LR and rising with it; none where no training
 * chose it. Those that broke, or were given up, have no loss to show.
 */
export function decidingTrials({
  suggestion,
  probes,
}: Pick<Result, "suggestion" | "probes">): TriedLr[] {
  if (!("lr" in suggestion)) return [];
  const method = decidingMethod(suggestion.method);
  if (method === null) return [];
  return trialsByLr(probes ?? [], DECIDING_TRIALS[method], suggestion.for === "best");
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
  const byLr = new Map<number, number[]>();
  for (const trial of trials) {
    if (trial.purpose?.kind !== kind || trial.stopReason !== "completed") continue;
    const loss = best ? leastLoss(trial) : finalLoss(trial);
    if (loss === null) continue;
    const { lr } = trial.purpose;
    byLr.set(lr, [...(byLr.get(lr) ?? []), loss]);
  }
  return [...byLr]
    .map(([lr, losses]) => ({ lr, losses, loss: mean(losses) }))
    .sort((a, b) => a.lr - b.lr);
}

function leastLoss(trial: Trial): number | null {
  const losses = trial.heldOut.map(({ loss }) => loss).filter(Number.isFinite);
  return losses.length > 0 ? minOf(losses) : finalLoss(trial);
}

/** Part of the drop that a curve has to rise by, to be said to rise. */
const RISEN = 0.02;

/** Whether an LR lies where the smoothed loss has been lower before: nothing on the curve speaks for it. */
export function liesOnRise(curve: Curve, lr: number): boolean {
  const here = smoothedAt(curve, lr);
  if (here === undefined) return false;
  const before = curve.smoothed.filter((_, i) => (curve.lrs[i] as number) < lr);
  const least = minOf(before);
  const lowest = curve.smoothed[curve.minimumIndex] as number;
  return here - least > RISEN * (curve.startLoss - lowest);
}
