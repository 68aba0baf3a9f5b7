import type { Curve } from "../curve/index.ts";

/** Where the held-out loss turned before the training loss did. */
export interface HeldOutRise {
  readonly lowestLr: number;
  readonly lowestLoss: number;
  /** How far above its lowest value it was by the training loss's minimum, at least. */
  readonly rise: number;
}

/** It must turn this many decades before, */
const DECADES = 0.3;
/** and come back by this part of its own fall, */
const PART = 0.1;
/** at this many points in a row, up to the training loss's minimum. */
const IN_A_ROW = 2;

/**
 * Whether the held-out loss is lowest well before the training loss and has risen again by then;
 * null when it has not, or with fewer than 4 held-out losses up to there.
 *
 * @param heldOut in order of LR; non-finite losses are left out
 * @param minimumLr where the training loss is lowest
 */
export function heldOutRise(heldOut: Curve["heldOut"], minimumLr: number): HeldOutRise | null {
  const points = heldOut.filter(({ lr, loss }) => lr <= minimumLr && Number.isFinite(loss));
  const first = points[0];
  if (first === undefined || points.length < 4) return null;
  const lowest = points.reduce((a, b) => (b.loss < a.loss ? b : a));
  if (Math.log10(minimumLr / lowest.lr) < DECADES) return null;
  const latest = points.filter((point) => point.lr > lowest.lr).slice(-IN_A_ROW);
  const rise = Math.min(...latest.map((point) => point.loss - lowest.loss));
  const enough = latest.length === IN_A_ROW && rise > PART * (first.loss - lowest.loss) && rise > 0;
  return enough ? { lowestLr: lowest.lr, lowestLoss: lowest.loss, rise } : null;
}
