import { note } from "../contract/make-note.ts";
import { formatLr } from "../core/format.ts";
import { maxOf, minOf } from "../core/stats.ts";
import type { Check } from "./check.ts";

/**
 * A range without what lies beyond all LRs that were tried; the LR itself stays in it.
 *
 * @param tried at least one LR, in any order
 */
export function withinTried(
  [low, high]: readonly [number, number],
  lr: number,
  tried: readonly number[],
): [number, number] {
  const all = [lr, ...tried];
  return [Math.max(low, minOf(all)), Math.min(high, maxOf(all))];
}

/** Decades of LRs that are all as good, above which what was measured hardly tells one LR from another. */
const TOLD_APART = 2;

/** A range of so many decades beside which no answer is called sure. */
export function rangeChecks([low, high]: readonly [number, number]): Check[] {
  const decades = Math.log10(high / low);
  if (decades <= TOLD_APART) return [];
  const message = `LRs from ${formatLr(low)} to ${formatLr(high)}, ${decades.toFixed(1)} decades, came out about as good as one another: what was measured hardly tells them apart. More held-out rows, repeats or a larger --budget tell more.`;
  return [{ most: "medium", note: note("hardly-told-apart", message, { low, high, decades }) }];
}
