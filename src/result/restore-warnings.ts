import { note } from "../contract/notes.ts";
import { formatLoss } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { Trial } from "../sweep/trial-types.ts";
import type { SweepRecord } from "../sweep/types.ts";

/** The first losses may differ by this part of them: arithmetic on a GPU is not always repeatable. */
const TOLERANCE = 1e-3;

/**
 * A warning when the state was not put back: the first step of the sweep and of every probe with the
 * same seed see the same weights and the same batch, so their losses must be equal.
 */
export function restoreWarnings(record: SweepRecord, probes: readonly Trial[]): Note[] {
  const { seed } = record.info;
  const firsts = [record.runs[0]?.losses[0], ...firstLosses(probes, seed)].filter(
    (loss): loss is number => loss !== undefined && Number.isFinite(loss),
  );
  const low = Math.min(...firsts);
  const high = Math.max(...firsts);
  if (firsts.length < 2 || high - low <= TOLERANCE * Math.max(Math.abs(low), Math.abs(high))) {
    return [];
  }
  const message = `The trainer's \`restore\` does not restore: trainings from the same snapshot started at losses from ${formatLoss(low)} to ${formatLoss(high)}. Weights, optimizer state, random state and data position must all be put back; the probes cannot be compared otherwise. \`lr-finder protocol check\` shows more.`;
  return [note("restore-differs", message, { firstLosses: firsts })];
}

function firstLosses(probes: readonly Trial[], seed: number): (number | undefined)[] {
  return probes.filter((probe) => probe.seed === seed).map((probe) => probe.losses[0]);
}
