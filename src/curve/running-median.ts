/**
 * Median of the values up to `half` places away on either side. Near an end the window shrinks on
 * both sides alike, so a rising or falling series keeps its values to the very end; an outlier in
 * the last place is therefore kept too.
 *
 * Time n x half^2: meant for small windows.
 */
export function runningMedian(values: ArrayLike<number>, half: number): Float64Array {
  const count = values.length;
  const medians = new Float64Array(count);
  const sorted = new Float64Array(2 * half + 1);
  for (let i = 0; i < count; i++) {
    const reach = Math.min(half, i, count - 1 - i);
    for (let k = 0; k <= 2 * reach; k++) {
      const value = values[i - reach + k] as number;
      let place = k;
      for (; place > 0 && (sorted[place - 1] as number) > value; place--) {
        sorted[place] = sorted[place - 1] as number;
      }
      sorted[place] = value;
    }
    medians[i] = sorted[reach] as number;
  }
  return medians;
}
