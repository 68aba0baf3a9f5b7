import { buildCurve, type Curve, fallIndex } from "../curve/index.ts";
import type { RulePick } from "./types.ts";
import { whyNone } from "./why-none.ts";

/** The fall has stopped when this part of it, or less, is left. */
const LEFT = 0.05;

/**
 * Smith's lower bound for cyclic schedules, in loss form: the LR from which on the centred curve
 * stays below its start by 5 % of its whole drop and by 3 standard errors.
 *
 * Smith reads it off the accuracy: where it starts to rise.
 *
 * @source Smith, Cyclical Learning Rates (arXiv 1506.01186), section 3.3
 */
export function smithLower(lrs: readonly number[], losses: readonly number[]): RulePick {
  return smithBounds(buildCurve([{ lrs, losses }])).lower;
}

/**
 * Smith's upper bound for cyclic schedules, in loss form: the LR at which the fall of the centred
 * curve stops, that is where at most 5 % of its drop (or one standard error) is left; the minimum
 * of the curve at the latest. None while it still falls at the end.
 *
 * Smith reads it off the accuracy: where its rise slows, gets ragged or turns into a fall.
 *
 * @source Smith, Cyclical Learning Rates (arXiv 1506.01186), section 3.3
 */
export function smithUpper(lrs: readonly number[], losses: readonly number[]): RulePick {
  return smithBounds(buildCurve([{ lrs, losses }])).upper;
}

/** Both bounds of a curve, which may pool several runs. */
export function smithBounds(curve: Curve): { lower: RulePick; upper: RulePick } {
  const none = whyNone(curve, {});
  const nothing = { lr: null, note: none?.note.message ?? "" };
  const falls = none === null || none.reason === "still-falling";
  return {
    lower: falls ? { lr: curve.lrs[fallIndex(curve)] as number } : nothing,
    upper: none === null ? { lr: curve.lrs[stopIndex(curve)] as number } : nothing,
  };
}

function stopIndex(curve: Curve): number {
  const { smoothed, standardError, startLoss, minimumIndex } = curve;
  const least = smoothed[minimumIndex] as number;
  const level = least + Math.max(LEFT * (startLoss - least), standardError[minimumIndex] as number);
  let index = minimumIndex;
  while (index > 0 && (smoothed[index - 1] as number) <= level) index--;
  return index;
}
