import { CONSTANTS } from "../constants.ts";

/** Up to this share of over-fitting a high loss means that little was learned. */
const OVERFIT = 0.05;

/**
 * Whether the best probe ended with over 70 % of the starting loss, and not because it over-fits: the
 * run may be on a plateau, or its targets are mostly noise. Short probes can hardly tell which LR
 * leaves a plateau first; the time that takes goes with 1 / LR.
 *
 * @param bestLoss at the end of the best probe
 * @param overfit its share of over-fitting, 0 to 1 (see `overfitShare`)
 */
export function hardlyLearned(
  startLoss: number,
  bestLoss: number,
  overfit: number,
  { plateau } = CONSTANTS,
): boolean {
  return overfit <= OVERFIT && startLoss > 0 && bestLoss > plateau * startLoss;
}
