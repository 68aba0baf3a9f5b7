import { note } from "../contract/notes.ts";
import type { Note } from "../core/note.ts";
import { median } from "../core/stats.ts";
import type { LogPoints } from "./points.ts";
import type { LogTable } from "./types.ts";

/**
 * What a tool is known to do to what it writes: Hugging Face's Trainer logs the mean loss since its
 * last record; where the LR is read after `lr_scheduler.step()`, as older versions do, it is the
 * LR of the step after.
 *
 * @source transformers `Trainer._maybe_log_save_evaluate`
 */
export function recordingNotes(table: LogTable, { steps, lrs }: LogPoints): Note[] {
  if (table.format !== "trainer-state" || lrs === null || steps.length < 2) return [];
  const gaps = Array.from(
    { length: steps.length - 1 },
    (_, i) => (steps[i + 1] as number) - (steps[i] as number),
  );
  const every = median(gaps);
  const notes: Note[] = [];
  if (every > 1) {
    const message = `Each loss of ${table.name} is the mean of about ${every} steps, with the LR of the last of them: the LR read off it is up to one record too high. Sweep with logging_steps=1.`;
    notes.push(note("averaged-losses", message, { steps: every }));
  }
  const growth = (lrs.at(-1) as number) / (lrs[0] as number);
  const factor = Number((growth ** (1 / (lrs.length - 1))).toPrecision(3));
  const message = `Older versions of transformers write the LR of the following step beside a loss: then everything here is ${factor} times too high.`;
  notes.push(note("lr-may-lead", message, { factor }));
  return notes;
}
