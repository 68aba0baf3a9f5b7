import { emaLightning } from "../curve/ema-lightning.ts";
import { tooFew } from "./fastai-points.ts";
import { gradientOver, indexGradient, smallestIndex } from "./gradient.ts";
import type { RulePick } from "./types.ts";

/** Lightning's trims, in points. */
const FRONT = 10;
const BACK = 1;

/**
 * Lightning since 2.5.3: the LR at which dS/dLR is lowest, S being its smoothed losses without the
 * first 10 and the last one, non-finite ones dropped. The derivative is over the LR itself, not its
 * logarithm, which pulls the pick to the low end of the ladder (Lightning issue 21141).
 *
 * @source Lightning `_LRFinder.suggestion` in `tuner/lr_finder.py`, pull request 21055
 */
export function lightning(lrs: readonly number[], losses: readonly number[]): RulePick {
  return steepest(lrs, losses, gradientOver);
}

/**
 * Lightning up to 2.5.2: the same, with the gradient over the index of the points.
 *
 * @source Lightning `_LRFinder.suggestion` before pull request 21055
 */
export function lightningLegacy(lrs: readonly number[], losses: readonly number[]): RulePick {
  return steepest(lrs, losses, (_, smoothed) => indexGradient(smoothed));
}

function steepest(
  lrs: readonly number[],
  losses: readonly number[],
  gradient: (lrs: readonly number[], smoothed: readonly number[]) => number[],
): RulePick {
  const end = Math.max(FRONT, losses.length - BACK);
  const smoothed = emaLightning(losses).slice(FRONT, end);
  const kept = smoothed.filter(Number.isFinite);
  const keptLrs = lrs.slice(FRONT, end).filter((_, i) => Number.isFinite(smoothed[i]));
  if (kept.length < 2) return tooFew(kept.length, 2);
  const slopes = gradient(keptLrs, kept);
  const index = smallestIndex(slopes.map((slope) => (Number.isFinite(slope) ? slope : Number.NaN)));
  const lr = keptLrs[index];
  if (lr === undefined) return { lr: null, note: "its learning rates are all the same" };
  return (slopes[index] as number) < 0
    ? { lr }
    : { lr, note: "the loss never falls: this is where it rises least" };
}
