/**
 * Index gradient as `numpy.gradient(values)` has it: central differences inside, one-sided ones at
 * the ends.
 *
 * @param values at least 2
 */
export function indexGradient(values: readonly number[]): number[] {
  const last = values.length - 1;
  return values.map((_, i) => {
    const from = Math.max(0, i - 1);
    const to = Math.min(last, i + 1);
    return ((values[to] as number) - (values[from] as number)) / (to - from);
  });
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
  return values.map((_, i) => {
    if (i === 0) return slope(0);
    if (i === last) return slope(last - 1);
    const left = (xs[i] as number) - (xs[i - 1] as number);
    const right = (xs[i + 1] as number) - (xs[i] as number);
    return (right * slope(i - 1) + left * slope(i)) / (left + right);
  });
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
