import { note } from "../contract/notes.ts";
import type { Note } from "../core/note.ts";
import type { Circumstances } from "./resolve.ts";

/** The decay at the end of a warmup-stable-decay. */
export interface Decay {
  readonly steps: number;
  readonly reason: Note;
}

/**
 * A fifth of the run, as measured best (Haegele et al. 2024, 2405.18392), no longer than the warmup
 * leaves; with `per: "epoch"` it begins at the epoch nearest to that.
 */
export function decideDecay(
  { totalSteps, stepsPerEpoch, per, open }: Circumstances,
  warmupSteps: number,
): Decay {
  const unit = per === "epoch" ? stepsPerEpoch : 1;
  const from = Math.round((totalSteps - Math.round(totalSteps / 5)) / unit) * unit;
  const steps = Math.max(0, Math.min(totalSteps - from, totalSteps - warmupSteps));
  if (steps === 0) {
    const message = "The run is too short for a decay: the LR stays at its peak.";
    return { steps, reason: note("decay", message, { decaySteps: 0 }) };
  }
  const extend = open
    ? " To train longer, hold the peak for longer and keep a fifth of the whole for the decay."
    : "";
  return {
    steps,
    reason: note(
      "decay",
      `The LR stays at its peak until step ${totalSteps - steps} and falls over the last ${steps} steps, a fifth of the run, as 1 - sqrt: the length and shape that were measured best (arXiv 2405.18392).${extend}`,
      { decaySteps: steps, decayFrom: totalSteps - steps },
    ),
  };
}
