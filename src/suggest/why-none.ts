import { type Place, placeText, type StopOf } from "../contract/index.ts";
import { type KnownNote, note } from "../contract/make-note.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import { shortenMiddle } from "../core/shorten.ts";
import { differenceNoise, median } from "../core/stats.ts";
import {
  type Curve,
  dropInErrors,
  hasDrop,
  isLinear,
  placesOf,
  riseNeeded,
} from "../curve/index.ts";
import { EXPONENTIALLY } from "./curve-checks.ts";
import { heldOutAdvice } from "./held-out-advice.ts";
import { priorLr } from "./optimizer.ts";
import type { Circumstances, NoSuggestionCode } from "./suggestion.ts";

/** Fewer distinct LRs than this say nothing. */
const MIN_POINTS = 8;
/** Diverging within this many decades of the first LR, or a sixth of a linear ladder, is "at once". */
const AT_ONCE_DECADES = 1;
/** Still falling: the loss fell over this many kernel widths before the end. */
const END_WIDTHS = 1.5;

/** A reason for no suggestion: its code, and the same as a note with what to do. */
export interface NoSuggestion {
  readonly reason: NoSuggestionCode;
  readonly note: KnownNote<NoSuggestionCode>;
}

/** What decides beside the curve. */
type Known = Pick<Circumstances, "endLr" | "ended"> & Partial<Pick<Circumstances, "optimizer">>;

/**
 * Why no LR can be read off a curve, whatever the rule; null when one can. What broke outranks what the
 * curve looks like.
 *
 * - `trainer-failed`: the trainer failed before there was anything to read
 * - `loss-not-finite`: NaN or infinite before the first update, or after losses that had not changed at an
 *   LR far too small to break anything
 * - `too-few-points`: fewer than 8 distinct LRs with a finite loss
 * - `diverged-at-once`: diverged within a decade of the first LR, without a drop before it
 * - `rising`: the loss never fell significantly, and rose (or diverged) later
 * - `flat`: the loss never changed significantly
 * - `still-falling`: lowest at the end of the ladder, falling significantly up to there, no divergence
 * - `interrupted`: the person ended the sweep while the last three of these could still have changed
 */
export function whyNone(curve: Curve, circumstances: Known): NoSuggestion | null {
  return afterItsEnd(whyNoneOf(curve, circumstances), curve, circumstances);
}

/** {@link whyNone} of a sweep whose held-out losses still fall at its end (see `fallsAtEnd`). */
export function stillFallingHeldOut(curve: Curve, circumstances: Known): NoSuggestion | null {
  return afterItsEnd(fallingNote(curve, circumstances), curve, circumstances);
}

/** What the curve alone says, unless how the sweep ended says more. */
function afterItsEnd(
  found: NoSuggestion | null,
  curve: Curve,
  circumstances: Known,
): NoSuggestion | null {
  const { ended, optimizer } = circumstances;
  if (found === null || ended === undefined) return found;
  if (ended.code === "cancelled")
    return OPEN.has(found.reason) ? interrupted(curve, circumstances, ended) : found;
  if (ended.code === "trainer-failed") return none(failedNote(ended, curve));
  if (ended.code !== "loss-not-finite" || ended.at === undefined) return found;
  return brokeAlone(curve, ended.at, optimizer) ? none(notFiniteNote(ended.loss, ended.at)) : found;
}

/** What more of a sweep can change. */
const OPEN: ReadonlySet<NoSuggestionCode> = new Set(["too-few-points", "flat", "still-falling"]);

function interrupted(
  { lrs }: Curve,
  { endLr }: Known,
  { stepsDone, at }: StopOf<"cancelled">,
): NoSuggestion {
  const last = lrs.at(-1);
  const of = at?.steps === undefined ? "" : ` of ${at.steps}`;
  const upTo = last === undefined ? "" : `, at LR ${formatLr(last)}`;
  const to = endLr === undefined ? "" : ` of the planned ${formatLr(endLr)}`;
  return none(
    note(
      "interrupted",
      `The sweep was interrupted after ${stepsDone}${of} steps${upTo}${upTo && to}: what was measured until then does not tell a learning rate. Let it run to its end.`,
      {
        points: lrs.length,
        lr: last ?? null,
        endLr: endLr ?? null,
        stepsDone,
        ...(at?.steps !== undefined && { steps: at.steps }),
      },
    ),
  );
}

