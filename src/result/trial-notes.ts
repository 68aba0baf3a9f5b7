import { note } from "../contract/make-note.ts";
import type { Note } from "../core/note.ts";
import type { Trial } from "../sweep/trial-types.ts";
import type { SweepRecord } from "../sweep/types.ts";
import { restoreWarnings, weighNotRestored } from "./restore-warnings.ts";

/**
 * What trainings from the sweep's own start have to say: of the warnings that were given, and beside them.
 * A result without trainings, as of a log, needs none of it.
 *
 * @param given warnings of the stages before
 * @param trials probes, whole runs or rungs, in the order they were made
 */
export function trialNotes(
  given: readonly Note[],
  record: SweepRecord,
  trials: readonly Trial[],
): { readonly given: readonly Note[]; readonly found: readonly Note[] } {
  return {
    given: given.map((each) => weighNotRestored(each, record, trials)),
    found: [...trialWarnings(trials), ...restoreWarnings(record, trials)],
  };
}

function trialWarnings(trials: readonly Trial[]): Note[] {
  if (trials.at(-1)?.stopReason !== "cancelled") return [];
  const message =
    "The trainings that compare learning rates were cancelled: everything here is from what was done before that.";
  return [note("cancelled", message, { during: "trainings" })];
}
