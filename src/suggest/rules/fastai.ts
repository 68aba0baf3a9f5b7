import { note } from "../../contract/make-note.ts";
import { firstNonFinite } from "../../core/stats.ts";
import { RECORDERS } from "../../curve/index.ts";
import { indexSlope, smallestIndex } from "./gradient.ts";
import {
  atIndex,
  neverFalls,
  noted,
  oncePer,
  type Points,
  type RecordedRun,
  type RunRule,
  tooFew,
} from "./rule.ts";

declare module "./rule.js" {
  interface RuleNames {
    valley: true;
    slide: true;
    steep: true;
    minimum: true;
  }
}

/** fastai's back trim, in points. */
const BACK = 5;

/**
 * The points that fastai's `lr_find` hands to its suggestion functions: its smoothed losses without
 * the first tenth of the planned steps and the last 5 records, up to the first NaN.
 *
 * fastai does not stop at a NaN: it records NaNs to the planned end, takes the 5 off those, and
 * then cuts at the first NaN. A run that was stopped at its NaN is treated as if it had gone on.
 *
 * @source fastai `Learner.lr_find` in `callback/schedule.py`
 */
const pointsOf = oncePer(({ lrs, losses, plannedSteps }: RecordedRun): Points => {
  const dead = firstNonFinite(losses);
  const recorded =
    dead >= 0 && Number.isNaN(losses[dead]) ? Math.max(plannedSteps, losses.length) : losses.length;
  const front = Math.floor(plannedSteps / 10);
  const back = Math.max(front, Math.min(recorded - BACK, dead < 0 ? recorded : dead));
  const smoothed = RECORDERS.fastai.smooth(losses.slice(0, back));
  return { lrs: lrs.slice(front, back), losses: smoothed.slice(front) };
});

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

/** `valley` as fastai's `lr_find` gives it: {@link valleyIndex} of its smoothed and trimmed losses. */
export const valley = {
  reads: "run",
  votes: true,
  preset: {
    name: "fastai",
    sweep: {
      startLr: 1e-7,
      endLr: 10,
      grid: "half-open",
      stopRule: { kind: "factor", factor: 4, beta: 0.98, smoothing: "debiased" },
    },
  },
  pick(run) {
    const { lrs, losses } = pointsOf(run);
    const fall = longestFall(losses);
    const lr = lrs[indexOf(fall, losses.length)];
    if (lr === undefined) return tooFew(lrs.length, 1);
    if (fall.length > 1) return { lr };
    const message = "the loss never falls: fastai gives the first LR it looks at";
    return noted(lr, note("rule-never-falls-first", message));
  },
  onCurve: (curve) => atIndex(curve, valleyIndex(curve.smoothed)),
} as const satisfies RunRule;

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

/** `slide` as fastai's `lr_find` gives it: {@link slideIndex} of its smoothed and trimmed losses. */
export const slide = {
  reads: "run",
  votes: true,
  pick(run) {
    const { lrs, losses } = pointsOf(run);
    const lr = lrs[slideIndex(losses)];
    return lr === undefined ? tooFew(lrs.length, WIDTH + 1) : { lr };
  },
  onCurve: (curve) => atIndex(curve, slideIndex(curve.smoothed)),
} as const satisfies RunRule;

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

/** `steep` as fastai's `lr_find` gives it: {@link steepIndex} of its smoothed and trimmed losses. */
export const steep = {
  reads: "run",
  votes: true,
  pick(run) {
    const { lrs, losses } = pointsOf(run);
    const index = steepIndex(lrs, losses);
    const lr = lrs[index];
    if (lr === undefined) return tooFew(lrs.length, 2);
    return (losses[index + 1] as number) < (losses[index] as number) ? { lr } : neverFalls(lr);
  },
  onCurve: (curve) => atIndex(curve, steepIndex(curve.lrs, curve.smoothed)),
} as const satisfies RunRule;

/**
 * fastai's `minimum`: a tenth of the LR at the lowest of its smoothed and trimmed losses (the
 * first one of equals).
 *
 * @source fastai `minimum` in `callback/schedule.py`
 */
export const minimum = {
  reads: "run",
  votes: true,
  pick(run) {
    const { lrs, losses } = pointsOf(run);
    const index = smallestIndex(losses);
    const lr = lrs[index];
    if (lr === undefined) return tooFew(lrs.length, 1);
    if (index > 0) return { lr: lr / 10 };
    const message = "the loss is lowest at the first LR fastai looks at";
    return noted(lr / 10, note("rule-lowest-at-first", message));
  },
  onCurve: (curve) => atIndex(curve, smallestIndex(curve.smoothed), 10),
} as const satisfies RunRule;
