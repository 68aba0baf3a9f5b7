import { note } from "../contract/notes.ts";
import { formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";

/** Code of the note that says that over-fitting decided. */
export const OVERFITTING = "overfitting";

/**
 * What a careful person says when a model over-fits within the run.
 *
 * @param lr the LR allowed for it
 * @param stableLr the LR that stability alone would allow
 * @param share see `overfitShare`
 */
export function overfitNote(lr: number, stableLr: number, share: number): Note {
  return note(
    OVERFITTING,
    `Over-fitting decides: the training loss falls well below the held-out loss, so a whole run at ${formatLr(stableLr)} would pass its best point early. ${formatLr(lr)} reaches it by the end; or train at up to ${formatLr(stableLr)} with early stopping, or with more regularization or data.`,
    { lr, stableLr, share },
  );
}
