import { fastaiPoints, type Points, tooFew } from "./fastai-points.ts";
import type { RulePick } from "./types.ts";

/**
 * fastai's `valley` on losses as they are: the longest strictly decreasing subsequence (gaps
 * allowed), and a point about half-way along it.
 *
 *     d_i = 1 + max { d_j : j < i, L_j > L_i };  e = first index with the largest d;  s = e - d_e
 *     index = s + floor((e - s) / 3) + floor((e - s) / 6)
 *
 * s is fastai's idea of the start (right only without gaps, and -1 when everything falls); a
 * negative index counts from the end, as in Python. Nothing falls: index 0.
 *
 * fastai needs n^2 comparisons; patience sorting gives the same d in n log n.
 *
 * @param losses n finite losses
 * @returns an index in [0, n), or -1 for n = 0
 * @source fastai `valley` in `callback/schedule.py`; Fredman, Discrete Mathematics 11 (1975)
 */
export function valleyIndex(losses: readonly number[]): number {
  return indexOf(longestFall(losses), losses.length);
}

function indexOf({ length, end }: Fall, points: number): number {
  if (length < 2) return points === 0 ? -1 : 0;
  const start = end - length;
  const section = (end - start) / 3;
  const index = start + Math.floor(section) + Math.floor(section / 2);
  return index < 0 ? points + index : index;
}

/** Length of the longest strictly decreasing subsequence and the first index at which one ends. */
interface Fall {
  readonly length: number;
  readonly end: number;
}

function longestFall(losses: readonly number[]): Fall {
  // ends[k] = the largest loss that ends a decreasing subsequence of k + 1 losses; falling in k.
  const ends: number[] = [];
  let end = 0;
  for (let i = 0; i < losses.length; i++) {
    const loss = losses[i] as number;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) > loss) low = middle + 1;
      else high = middle;
    }
    if (low === ends.length) end = i;
    ends[low] = loss;
  }
  return { length: ends.length, end };
}

/** `valley` as fastai's `lr_find` gives it: on its smoothed and trimmed losses. */
export function valley(
  lrs: readonly number[],
  losses: readonly number[],
  plannedSteps?: number,
): RulePick {
  return valleyAt(fastaiPoints(lrs, losses, plannedSteps));
}

/** The same on points that are smoothed and trimmed already. */
export function valleyAt(points: Points): RulePick {
  const fall = longestFall(points.losses);
  const lr = points.lrs[indexOf(fall, points.losses.length)];
  if (lr === undefined) return tooFew(points.lrs.length, 1);
  if (fall.length > 1) return { lr };
  return { lr, note: "the loss never falls: fastai gives the first LR it looks at" };
}