/** LRs this far below what is usual for an optimizer break nothing. */
const TOO_SMALL_TO_BREAK = 10;

/** Losses that rise by so many times their noise rose by training; of fewer than this many, by this part of the first. */
const RISE = { noises: 5, leastLosses: 5, part: 0.1 };

/**
 * Whether a loss became NaN without the LR's doing: an LR that breaks training raises the loss first. That it
 * had fallen a little says nothing, since batches differ.
 */
function brokeAlone({ raw }: Curve, at: Place, optimizer = "unknown"): boolean {
  if (at.stepIndex === 0 || raw.length === 0) return true;
  if (at.lr > priorLr(optimizer) / TOO_SMALL_TO_BREAK) return false;
  const [first, last] = [raw[0] as number, raw.at(-1) as number];
  if (raw.length < RISE.leastLosses) return last <= first + RISE.part * Math.abs(first);
  return last <= median(raw) + RISE.noises * differenceNoise(raw);
}

/** What broke in a trainer, and where: the first thing to say of a sweep that it cut short. */
export function failedNote({ message, at }: StopOf<"trainer-failed">, curve: Curve) {
  const losses = curve.counts.reduce((sum, count) => sum + count, 0);
  const said = shortenMiddle(message, MOST_SAID).replace(/\.$/, "");
  const where = at === undefined ? "" : ` at ${placeText(at)}`;
  return note(
    "trainer-failed",
    `The trainer failed${where}: ${said}. ${losses === 0 ? "Mend that first." : `Mend that first: the ${losses} losses before it are a part of a sweep.`}`,
    { message: said, losses, ...placeData(at) },
  );
}

function notFiniteNote(loss: number, at: Place) {
  const before =
    at.stepIndex === 0
      ? "before any update was made"
      : "after losses that had not changed: so small a learning rate breaks nothing";
  return note(
    "loss-not-finite",
    `The loss was ${loss} at ${placeText(at)}, ${before}. Look at the data (NaN or infinite values in batch ${at.stepIndex + 1}, a target out of range) and at the loss (log of 0, division by 0), not at the learning rate.`,
    { loss: String(loss), ...placeData(at), step: at.stepIndex, lr: at.lr },
  );
}

/** Characters: what it was doing and the error stand first, the innermost lines of a traceback last. */
const MOST_SAID = 800;

function placeData(at: Place | undefined) {
  if (at === undefined) return {};
  const { stepIndex: step, steps, lr } = at;
  return { step, lr, ...(steps !== undefined && { steps }) };
}

function whyNoneOf(curve: Curve, circumstances: Known): NoSuggestion | null {
  const points = curve.lrs.length;
  const atOnce = divergedAtOnce(curve);
  if (points < MIN_POINTS) return atOnce ? divergedNote(curve) : tooFewNote(points);
  if (hasDrop(curve)) return stillFalling(curve) ? fallingNote(curve, circumstances) : null;
  if (atOnce) return divergedNote(curve);
  return rises(curve) ? risingNote(curve) : flatNote(curve);
}

function divergedAtOnce(curve: Curve): boolean {
  const { divergedLr, lrs } = curve;
  if (divergedLr === null) return false;
  const { at } = placesOf(lrs);
  return at(divergedLr) - at(lrs[0] ?? divergedLr) < AT_ONCE_DECADES;
}

function rises(curve: Curve): boolean {
  const end = (curve.smoothed.at(-1) as number) - curve.startLoss;
  return curve.divergedLr !== null || end > riseNeeded(curve)(curve.lrs.length - 1);
}

