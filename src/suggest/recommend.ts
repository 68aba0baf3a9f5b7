import { note } from "../contract/make-note.ts";
import { checkText } from "../core/check.ts";
import { formatLr } from "../core/format.ts";
import { checkKeys } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { checkCurve } from "../curve/check-curve.ts";
import type { Curve } from "../curve/index.ts";
import { forAim, moved, otherNote } from "./aim.ts";
import { assess } from "./confidence.ts";
import { heldOutMinimum } from "./held-out-minimum.ts";
import { heartNote, overfitNote } from "./overfit.ts";
import { CIRCUMSTANCE_KEYS, type Circumstances, type Suggestion } from "./suggestion.ts";
import { pickFromSweep, type SweepPick } from "./sweep-pick.ts";
import { failedNote, type NoSuggestion, whyNone } from "./why-none.ts";

/** Name of the recommended rule in results. */
export const CENTRED_MINIMUM = "centred-minimum";

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
  checkKeys("recommend", circumstances, CIRCUMSTANCE_KEYS);
  checkText("optimizer", circumstances.optimizer);
  const none = sweepRefusal(curve, circumstances);
  if (none !== null) return { status: "none", reason: none.reason, reasons: [none.note] };
  const pick = pickFromSweep(curve, circumstances);
  const { aim = "end" } = circumstances;
  const { lr, other } = forAim(pick, aim);
  const range = moved(pick.range, lr / pick.lr);
  const picked = { lr, range, fromLr: pick.minimumLr, rangeOf: pick.of };
  const { confidence, reasons } = assess(curve, picked, circumstances);
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
      chosenNote(pick, circumstances),
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
 * clear, nor a fall at the end where they say that training had broken before: single batches can be
 * guessed right by a network that answers the same to everything.
 */
export function sweepRefusal(curve: Curve, circumstances: Circumstances): NoSuggestion | null {
  const none = whyNone(curve, circumstances);
  if (none === null) return null;
  const held = heldOutMinimum(curve.heldOut);
  if (held === null) return none;
  const noisy = none.reason === "flat" || none.reason === "rising";
  return noisy || (none.reason === "still-falling" && held.broke) ? null : none;
}

function chosenNote(pick: SweepPick, { optimizer, totalSteps }: Circumstances): Note {
  const { minimumLr, divisor, of, stableLr, lr } = pick;
  const loss = of === "held-out" ? "smoothed and the held-out loss are" : "smoothed loss is";
  const moved = stableLr * divisor;
  const horizon =
    totalSteps === undefined || Math.abs(Math.log10(moved / minimumLr)) < 0.02
      ? ""
      : `, fitted to a run of ${totalSteps} steps and to what is usual for ${optimizer}`;
  return note(
    CENTRED_MINIMUM,
    `The ${loss} lowest at LR ${formatLr(minimumLr)}; ${formatLr(stableLr)} is that divided by ${divisor}, the margin for ${optimizer}, since a full training run bears less than a short sweep${horizon}.`,
    {
      minimumLr,
      divisor,
      optimizer,
      of,
      stableLr,
      lr,
      ...(totalSteps === undefined ? {} : { totalSteps }),
    },
  );
}
