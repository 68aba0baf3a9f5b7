import { note } from "../../../contract/notes.ts";
import type { Note } from "../../../core/note.ts";
import type { EngineName } from "../options.ts";

/** A sweep that is estimated to take longer than this on plain JS is warned about. */
const SLOW_SECONDS = 30;

/**
 * The warning for a sweep that only the plain JS engine is left for, or undefined when it is fast
 * enough or another engine was found.
 *
 * @param stepMs duration of one training step of this model
 * @param steps steps of the sweep, all repeats together
 */
export function slowEngineNote(name: EngineName, stepMs: number, steps: number): Note | undefined {
  const seconds = Math.round((stepMs * steps) / 1000);
  if (name !== "cpu" || seconds < SLOW_SECONDS) return undefined;
  return note(
    "slow-engine",
    `only the plain JavaScript engine can train this model here: one step takes about ` +
      `${Math.round(stepMs)} ms, so ${steps} steps take about ${seconds} s; ` +
      "`lr-finder doctor` says what stops the faster ones; or use a smaller model or batch",
    { engine: name, stepMs, steps, seconds },
  );
}
