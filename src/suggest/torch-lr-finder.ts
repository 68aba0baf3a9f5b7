import { firstNonFinite } from "../core/stats.ts";
import { emaSeeded } from "../curve/ema-torch-lr-finder.ts";
import { tooFew } from "./fastai-points.ts";
import { indexGradient, indexSlope, smallestIndex } from "./gradient.ts";
import type { RulePick } from "./types.ts";

/** torch-lr-finder's trims, in points (`skip_start`, `skip_end`). */
const FRONT = 10;
const BACK = 5;

/**
 * torch-lr-finder's `steepest` on losses as they are: where the index gradient is lowest, the
 * first one of equals.
 *
 * @param losses n finite losses
 * @returns an index in [0, n), or -1 for n < 2
 */
export function steepestIndex(losses: readonly number[]): number {
  return losses.length < 2 ? -1 : smallestIndex(indexGradient(losses));
}

/**
 * torch-lr-finder's suggestion: its smoothed losses without the first 10 and the last 5, up to the
 * first non-finite one (where it would answer with the place of the NaN itself).
 *
 * @source torch-lr-finder `LRFinder.plot` in `lr_finder.py`
 */
export function torchLrFinder(lrs: readonly number[], losses: readonly number[]): RulePick {
  const points = emaSeeded(losses).slice(FRONT, Math.max(FRONT, losses.length - BACK));
  const dead = firstNonFinite(points);
  const kept = dead < 0 ? points : points.slice(0, dead);
  const index = steepestIndex(kept);
  const lr = lrs[index + FRONT];
  if (index < 0 || lr === undefined) return tooFew(kept.length, 2);
  return indexSlope(kept, index) < 0
    ? { lr }
    : { lr, note: "the loss never falls: this is where it rises least" };
}