function stillFalling(curve: Curve): boolean {
  const { lrs, smoothed, standardError, startLoss, minimumIndex, divergedLr, bandwidth } = curve;
  const last = lrs.length - 1;
  const { away } = placesOf(lrs);
  const end = lrs[last] as number;
  if (divergedLr !== null || (lrs[minimumIndex] as number) < away(end, -bandwidth)) return false;
  let before = last - 1;
  const farthest = away(end, -END_WIDTHS * bandwidth);
  while (before > 0 && (lrs[before] as number) > farthest) before--;
  const fell = (smoothed[before] as number) - (smoothed[last] as number);
  const error = Math.hypot(standardError[before] as number, standardError[last] as number);
  const drop = startLoss - (smoothed[minimumIndex] as number);
  return fell > Math.max(2 * error, 0.05 * drop);
}

function none(note: KnownNote<NoSuggestionCode>): NoSuggestion {
  return { reason: note.code, note };
}

function tooFewNote(points: number): NoSuggestion {
  return none(
    note(
      "too-few-points",
      `Only ${points} learning rates have a finite loss, at least ${MIN_POINTS} are needed: raise --steps or lower --start-lr.`,
      { points, needed: MIN_POINTS },
    ),
  );
}

function divergedNote(curve: Curve): NoSuggestion {
  const divergedLr = curve.divergedLr as number;
  const from = curve.lrs[0];
  const linear = isLinear(curve.lrs);
  const below = formatLr((from ?? divergedLr) / 1e3);
  const lower = linear ? EXPONENTIALLY : `lower --start-lr (to ${below}, say)`;
  return none(
    note(
      "diverged-at-once",
      `The loss diverged at LR ${formatLr(divergedLr)}, right at the start of the sweep: ${lower}, and check that inputs and targets are scaled.`,
      { divergedLr, fromLr: from ?? null, points: curve.lrs.length, ...(linear && { linear }) },
    ),
  );
}

function risingNote(curve: Curve): NoSuggestion {
  const { divergedLr, startLoss } = curve;
  const until = divergedLr ?? (curve.lrs.at(-1) as number);
  const linear = isLinear(curve.lrs);
  const lower = linear ? EXPONENTIALLY : "lower --start-lr";
  return none(
    note(
      "rising",
      `The loss never fell significantly below its start of ${formatLoss(startLoss)}, and was above it by LR ${formatLr(until)}: ${lower} if it rises from the first steps; of a model that is trained already this is what to expect (it has nothing left to gain: fine-tune it with an LR well below that); otherwise raise --steps, --repeats or the batch size, and check the data, the targets and the sign of the loss.${heldOutAdvice(curve)}`,
      {
        startLoss,
        untilLr: until,
        divergedLr,
        dropInErrors: dropInErrors(curve),
        heldOutLosses: curve.heldOut.length,
        ...(linear && { linear }),
      },
    ),
  );
}

function flatNote(curve: Curve): NoSuggestion {
  const { lrs, startLoss, noise } = curve;
  return none(
    note(
      "flat",
      `The loss stayed at ${formatLoss(startLoss)} from LR ${formatLr(lrs[0] as number)} to ${formatLr(lrs.at(-1) as number)} (noise ${formatLoss(noise)} a step): raise --end-lr; if it stays flat, raise --steps, --repeats or the batch size, and check that the parameters are trained at all.${heldOutAdvice(curve)}`,
      {
        startLoss,
        noise,
        dropInErrors: dropInErrors(curve),
        fromLr: lrs[0] as number,
        toLr: lrs.at(-1) as number,
        heldOutLosses: curve.heldOut.length,
      },
    ),
  );
}

function fallingNote(curve: Curve, circumstances: Pick<Circumstances, "endLr">): NoSuggestion {
  const last = curve.lrs.at(-1) as number;
  const { endLr } = circumstances;
  // Some ladders end a step short of it.
  const next = last * (last / (curve.lrs.at(-2) ?? last));
  const early = endLr !== undefined && next < endLr * (1 - 1e-6);
  const advice = early
    ? `the sweep ended before its planned ${formatLr(endLr)}: let it run to the end`
    : `raise --end-lr (to ${formatLr(last * 100)}, say)`;
  return none(
    note(
      "still-falling",
      `The loss was still falling at LR ${formatLr(last)}, the last one tried, so the best LR lies above it: ${advice}.`,
      {
        lastLr: last,
        endLr: endLr ?? last,
        slope: curve.slope.at(-1) as number,
        ...(!early && { nextEndLr: last * 100 }),
      },
    ),
  );
}
