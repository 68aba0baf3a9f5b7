import { mean, median } from "../core/stats.ts";

/** A period found in a series. */
export interface Period {
  /** In values. */
  readonly length: number;
  /** From peak to trough, about: 2.83 standard deviations, what it is for a sine. */
  readonly swing: number;
}

const LEAST = 12;
const MAX_LAG = 200;

/**
 * The period of a series about its own trend (a parabola), or null: its autocorrelation must come
 * back to at least 0.4 at the period after having been at most -0.4 at half of it. White noise has
 * 0 +- 1 / sqrt(n) there, a slow drift has no such dip. Outliers are held to 4 median deviations.
 */
export function period(values: readonly number[]): Period | null {
  if (values.length < LEAST) return null;
  const rest = heldIn(withoutParabola(values));
  const power = dot(rest, rest, 0);
  if (!(power > 0)) return null;
  const longest = Math.min(MAX_LAG, Math.floor(rest.length / 3));
  const needed = Math.max(0.4, 4 / Math.sqrt(rest.length));
  let dip = 0;
  for (let lag = 1; lag <= longest; lag++) {
    const correlation = (dot(rest, rest, lag) / power) * (rest.length / (rest.length - lag));
    if (correlation <= -needed) dip = lag;
    else if (dip > 0 && correlation >= needed) {
      return { length: lag, swing: 2.83 * Math.sqrt(power / rest.length) };
    }
  }
  return null;
}

function dot(a: Float64Array, b: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < a.length; i++) sum += (a[i] as number) * (b[i - lag] as number);
  return sum;
}

/** Least squares with the first three discrete Legendre polynomials. */
function withoutParabola(values: readonly number[]): Float64Array {
  const n = values.length;
  const at = (i: number) => (2 * i) / (n - 1) - 1;
  const squares = mean(values.map((_, i) => at(i) ** 2));
  const shapes = [() => 1, at, (i: number) => at(i) ** 2 - squares];
  const rest = Float64Array.from(values);
  for (const shape of shapes) {
    let top = 0;
    let bottom = 0;
    for (let i = 0; i < n; i++) {
      top += (rest[i] as number) * shape(i);
      bottom += shape(i) ** 2;
    }
    for (let i = 0; i < n; i++) rest[i] = (rest[i] as number) - (top / bottom) * shape(i);
  }
  return rest;
}

function heldIn(values: Float64Array): Float64Array {
  const limit = 4 * 1.4826 * median([...values].map(Math.abs));
  return limit > 0 ? values.map((value) => Math.max(-limit, Math.min(limit, value))) : values;
}
