import { note } from "../contract/notes.ts";
import { formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { PlanOptions } from "./types.ts";

/** Fine-tuning divides the suggested LR by this. */
export const FINE_TUNE_DIVISOR = 3;

/** The highest LR of the schedule. */
export interface Peak {
  readonly lr: number;
  readonly reason: Note;
}

/**
 * The suggested LR as it is; a third of it for fine-tuning, but not below the range of LRs that are
 * as good: a sweep from trained weights sees how fast the new loss falls, and not what is forgotten.
 */
export function decidePeak({ lr, range, fineTune }: PlanOptions): Peak {
  const within = range
    ? ` LRs from ${formatLr(range[0])} to ${formatLr(range[1])} are about as good.`
    : "";
  if (fineTune) {
    const third = lr / FINE_TUNE_DIVISOR;
    const floor = range === undefined ? 0 : Math.min(range[0], lr);
    const peak = Math.max(third, floor);
    const bounded = peak > third ? `, no lower than the range begins (${formatLr(floor)})` : "";
    return {
      lr: peak,
      reason: note(
        "initial-lr",
        `Train with ${formatLr(peak)}: a third of the suggested ${formatLr(lr)}${bounded}, because the model is fine-tuned and large steps would undo what it has learned.${within}`,
        { lr: peak, suggestedLr: lr, range: range ?? null, divisor: FINE_TUNE_DIVISOR },
      ),
    };
  }
  return {
    lr,
    reason: note(
      "initial-lr",
      `Train with ${formatLr(lr)}, the suggested LR, as the highest LR of the schedule.${within} It is the same for cosine and step decay: the best LR of step decay was measured 0.08 decades lower, less than a search can tell.`,
      { lr, range: range ?? null, stepDecayOffsetLog10: -0.08 },
    ),
  };
}
