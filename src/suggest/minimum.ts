import { fastaiPoints, type Points, tooFew } from "./fastai-points.ts";
import { smallestIndex } from "./gradient.ts";
import type { RulePick } from "./types.ts";

/**
 * fastai's `minimum`: a tenth of the LR at the lowest of its smoothed and trimmed losses (the
 * first one of equals).
 *
 * @source fastai `minimum` in `callback/schedule.py`
 */
export function minimum(
  lrs: readonly number[],
  losses: readonly number[],
  plannedSteps?: number,
): RulePick {
  return minimumAt(fastaiPoints(lrs, losses, plannedSteps));
}

/** The same on points that are smoothed and trimmed already. */
export function minimumAt(points: Points): RulePick {
  const index = smallestIndex(points.losses);
  const lr = points.lrs[index];
  if (lr === undefined) return tooFew(points.lrs.length, 1);
  if (index > 0) return { lr: lr / 10 };
  return { lr: lr / 10, note: "the loss is lowest at the first LR fastai looks at" };
}
