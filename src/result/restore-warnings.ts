import { note } from "../contract/notes.ts";
import { formatLoss } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { Trial } from "../sweep/trial-types.ts";
import type { SweepRecord } from "../sweep/types.ts";

/** The first losses may differ by this part of them: arithmetic on a GPU is not always repeatable. */
const TOLERANCE = 1e-3;

/**
 * Warnings when the state was not put back. The first step of the sweep and of every trial with the same
 * seed see the same weights and the same batch, so their losses must be equal; and so must the held-out
 * losses before that step, which read what a step need not read (an average of the weights).
 *
 * @param trials probes, whole runs and the sides of a verification
 */
export function restoreWarnings(record: SweepRecord, trials: readonly Trial[]): Note[] {
  const alike = trials.filter(({ seed }) => seed === record.info.seed);
  const starts = alike.map(({ heldOut }) => heldOut.find(({ stepsDone }) => stepsDone === 0)?.loss);
  return [
    ...trainingNote([record.runs[0]?.losses[0], ...alike.map(({ losses }) => losses[0])]),
    ...heldOutNote(starts),
  ];
}

/** The lowest and the highest of losses that should be equal, where they are not. */
function spread(losses: readonly number[]): [number, number] | null {
  const low = Math.min(...losses);
  const high = Math.max(...losses);
  const bound = TOLERANCE * Math.max(Math.abs(low), Math.abs(high));
  return losses.length < 2 || high - low <= bound ? null : [low, high];
}

function finite(losses: readonly (number | undefined)[]): number[] {
  return losses.filter((loss): loss is number => loss !== undefined && Number.isFinite(loss));
}

function heldOutNote(found: readonly (number | undefined)[]): Note[] {
  const losses = finite(found);
  const range = spread(losses);
  if (range === null) return [];
  const message = `The trainer's \`restore\` does not restore all that its evaluation reads: before the first step of trainings from the same snapshot the held-out losses went from ${formatLoss(range[0])} to ${formatLoss(range[1])}, so that they cannot be compared. Look for an average of the weights, statistics or counters that are not put back (in Python: name them in \`also=\` of \`serve\`), or for an evaluation that takes other rows each time.`;
  return [note("held-out-differs", message, { losses })];
}

function trainingNote(found: readonly (number | undefined)[]): Note[] {
  const firsts = finite(found);
  const range = spread(firsts);
  if (range === null) return [];
  const [low, high] = range;
  const message = `The trainer's \`restore\` does not restore: trainings from the same snapshot started at losses from ${formatLoss(low)} to ${formatLoss(high)}. Weights, optimizer state, random state and data position must all be put back; the probes cannot be compared otherwise. \`lr-finder protocol check\` shows more.`;
  return [note("restore-differs", message, { firstLosses: firsts })];
}
