import { fastaiPoints, type Points, tooFew } from "./fastai-points.ts";
import { indexSlope } from "./gradient.ts";
import type { RulePick } from "./types.ts";

/** Width of the window and threshold of fastai's `slide`. */
const WIDTH = 15;
const THRESHOLD = 0.005;

/**
 * fastai's `slide` on losses as they are: a window of 15 points moves from the right end to the
 * left while the index gradients at its two ends differ by more than 0.005; the answer is the left
 * end of the last window that did (or of the first one). The threshold is in units of the loss, so
 * the answer changes when the loss is scaled.
 *
 * @param losses n finite losses
 * @returns an index in [0, n), or -1 for n < 16
 * @source fastai `slide` in `callback/schedule.py` (Novetta's interval slide rule)
 */
export function slideIndex(losses: readonly number[]): number {
  const needed = WIDTH + 1;
  if (losses.length < needed) return -1;
  let left = losses.length - needed;
  let index = left;
  for (; left >= 0; left--) {
    const change = indexSlope(losses, left + WIDTH) - indexSlope(losses, left);
    if (!(Math.abs(change) > THRESHOLD)) break;
    index = left;
  }
  return index;
}

/** `slide` as fastai's `lr_find` gives it: on its smoothed and trimmed losses. */
export function slide(
  lrs: readonly number[],
  losses: readonly number[],
  plannedSteps?: number,
): RulePick {
  return slideAt(fastaiPoints(lrs, losses, plannedSteps));
}

/** The same on points that are smoothed and trimmed already. */
export function slideAt(points: Points): RulePick {
  const lr = points.lrs[slideIndex(points.losses)];
  return lr === undefined ? tooFew(points.lrs.length, WIDTH + 1) : { lr };
}
