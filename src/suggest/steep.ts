import { fastaiPoints, type Points, tooFew } from "./fastai-points.ts";
import type { RulePick } from "./types.ts";

/**
 * fastai's `steep` on losses as they are: the left point of the steepest fall between neighbours,
 * per unit of ln LR. Neighbours with the same LR are left out.
 *
 * @param lrs n learning rates, > 0
 * @param losses n finite losses
 * @returns an index in [0, n - 1), or -1 where there are no two different LRs
 * @source fastai `steep` in `callback/schedule.py`
 */
export function steepIndex(lrs: readonly number[], losses: readonly number[]): number {
  let best = -1;
  let steepest = 0;
  let before = Math.log(lrs[0] ?? 1);
  for (let i = 0; i + 1 < lrs.length; i++) {
    const here = Math.log(lrs[i + 1] as number);
    const step = here - before;
    before = here;
    const slope = ((losses[i + 1] as number) - (losses[i] as number)) / step;
    if (!(step > 0) || Number.isNaN(slope) || (best >= 0 && !(slope < steepest))) continue;
    best = i;
    steepest = slope;
  }
  return best;
}

/** `steep` as fastai's `lr_find` gives it: on its smoothed and trimmed losses. */
export function steep(
  lrs: readonly number[],
  losses: readonly number[],
  plannedSteps?: number,
): RulePick {
  return steepAt(fastaiPoints(lrs, losses, plannedSteps));
}

/** The same on points that are smoothed and trimmed already. */
export function steepAt(points: Points): RulePick {
  const index = steepIndex(points.lrs, points.losses);
  const lr = points.lrs[index];
  if (lr === undefined) return tooFew(points.lrs.length, 2);
  if ((points.losses[index + 1] as number) < (points.losses[index] as number)) return { lr };
  return { lr, note: "the loss never falls: this is where it rises least" };
}
