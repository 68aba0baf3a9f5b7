import { fastaiPoints, tooFew } from "./fastai-points.ts";
import { smallestIndex } from "./gradient.ts";
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
  const slopes = lrs.slice(1).map((lr, i) => {
    const step = Math.log(lr) - Math.log(lrs[i] as number);
    return step > 0 ? ((losses[i + 1] as number) - (losses[i] as number)) / step : Number.NaN;
  });
  return smallestIndex(slopes);
}

/** `steep` as fastai's `lr_find` gives it: on its smoothed and trimmed losses. */
export function steep(
  lrs: readonly number[],
  losses: readonly number[],
  plannedSteps?: number,
): RulePick {
  const points = fastaiPoints(lrs, losses, plannedSteps);
  const index = steepIndex(points.lrs, points.losses);
  const lr = points.lrs[index];
  if (lr === undefined) return tooFew(points.lrs.length, 2);
  if ((points.losses[index + 1] as number) < (points.losses[index] as number)) return { lr };
  return { lr, note: "the loss never falls: this is where it rises least" };
}
