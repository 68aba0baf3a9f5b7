import { firstNonFinite } from "../core/stats.ts";
import { emaDebiased } from "../curve/ema-fastai.ts";

/** What a rule looks at. */
export interface Points {
  readonly lrs: readonly number[];
  /** Smoothed as the rule's own tool does, all finite. */
  readonly losses: readonly number[];
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
export function fastaiPoints(
  lrs: readonly number[],
  losses: readonly number[],
  plannedSteps = losses.length,
): Points {
  const dead = firstNonFinite(losses);
  const recorded =
    dead >= 0 && Number.isNaN(losses[dead]) ? Math.max(plannedSteps, losses.length) : losses.length;
  const front = Math.floor(plannedSteps / 10);
  const back = Math.max(front, Math.min(recorded - BACK, dead < 0 ? recorded : dead));
  const smoothed = emaDebiased(losses.slice(0, back));
  return { lrs: lrs.slice(front, back), losses: smoothed.slice(front) };
}

/** The note of a rule that has too little to go by. */
export function tooFew(points: number, needed: number): { lr: null; note: string } {
  return {
    lr: null,
    note: `needs ${needed} points after its trims, got ${points}: use more steps`,
  };
}
