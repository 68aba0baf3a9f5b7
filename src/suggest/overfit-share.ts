/** Gap between held-out and training loss, in units of the held-out gain: none, and certain over-fitting. */
const GAP = [0.05, 0.25] as const;
/** Passes over the data up to which nothing can over-fit, and from which on anything can. */
const EPOCHS = [5, 60] as const;

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
export function overfitShare({ start, heldOut, training, epochs }: OverfitEvidence): number {
  const gained = start - heldOut;
  if (!(gained > 0)) return 0;
  const byGap = clip(((heldOut - training) / gained - GAP[0]) / (GAP[1] - GAP[0]));
  if (epochs === undefined) return byGap;
  return byGap * clip(Math.log(epochs / EPOCHS[0]) / Math.log(EPOCHS[1] / EPOCHS[0]));
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}
