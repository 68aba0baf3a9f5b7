/**
 * Median of the values up to `half` places away on either side. Near an end the window shrinks on
 * both sides alike, so a rising or falling series keeps its values to the very end; an outlier in
 * the last place is therefore kept too.
 *
 * Time n x half^2: meant for small windows.
 */
export function runningMedian(values: ArrayLike<number>, half: number): Float64Array {
  const around = medianAround(values, half);
  const medians = new Float64Array(values.length);
  for (let i = 0; i < medians.length; i++) medians[i] = around(i);
  return medians;
}

/** The single medians of {@link runningMedian}, by place in [0, n). */
export function medianAround(values: ArrayLike<number>, half: number): (i: number) => number {
  const sorted = new Float64Array(2 * half + 1);
  return (i) => {
    const reach = Math.min(half, i, values.length - 1 - i);
    for (let k = 0; k <= 2 * reach; k++) {
      const value = values[i - reach + k] as number;
      let place = k;
      for (; place > 0 && (sorted[place - 1] as number) > value; place--) {
        sorted[place] = sorted[place - 1] as number;
      }
      sorted[place] = value;
    }
    return sorted[reach] as number;
  };
}
