import { mean } from "../core/stats.ts";
import type { Curve, Regime } from "./curve.ts";
import { headPoints } from "./level.ts";
import { isLinear, placesOf } from "./places.ts";

type Measured = Pick<
  Curve,
  | "lrs"
  | "counts"
  | "lrCounts"
  | "raw"
  | "smoothed"
  | "standardError"
  | "startLoss"
  | "noise"
  | "minimumIndex"
  | "divergedLr"
  | "bandwidth"
>;

/** A drop of this many standard errors is real. */
export const SIGNIFICANT = 3;
/** The fall has begun once this part of it is done. */
const BEGUN = 0.05;

/**
 * How many standard errors the smoothed minimum lies below the start, the start's own error (a
 * median over the head of the ladder) included; 0 when it does not lie below, or for no points.
 */
export function dropInErrors(curve: Measured): number {
  const { smoothed, standardError, startLoss, minimumIndex } = curve;
  const drop = startLoss - (smoothed[minimumIndex] ?? Number.NaN);
  if (!(drop > 0)) return 0;
  return drop / Math.hypot(standardError[minimumIndex] as number, startError(curve));
}

/** Standard error of the start. */
function startError({ lrs, counts, lrCounts, raw, noise }: Measured): number {
  const head = headPoints(lrs, raw);
  // Entries of several LRs may be of unequal size.
  const count = mean(lrCounts === undefined ? counts : counts.slice(0, head));
  // A median's error, for normal noise: sqrt(pi / 2) that of a mean.
  return (1.2533 * noise) / Math.sqrt(count * head);
}

/**
 * How far above the start a smoothed loss must lie to be significantly above it. The start of a linear
 * ladder is measured on a few losses, and counts with its own error.
 *
 * @returns by index into the curve
 */
export function riseNeeded(curve: Measured): (index: number) => number {
  const { lrs, standardError } = curve;
  const start = isLinear(lrs) ? startError(curve) : 0;
  return (index) => SIGNIFICANT * Math.hypot(standardError[index] as number, start);
}

/**
 * Whether the loss fell at all: to more than {@link SIGNIFICANT} standard errors below its start,
 * at least a kernel width after the first LR (a curve that only rises is lowest where it
 * begins). On pure noise it is true for about 2 curves of 100.
 */
export function hasDrop(curve: Measured): boolean {
  const { lrs, minimumIndex, bandwidth } = curve;
  if (minimumIndex < 0) return false;
  const least = placesOf(lrs).away(lrs[0] as number, bandwidth);
  if (!((lrs[minimumIndex] as number) >= least)) return false;
  return dropInErrors(curve) > SIGNIFICANT;
}

/**
 * Index from which on, up to the minimum, the loss is below its start by a twentieth of the drop
 * and by 3 standard errors; the minimum's own index when only it is. -1 for no points.
 */
export function fallIndex(curve: Measured): number {
  const { smoothed, standardError, startLoss, minimumIndex } = curve;
  if (minimumIndex < 0) return -1;
  const drop = startLoss - (smoothed[minimumIndex] as number);
  let index = minimumIndex;
  while (index > 0) {
    const fallen = startLoss - (smoothed[index - 1] as number);
    if (fallen < Math.max(BEGUN * drop, 3 * (standardError[index - 1] as number))) break;
    index--;
  }
  return index;
}

/**
 * The stretches of the LR axis: `flat` (the loss has not yet fallen significantly), `useful` (it
 * falls, until its minimum), `unstable` (from the minimum to the wall), `diverged` (from the wall,
 * or from the last finite loss when a non-finite one came without a wall, to the end). Without a
 * significant drop there is no `useful` stretch, and `flat` ends where the loss rises for good.
 * Stretches of no length are left out; a curve of one point is one `flat` stretch of no length.
 */
export function findRegimes(curve: Measured): Regime[] {
  const { lrs, minimumIndex, divergedLr } = curve;
  if (minimumIndex < 0) return [];
  const last = lrs.at(-1) as number;
  const end = Math.max(last, divergedLr ?? last);
  const wall = divergedLr === null ? end : Math.min(divergedLr, last);
  const at = (index: number) => Math.min(lrs[index] as number, wall);
  const bounds: [Regime["kind"], number][] = hasDrop(curve)
    ? [
        ["flat", at(fallIndex(curve))],
        ["useful", at(minimumIndex)],
      ]
    : [["flat", at(riseIndex(curve))]];
  bounds.push(["unstable", wall], ["diverged", end]);

  const regimes: Regime[] = [];
  let from = lrs[0] as number;
  for (const [kind, to] of bounds) {
    if (to > from) regimes.push({ kind, fromLr: from, toLr: to });
    from = Math.max(from, to);
  }
  return regimes.length > 0 ? regimes : [{ kind: "flat", fromLr: from, toLr: from }];
}

/** Last index at which the loss is not significantly above its start. */
function riseIndex(curve: Measured): number {
  const { smoothed, startLoss } = curve;
  const needed = riseNeeded(curve);
  let index = smoothed.length - 1;
  while (index > 0 && (smoothed[index] as number) > startLoss + needed(index)) index--;
  return index;
}
