import { CONSTANTS } from "./constants.ts";

/** What over-fitting is judged by. */
export interface OverfitEvidence {
  /** Held-out loss before training. */
  readonly start: number;
  /** Held-out loss now. */
  readonly heldOut: number;
  /** Training loss now, less what noise alone may have taken off it. */
  readonly training: number;
  /** Passes over the data that the run to come makes; left out: many. */
  readonly epochs?: number;
}

/**
 * How far the best LR of the run to come is limited by over-fitting (1) rather than by instability
 * (0): by the gap between held-out and training loss as a share of what the held-out loss has
 * gained, from 0.05 to 0.25, and by the number of passes over the data, from 5 to 60 (on a log scale).
 */
export function overfitShare(
  { start, heldOut, training, epochs }: OverfitEvidence,
  { gap, epochs: passes } = CONSTANTS,
): number {
  const gained = start - heldOut;
  if (!(gained > 0)) return 0;
  const byGap = clip(((heldOut - training) / gained - gap[0]) / (gap[1] - gap[0]));
  if (epochs === undefined) return byGap;
  return byGap * clip(Math.log(epochs / passes[0]) / Math.log(passes[1] / passes[0]));
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}
