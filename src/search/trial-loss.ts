import { mean } from "../core/stats.ts";
import type { Trial } from "../sweep/index.ts";

/** Part of a trial over which batch losses are averaged. */
const AVERAGED = 0.1;

/**
 * The loss that a trial is judged by: the last held-out one after an update, or else the mean of the
 * last tenth of its batch losses (at least 3). NaN for a trial that did not come to its end.
 */
export function finalLoss({ heldOut, losses, stopReason }: Trial): number {
  if (stopReason !== "completed") return Number.NaN;
  const last = heldOut.filter(({ stepsDone }) => stepsDone > 0).at(-1);
  return last?.loss ?? mean(losses.slice(-width(losses.length)));
}

/** The same at the start: the held-out loss before the first update, or the first batch losses. */
export function startLoss({ heldOut, losses }: Trial): number {
  const first = heldOut.find(({ stepsDone }) => stepsDone === 0);
  return first?.loss ?? mean(losses.slice(0, Math.min(width(losses.length), 5)));
}

function width(count: number): number {
  return Math.max(3, Math.round(AVERAGED * count));
}

/** Numbers of updates after which held-out losses are taken: the start and so many times on the way. */
export function evaluationsOf(steps: number, times = 10): number[] {
  const places = Array.from({ length: times + 1 }, (_, i) => Math.round((i * steps) / times));
  return [...new Set(places)];
}
