/** The q-quantile (linear interpolation between order statistics, type 7 of Hyndman and Fan). NaN for no values. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const count = values.length;
  if (count === 0) return Number.NaN;
  const own = new Float64Array(count);
  let hasNaN = false;
  for (let i = 0; i < count; i++) {
    own[i] = values[i] as number;
    hasNaN ||= Number.isNaN(own[i]);
  }
  const place = q * (count - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, count - 1);
  // Selecting takes time in proportion to the values, but has no place for NaN: it sorts last.
  if (count < SELECT_FROM || hasNaN) own.sort();
  else select(own, low, high);
  const from = own[low] as number;
  return from + (place - low) * ((own[high] as number) - from);
}

/** Fewer values than this are sorted. */
const SELECT_FROM = 64;

/** Moves the values that sorting would put at `low` and `high` (the same place or the next) there. */
function select(values: Float64Array, low: number, high: number): void {
  selectOne(values, low);
  if (high === low) return;
  let least = high;
  for (let i = high + 1; i < values.length; i++) {
    if ((values[i] as number) < (values[least] as number)) least = i;
  }
  swap(values, high, least);
}

/** Hoare's quickselect, Find (Communications of the ACM 4, 1961), with the median of three as pivot. */
function selectOne(values: Float64Array, place: number): void {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = middleOf(
      values[left] as number,
      values[(left + right) >> 1] as number,
      values[right] as number,
    );
    let i = left;
    let j = right;
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i <= j) swap(values, i++, j--);
    }
    if (place <= j) right = j;
    else if (place >= i) left = i;
    else return;
  }
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function swap(values: Float64Array, i: number, j: number): void {
  const value = values[i] as number;
  values[i] = values[j] as number;
  values[j] = value;
}

/** The median; NaN for no values. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Index of the first value that is not finite; -1 when all are. */
export function firstNonFinite(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** The mean; NaN for no values. */
export function mean(values: Iterable<number> & { readonly length: number }): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Standard error of the mean of independent values: s / sqrt(n), with s^2 = sum (x - mean)^2 / (n - 1).
 * NaN for fewer than two. Worked value: of 1, 2, 6 it is sqrt(14 / 2 / 3) = 1.5275.
 */
export function standardError(values: ArrayLike<number> & Iterable<number>): number {
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/**
 * Noise of a slowly changing series: the median absolute first difference, scaled so that it equals
 * the standard deviation for independent normal noise (x 1.4826 / sqrt 2). A trend or a single
 * spike barely moves it. Non-finite differences are left out; NaN when none is left.
 */
export function differenceNoise(values: readonly number[]): number {
  const steps = new Float64Array(Math.max(0, values.length - 1));
  let count = 0;
  for (let i = 1; i < values.length; i++) {
    const step = Math.abs((values[i] as number) - (values[i - 1] as number));
    if (Number.isFinite(step)) steps[count++] = step;
  }
  return (median(steps.subarray(0, count)) * 1.4826) / Math.SQRT2;
}

/** 80 % of a normal distribution lie within so many standard deviations of its mean. */
export const WITHIN_80 = 1.2816;

/** The highest of values, -∞ of none. `Math.max(...values)` throws on more values than fit the stack. */
export function maxOf(values: Iterable<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) most = Math.max(most, value);
  return most;
}

/** The lowest of values, +∞ of none; as {@link maxOf}. */
export function minOf(values: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) least = Math.min(least, value);
  return least;
}
