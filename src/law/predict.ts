import { median, minOf } from "../core/stats.ts";
import { momentsOf, quantileOf, type Reading, type Surface } from "./surface.ts";
import type { Valley } from "./valley.ts";

/** The best LR at a point, log10. */
export interface Prediction {
  /** Of the least expected loss. */
  readonly lrLog10: number;
  readonly interval80: readonly [number, number];
  readonly interval95: readonly [number, number];
  readonly distanceLog10: number;
}

/** What no law knows, in decades a decade of distance from the nearest cell. */
const DISCREPANCY = 0.125;

/**
 * What a surface says of the best LR at a point, with what grows with the distance from the cells.
 *
 * @param x log10 of each factor
 * @param steepness how much steeper valleys rise above their bottom than below it
 */
export function predict(
  surface: Surface,
  readings: readonly Reading[],
  x: readonly number[],
  steepness: number,
): Prediction {
  const pictures = surface.at(x);
  const distanceLog10 = distanceFrom(readings, x);
  const extra = discrepancy(distanceLog10);
  const quantile = (share: number) => quantileOf(pictures, share, extra);
  const { mean, variance } = momentsOf(pictures);
  const sd = Math.sqrt(variance + extra);
  return {
    lrLog10: mean + leastExpectedLoss(sd, steepness),
    interval80: [quantile(0.1), quantile(0.9)],
    interval95: [quantile(0.025), quantile(0.975)],
    distanceLog10,
  };
}

export function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => value - (b[i] as number)));
}

/** To the nearest cell, in decades over all factors. */
export function distanceFrom(readings: readonly Reading[], x: readonly number[]): number {
  return minOf(readings.map((reading) => distance(reading.x, x)));
}

/** Variance of what no law knows, at a distance from the nearest cell. */
export function discrepancy(distanceLog10: number): number {
  return (DISCREPANCY * distanceLog10) ** 2;
}

/** Offsets at which the rise of valleys is looked at, in decades. */
const SIDE = [0.15, 0.55] as const;
/** Steeper than this, either way, is not believed. */
const MOST_STEEP = 4;

/**
 * How much faster losses rise above a valley's bottom than below it, a quadratic on either side: the
 * ratio of the medians over all cells. 1 where they do not show it.
 */
export function steepnessOf(valleys: readonly Valley[]): number {
  const [below, above]: [number[], number[]] = [[], []];
  for (const { lrLog10, points, side } of valleys) {
    if (side !== null) continue;
    const lowest = minOf(points.map(({ loss }) => loss));
    const scale = Math.max(Math.abs(lowest), Number.MIN_VALUE);
    for (const point of points) {
      const offset = point.lrLog10 - lrLog10;
      const far = Math.abs(offset);
      if (far < SIDE[0] || far > SIDE[1]) continue;
      const rise = (point.loss - lowest) / scale / far ** 2;
      (offset < 0 ? below : above).push(rise);
    }
  }
  if (below.length < 3 || above.length < 3) return 1;
  const ratio = median(above) / median(below);
  if (!(ratio > 0)) return 1;
  return Math.min(MOST_STEEP, Math.max(1 / MOST_STEEP, ratio));
}

/**
 * How far from the middle of a normal belief about a bottom the LR of least expected loss lies, for a
 * valley that is quadratic on both sides: below it where the far side is the steeper one.
 */
function leastExpectedLoss(sd: number, steepness: number): number {
  let [least, at] = [Number.POSITIVE_INFINITY, 0];
  for (let step = -60; step <= 60; step++) {
    const offset = (step / 60) * sd;
    let loss = 0;
    for (let i = -60; i <= 60; i++) {
      const z = i / 20;
      const beyond = offset - z * sd;
      loss += Math.exp(-0.5 * z * z) * (beyond > 0 ? steepness : 1) * beyond * beyond;
    }
    if (loss < least) [least, at] = [loss, offset];
  }
  return at;
}
