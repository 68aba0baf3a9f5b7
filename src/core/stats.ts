/** The q-quantile (linear interpolation between order statistics, type 7 of Hyndman and Fan). NaN for no values. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  const place = q * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  const from = sorted[low] as number;
  return from + (place - low) * ((sorted[high] as number) - from);
}

/** The median; NaN for no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The mean; NaN for no values. */
export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Noise of a slowly changing series: the median absolute first difference, scaled so that it equals
 * the standard deviation for independent normal noise (x 1.4826 / sqrt 2). A trend or a single
 * spike barely moves it. Non-finite differences are left out; NaN when none is left.
 */
export function differenceNoise(values: readonly number[]): number {
  const steps: number[] = [];
  for (let i = 1; i < values.length; i++) {
    const step = Math.abs((values[i] as number) - (values[i - 1] as number));
    if (Number.isFinite(step)) steps.push(step);
  }
  return (median(steps) * 1.4826) / Math.SQRT2;
}
