/**
 * low + (high - low) * share, with `high` exactly at share 1 and above, and never outside
 * [low, high] by rounding. Rising in `share`, for share >= 0.
 */
export function between(low: number, high: number, share: number): number {
  return share < 1 ? Math.min(high, low + (high - low) * share) : high;
}

/** Half a cosine wave: 1 at progress 0, 0 at progress 1. */
export function cosineShare(progress: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * progress));
}
