import { differenceNoise, median } from "../core/stats.ts";

/** Where a stretch of losses lies, and how sure that is. */
export interface Level {
  readonly value: number;
  /** Standard error of `value`. */
  readonly error: number;
  /** Standard deviation of a single loss about its neighbours. */
  readonly noise: number;
}

/**
 * Median of a stretch with its standard error (1.2533 sd / sqrt(n), the median's for normal noise).
 * The noise comes from first differences, so that a trend is not taken for noise.
 *
 * @param usualNoise of the log: a stretch of fewer than 16 losses counts as no quieter
 */
export function levelOf(losses: readonly number[], usualNoise = 0): Level {
  const own = losses.length < 4 ? 0 : differenceNoise(losses);
  const noise = losses.length < 16 ? Math.max(own, usualNoise) : own;
  return levelWith(losses, noise);
}

/** The same with a noise that is known. */
export function levelWith(losses: readonly number[], noise: number): Level {
  return { value: median(losses), noise, error: (1.2533 * noise) / Math.sqrt(losses.length) };
}

/**
 * Noise of a short series that runs straight or bends little: the median absolute second
 * difference, scaled to the standard deviation of normal noise (x 1.4826 / sqrt 6). A trend is no
 * noise to it, however steep.
 */
export function curvatureNoise(losses: readonly number[]): number {
  const bends: number[] = [];
  for (let i = 2; i < losses.length; i++) {
    const [a, b, c] = [losses[i - 2], losses[i - 1], losses[i]] as [number, number, number];
    bends.push(Math.abs(a - 2 * b + c));
  }
  return (1.4826 * median(bends)) / Math.sqrt(6);
}

/** How far the level falls from one stretch to a later one, and the standard error of that. */
export function fall(from: Level, to: Level): { readonly size: number; readonly error: number } {
  return { size: from.value - to.value, error: Math.hypot(from.error, to.error) };
}

/**
 * Whether a fall (or, turned round, a rise) is more than noise: 4 standard errors, and more than
 * rounding.
 */
export function isReal({ size, error }: { size: number; error: number }, scale: number): boolean {
  return size > 4 * error && size > 1e-9 * scale;
}
