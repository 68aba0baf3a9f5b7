import type { Aim } from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";

/** Below this many decades the two aims are one. */
const PARTED_LOG10 = 0.1;

/**
 * Which of the two LRs is for an aim, and the other one where they part: where over-fitting lowers
 * the LR for the end, the one that stability alone allows reaches the better checkpoint on the way.
 */
export function forAim(
  { lr, stableLr }: { readonly lr: number; readonly stableLr: number },
  aim: Aim,
): { lr: number; other: { for: Aim; lr: number } | null } {
  if (Math.log10(stableLr / lr) <= PARTED_LOG10) return { lr, other: null };
  return aim === "end"
    ? { lr, other: { for: "best", lr: stableLr } }
    : { lr: stableLr, other: { for: "end", lr } };
}

/** A range by another factor. */
export function moved([low, high]: readonly [number, number], factor: number): [number, number] {
  return [low * factor, high * factor];
}

/** What the other aim would want. */
export function otherNote(aim: Aim, lr: number, loss?: number): Note {
  const reached = loss === undefined ? "" : ` (${formatLoss(loss)})`;
  // A loss that was measured says no more than that: what noise is in it others weigh.
  const how = loss === undefined ? "is the better one" : "came out lower";
  const message =
    aim === "best"
      ? `With early stopping, or if you keep the best checkpoint, ${formatLr(lr)} ${how}${reached}: --for best.`
      : `For the loss at the end of the run ${formatLr(lr)} ${how}${reached}: --for end.`;
  return note("other-aim", message, { for: aim, lr, ...(loss !== undefined && { loss }) });
}
