/**
 * Parts of the lowest loss by which another may be above it: where the noise of their difference is known,
 * and where it is not.
 */
const ABOVE = { known: 0.25, unknown: 1 } as const;
/** Standard errors that luck may make of a difference. */
const ERRORS = 2;
/** Part of what training gains below which a difference is of no account, however many times the lowest loss it is. */
const NOTHING = 1e-4;

/**
 * How far a loss may be above the lowest one and still be about as good. A part of the gain alone would
 * call a loss several times the lowest one as good, where training gains nearly all that there is, or where
 * the loss before training was that of an offset.
 *
 * @param lowest infinite room below 0, where a multiple of a loss says nothing
 * @param gain what training gains, at least 0
 * @param error standard error of the difference; null where it is not known
 */
export function roomAbove(lowest: number, gain: number, error: number | null): number {
  if (!(lowest >= 0)) return Number.POSITIVE_INFINITY;
  const part = ABOVE[error === null ? "unknown" : "known"];
  return Math.max(part * lowest, NOTHING * gain, ERRORS * (error ?? 0));
}
