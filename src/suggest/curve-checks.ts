import { note } from "../contract/make-note.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import { minOf } from "../core/stats.ts";
import { type Curve, dropInErrors, fallIndex, isLinear } from "../curve/index.ts";
import type { Check, Picked } from "./check.ts";
import { floorChecks, floorLog10 } from "./floor.ts";
import { heldOutAdvice } from "./held-out-advice.ts";

/** What the curve itself says about how sure an LR read off it can be. */
export function curveChecks(curve: Curve, picked: Picked): Check[] {
  return [
    ...clarity(curve),
    ...density(curve, picked.fromLr),
    ...head(curve, Math.min(picked.lr, picked.otherLr ?? picked.lr)),
    ...floorChecks(curve),
    ...(floorLog10(curve) === null ? tail(curve) : []),
    ...heldOut(curve, picked.fromLr),
    ...repeats(curve),
  ];
}

/** Below the first the drop hardly counts; from the second on there is no doubt about it. */
const CLEAR_ERRORS = [5, 8] as const;

function clarity(curve: Curve): Check[] {
  const { startLoss, smoothed, minimumIndex, noise } = curve;
  const drop = startLoss - (smoothed[minimumIndex] as number);
  const errors = dropInErrors(curve);
  const data = {
    startLoss,
    drop,
    noise,
    dropInErrors: errors,
    heldOutLosses: curve.heldOut.length,
  };
  const fall = `The loss falls by ${formatLoss(drop)} from ${formatLoss(startLoss)}`;
  if (errors < CLEAR_ERRORS[0] || noise > drop) {
    const message = `${fall}, and one step's noise is ${formatLoss(noise)}: the drop is hardly told from noise. Raise the batch size, --repeats or --steps.${heldOutAdvice(curve)}`;
    return [{ most: "low", note: note("noisy", message, { ...data, hardly: true }) }];
  }
  if (errors < CLEAR_ERRORS[1] || noise > drop / 2) {
    const message = `${fall}, with ${formatLoss(noise)} noise a step: more --repeats or a larger batch would make the minimum clearer.${heldOutAdvice(curve)}`;
    return [{ most: "medium", note: note("noisy", message, data) }];
  }
  const message = `${fall}, far more than the noise of ${formatLoss(noise)} a step.`;
  return [{ most: "high", note: note("clear-minimum", message, data) }];
}

/** Points a decade around the minimum: under the first low, under the second medium confidence. */
const POINTS_PER_DECADE = [5, 10] as const;

function density(curve: Curve, fromLr: number): Check[] {
  const { lrs } = curve;
  const side = Math.sqrt(10);
  const low = Math.max(lrs[0] as number, fromLr / side);
  const high = Math.min(lrs.at(-1) as number, fromLr * side);
  const points = lrs.filter((lr) => lr >= low && lr <= high).length;
  const perDecade = Math.max(0, points - 1) / Math.max(0.1, Math.log10(high / low));
  // A ladder made for exactly 10 a decade must not fail by rounding.
  if (perDecade >= POINTS_PER_DECADE[1] - 0.5) return [];
  const shown = Math.round(perDecade * 10) / 10;
  const message = `Only ${shown} learning rates a decade around ${formatLr(fromLr)}: raise --steps, or narrow --start-lr and --end-lr.`;
  const most = perDecade < POINTS_PER_DECADE[0] ? "low" : "medium";
  return [{ most, note: note("few-points-per-decade", message, { perDecade, aroundLr: fromLr }) }];
}

/** What shows lower LRs, where a linear sweep with a lower first one has the same second one. */
export const EXPONENTIALLY = "sweep exponentially";

/** The flat head should be at least this long. */
const HEAD_DECADES = 0.5;

function head(curve: Curve, lr: number): Check[] {
  const first = curve.lrs[0] as number;
  const fell = curve.lrs[fallIndex(curve)] as number;
  const decades = Math.log10(fell / first);
  const linear = isLinear(curve.lrs);
  if (lr < first) return [belowTried(first, decades)];
  if (decades >= HEAD_DECADES) return [];
  const message = `The loss falls from the first steps on, so its true start was not seen: ${linear ? EXPONENTIALLY : `lower --start-lr (to ${formatLr(first / 100)}, say)`}.`;
  const data = { firstLr: first, flatDecades: decades, below: false, ...(linear && { linear }) };
  return [{ most: "medium", note: note("starts-too-high", message, data) }];
}

