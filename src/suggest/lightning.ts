import { firstNonFinite } from "../core/stats.ts";
import { emaLightning } from "../curve/ema-lightning.ts";
import { type Points, tooFew } from "./fastai-points.ts";
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
  return lightningAt(lightningPoints(lrs, losses));
}

/**
 * Lightning up to 2.5.2: the same, with the gradient over the index of the points.
 *
 * @source Lightning `_LRFinder.suggestion` before pull request 21055
 */
export function lightningLegacy(lrs: readonly number[], losses: readonly number[]): RulePick {
  return lightningLegacyAt(lightningPoints(lrs, losses));
}

/** The points that Lightning's `suggestion` looks at: smoothed, trimmed, finite. */
export function lightningPoints(lrs: readonly number[], losses: readonly number[]): Points {
  const end = Math.max(FRONT, losses.length - BACK);
  const smoothed = emaLightning(losses).slice(FRONT, end);
  const within = lrs.slice(FRONT, end);
  if (firstNonFinite(smoothed) < 0) return { lrs: within, losses: smoothed };
  return {
    lrs: within.filter((_, i) => Number.isFinite(smoothed[i])),
    losses: smoothed.filter(Number.isFinite),
  };
}

/** `lightning` on points that are smoothed and trimmed already. */
export function lightningAt(points: Points): RulePick {
  return steepest(points, gradientOver);
}

/** `lightning-legacy` on points that are smoothed and trimmed already. */
export function lightningLegacyAt(points: Points): RulePick {
  return steepest(points, (_, losses) => indexGradient(losses));
}

function steepest({ lrs, losses }: Points, gradient: typeof gradientOver): RulePick {
  if (losses.length < 2) return tooFew(losses.length, 2);
  const slopes = gradient(lrs, losses);
  for (let i = 0; i < slopes.length; i++) if (!Number.isFinite(slopes[i])) slopes[i] = Number.NaN;
  const index = smallestIndex(slopes);
  const lr = lrs[index];
  if (lr === undefined) return { lr: null, note: "its learning rates are all the same" };
  return (slopes[index] as number) < 0
    ? { lr }
    : { lr, note: "the loss never falls: this is where it rises least" };
}
