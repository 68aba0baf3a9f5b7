import { formatLr } from "../core/format.ts";
import { note } from "../core/note.ts";
import type { Curve } from "../curve/index.ts";
import { bootstrapRange, centredMinimumPick } from "./bootstrap.ts";
import { centredMinimum } from "./centred-minimum.ts";
import { assess } from "./confidence.ts";
import { divisorFor } from "./divisor.ts";
import type { Circumstances, Suggestion } from "./types.ts";
import { whyNone } from "./why-none.ts";

/** Name of the recommended rule in results. */
export const CENTRED_MINIMUM = "centred-minimum";

/**
 * The recommended LR of a curve: the LR of the centred minimum (see `centredMinimum`) divided by 3,
 * or by 4 for Adam-like and momentum optimizers; or the reason why there is none.
 *
 * The range comes from a bootstrap of the curve, the confidence from the range, the noise, the
 * density of the ladder, both ends of the curve, the held-out losses and the other rules; `reasons`
 * says all of it in words, what weighs most first, after one sentence on the choice itself.
 *
 * @returns `lr` in full precision (printing rounds it). The same curve, circumstances and seed give
 *   the same answer.
 * @source Smith (arXiv 1506.01186), section 3.3
 */
export function recommend(curve: Curve, circumstances: Circumstances): Suggestion {
  const none = whyNone(curve, circumstances);
  if (none !== null) return { status: "none", reason: none.reason, reasons: [none.note] };
  const xs = curve.lrs.map(Math.log10);
  const minimumLr = 10 ** centredMinimum(xs, curve.smoothed, curve.standardError);
  const divisor = divisorFor(circumstances.optimizer);
  const lr = minimumLr / divisor;
  const range = bootstrapRange(curve, lr, centredMinimumPick(curve), circumstances.seed ?? 0);
  const { confidence, reasons } = assess(curve, { lr, range, fromLr: minimumLr }, circumstances);
  const chosen = note(
    CENTRED_MINIMUM,
    `The smoothed loss is lowest at LR ${formatLr(minimumLr)}; ${formatLr(lr)} is that divided by ${divisor}, the margin for ${circumstances.optimizer}, since a full training run bears less than a short sweep.`,
    { minimumLr, divisor, optimizer: circumstances.optimizer },
  );
  return {
    status: "found",
    lr,
    range,
    confidence,
    method: CENTRED_MINIMUM,
    reasons: [chosen, ...reasons],
  };
}
