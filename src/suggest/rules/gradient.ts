/**
 * Index gradient as `numpy.gradient(values)` has it: central differences inside, one-sided ones at
 * the ends.
 *
 * @param values at least 2
 */
export function indexGradient(values: readonly number[]): number[] {
  const slopes = new Array<number>(values.length);
  for (let i = 0; i < slopes.length; i++) slopes[i] = indexSlope(values, i);
  return slopes;
}

/** One entry of {@link indexGradient}. */
export function indexSlope(values: readonly number[], i: number): number {
  const from = Math.max(0, i - 1);
  const to = Math.min(values.length - 1, i + 1);
  return ((values[to] as number) - (values[from] as number)) / (to - from);
}

/**
 * `numpy.gradient(values, xs)`, the same as `torch.gradient(values, spacing=[xs])`: second-order
 * differences for uneven places inside, one-sided first-order ones at the ends. Equal places give
 * a non-finite entry.
 *
 * @param xs n places, n at least 2
 * @param values n values
 */
export function gradientOver(xs: readonly number[], values: readonly number[]): number[] {
  const last = values.length - 1;
  const slope = (i: number) =>
    ((values[i + 1] as number) - (values[i] as number)) /
    ((xs[i + 1] as number) - (xs[i] as number));
  const slopes = new Array<number>(values.length);
  slopes[0] = slope(0);
  let before = slope(0);
  for (let i = 1; i < last; i++) {
    const left = (xs[i] as number) - (xs[i - 1] as number);
    const right = (xs[i + 1] as number) - (xs[i] as number);
    const after = slope(i);
    slopes[i] = (right * before + left * after) / (left + right);
    before = after;
  }
  slopes[last] = before;
  return slopes;
}

/** Index of the first smallest number, non-numbers left out; -1 for none. */
export function smallestIndex(values: readonly number[]): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isNaN(value) && (best < 0 || value < (values[best] as number))) best = i;
  }
  return best;
}

/**
 * Where the index gradient of losses as they are is lowest, the first one of equals:
 * torch-lr-finder's `steepest`, and Lightning's before 2.5.3.
 *
 * @param losses n finite losses
 * @returns an index in [0, n), or -1 for n < 2
 */
export function steepestIndex(losses: readonly number[]): number {
  return losses.length < 2 ? -1 : smallestIndex(indexGradient(losses));
}
