import type { Note } from "../core/note.ts";
import { checkCurve } from "../curve/check-curve.ts";
import type { Curve } from "../curve/index.ts";
import { aboveLowest } from "./above-lowest.ts";
import { forAim, moved, otherNote } from "./aim.ts";
import { assess } from "./confidence.ts";
import { hasRisen } from "./curve-checks.ts";
import { CENTRED_MINIMUM, chosenNote } from "./derivation.ts";
import { floorLog10 } from "./floor.ts";
import { fallsAtEnd, heldOutMinimum } from "./held-out-minimum.ts";
import { heartNote, overfitNote } from "./overfit.ts";
import { withinTried } from "./range.ts";
import { type Circumstances, checkCircumstances, type Suggestion } from "./suggestion.ts";
import { pickFromSweep, type SweepPick } from "./sweep-pick.ts";
import { failedNote, type NoSuggestion, stillFallingHeldOut, whyNone } from "./why-none.ts";

/**
 * The LR that a sweep recommends (see `pickFromSweep`), or the reason why there is none.
 *
 * The confidence comes from the range, the noise, the density of the ladder, both ends of the
 * curve, the held-out losses and the other rules; `reasons` says all of it in words, what weighs
 * most first, after one sentence on the choice itself.
 *
 * @returns `lr` in full precision (printing rounds it). The same curve, circumstances and seed give
 *   the same answer.
 * @source Smith (arXiv 1506.01186), section 3.3
 */
export function recommend(curve: Curve, circumstances: Circumstances): Suggestion {
  checkCurve(curve);
  checkCircumstances("recommend", circumstances);
  const none = sweepRefusal(curve, circumstances);
  if (none !== null) return { status: "none", reason: none.reason, reasons: [none.note] };
  const pick = pickFromSweep(curve, circumstances);
  const { aim = "end" } = circumstances;
  const { lr, other } = forAim(pick, aim);
  const range = withinTried(moved(pick.range, lr / pick.lr), lr, curve.lrs);
  const picked = { lr, otherLr: other?.lr, range, fromLr: pick.minimumLr, rangeOf: pick.of };
  const { confidence, reasons } = assess(
    curve,
    picked,
    circumstances,
    aboveLowest({ ...pick, lr }),
  );
  const { ended } = circumstances;
  const failed = ended?.code === "trainer-failed" ? [failedNote(ended, curve)] : [];
  const parted = (pick.overfit > 0.2 || other) && confidence === "high";
  return {
    status: "found",
    lr,
    range,
    confidence: failed.length > 0 ? "low" : parted ? "medium" : confidence,
    method: CENTRED_MINIMUM,
    for: aim,
    ...(other && { other }),
    reasons: [
      ...failed,
      derivationOf({ ...pick, lr }, circumstances),
      ...lowered(pick, other !== null, circumstances),
      ...(other && aim === "best" ? [otherNote(other.for, other.lr)] : []),
      ...reasons,
    ],
  };
}

/** Why the LR for the end lies below what stability allows. */
function lowered(pick: SweepPick, parts: boolean, circumstances: Circumstances): Note[] {
  if (pick.isByHeart && parts) return [heartNote(pick.lr, pick.stableLr, circumstances)];
  return pick.overfit > 0.2 ? [overfitNote(pick.lr, pick.stableLr, pick.overfit)] : [];
}

/**
 * Why the sweep gives no LR. A noisy training curve does not count where the held-out losses are
 * clear (which may themselves still fall at the end), nor a fall at the end where they say that training had broken before: single batches can be
 * guessed right by a network that answers the same to everything.
 */
export function sweepRefusal(curve: Curve, circumstances: Circumstances): NoSuggestion | null {
  const none = whyNone(curve, circumstances);
  const held = heldOutMinimum(curve.heldOut);
  if (held === null) return none;
  if (fallsAtEnd(curve, held) && isOpen(none, curve))
    return stillFallingHeldOut(curve, circumstances);
  if (none === null) return null;
  const noisy = none.reason === "flat" || none.reason === "rising";
  return noisy || (none.reason === "still-falling" && held.broke) ? null : none;
}

/** Whether what the training losses say leaves it to the held-out ones where the sweep should have ended. */
function isOpen(none: NoSuggestion | null, curve: Curve): boolean {
  if (none === null) return floorLog10(curve) === null && !hasRisen(curve);
  return none.reason === "flat" || none.reason === "rising";
}

/** The way to the LR; one that stability alone allows is not lowered for over-fitting. */
function derivationOf(pick: SweepPick, { optimizer, totalSteps }: Circumstances): Note {
  const { minimumLr, divisor, of, stableLr, lr, lowest } = pick;
  const isStable = lr === stableLr;
  const steps = pick.steps.filter(({ by }) => !isStable || by !== "over-fitting");
  return chosenNote({
    minimumLr,
    divisor,
    optimizer,
    of,
    stableLr,
    lr,
    ...(totalSteps !== undefined && { totalSteps }),
    lowest,
    steps,
  });
}
