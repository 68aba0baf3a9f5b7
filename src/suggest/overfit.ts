import { note } from "../contract/make-note.ts";
import { formatCount, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { CONSTANTS } from "./constants.ts";
import type { Circumstances } from "./suggestion.ts";

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

/**
 * Decades that the LR for the end of a run lies below what stability allows, by size and passes alone:
 * see `Constants.heart`. 0 where either is not known.
 */
export function heartLog10(
  { totalSteps, stepsPerEpoch, parametersARow }: Circumstances,
  { heart } = CONSTANTS,
): number {
  if (totalSteps === undefined || stepsPerEpoch === undefined || !parametersARow) return 0;
  const ramp = (value: number, [from, to]: readonly [number, number]) =>
    clip(Math.log(value / from) / Math.log(to / from));
  const often = ramp(totalSteps / stepsPerEpoch, heart.passes);
  return heart.decades * often * ramp(parametersARow, heart.parametersARow);
}

/** Code of the note on a model that learns its rows by heart. */
export const BY_HEART = "learns-by-heart";

/** What size and passes alone say of over-fitting. */
export function heartNote(
  lr: number,
  stableLr: number,
  {
    totalSteps = Number.NaN,
    stepsPerEpoch = Number.NaN,
    parametersARow = Number.NaN,
  }: Circumstances,
): Note {
  const passes = totalSteps / stepsPerEpoch;
  const message = `With ${Number(parametersARow.toPrecision(2))} parameters a row, ${formatCount(Math.round(passes))} passes over the data are likely to learn it by heart, which no short sweep shows: for the loss at the end the LR is lowered from ${formatLr(stableLr)} to ${formatLr(lr)}. --budget standard looks.`;
  return note(BY_HEART, message, { lr, stableLr, passes, parametersARow });
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

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