/**
 * What to say of an answer below all LRs that were tried.
 *
 * @param firstLr the lowest of them
 * @param flatDecades from there to where the loss falls
 */
export function belowTried(firstLr: number, flatDecades: number): Check {
  const message = `The suggestion lies below the first LR tried, ${formatLr(firstLr)}: lower --start-lr (to ${formatLr(firstLr / 100)}, say) and run again.`;
  const data = { firstLr, flatDecades, below: true };
  return { most: "low", note: note("starts-too-high", message, data) };
}

/** After the minimum the loss should come back by this part of the drop. */
const RISE = 0.1;

/** Whether the loss came back after its lowest place, or training diverged. */
export function hasRisen(curve: Curve): boolean {
  const { smoothed, standardError, startLoss, minimumIndex, divergedLr } = curve;
  const least = smoothed[minimumIndex] as number;
  const needed = Math.max(RISE * (startLoss - least), 3 * (standardError.at(-1) as number));
  return divergedLr !== null || riseAtEnd(curve) > needed;
}

function riseAtEnd({ smoothed, minimumIndex }: Curve): number {
  return (smoothed.at(-1) as number) - (smoothed[minimumIndex] as number);
}

function tail(curve: Curve): Check[] {
  if (hasRisen(curve)) return [];
  const lastLr = curve.lrs.at(-1) as number;
  const message = `The loss had not risen again by LR ${formatLr(lastLr)}, the last one tried: higher ones may be as good. Raise --end-lr to see where it breaks.`;
  const data = { lastLr, rise: riseAtEnd(curve) };
  return [{ most: "medium", note: note("no-rise", message, data) }];
}

function heldOut(curve: Curve, fromLr: number): Check[] {
  const rise = heldOutRise(curve.heldOut, fromLr);
  if (rise === null) return [];
  const message = `The held-out loss is lowest at LR ${formatLr(rise.lowestLr)} and rises by ${formatLoss(rise.rise)} while the training loss still falls: consider early stopping, more regularization or a lower LR.`;
  return [{ most: "medium", note: note("held-out-rises", message, { ...rise }) }];
}

function repeats(curve: Curve): Check[] {
  if (curve.counts.some((count, i) => count > (curve.lrCounts?.[i] ?? 1))) return [];
  const message = "One sweep only: another seed may give another answer. --repeats 3 would tell.";
  return [{ most: "high", note: note("single-run", message) }];
}

/** Where the held-out loss turned before the training loss did. */
interface HeldOutRise {
  readonly lowestLr: number;
  readonly lowestLoss: number;
  /** How far above its lowest value it was by the training loss's minimum, at least. */
  readonly rise: number;
}

/** It must turn this many decades before, */
const TURNED_DECADES = 0.3;
/** and come back by this part of its own fall, */
const CAME_BACK = 0.1;
/** at this many points in a row, up to the training loss's minimum. */
const IN_A_ROW = 2;

/**
 * Whether the held-out loss is lowest well before the training loss and has risen again by then;
 * null when it has not, or with fewer than 4 held-out losses up to there.
 *
 * @param heldOut in order of LR; non-finite losses are left out
 * @param minimumLr where the training loss is lowest
 */
function heldOutRise(heldOut: Curve["heldOut"], minimumLr: number): HeldOutRise | null {
  const points = heldOut.filter(({ lr, loss }) => lr <= minimumLr && Number.isFinite(loss));
  const first = points[0];
  if (first === undefined || points.length < 4) return null;
  const lowest = points.reduce((a, b) => (b.loss < a.loss ? b : a));
  if (Math.log10(minimumLr / lowest.lr) < TURNED_DECADES) return null;
  const latest = points.filter((point) => point.lr > lowest.lr).slice(-IN_A_ROW);
  const rise = minOf(latest.map((point) => point.loss - lowest.loss));
  const enough =
    latest.length === IN_A_ROW && rise > CAME_BACK * (first.loss - lowest.loss) && rise > 0;
  return enough ? { lowestLr: lowest.lr, lowestLoss: lowest.loss, rise } : null;
}
