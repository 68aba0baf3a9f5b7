/**
 * The median of the `width` values around each value (of the first or last `width` near the ends,
 * of all where there are fewer). One window is kept sorted and slides: near-linear in the length.
 *
 * @param width odd, at least 1
 */
export function runningMedian(values: readonly number[], width: number): number[] {
  const size = Math.min(width, values.length);
  const window = values.slice(0, size).sort((a, b) => a - b);
  const middle = () => ((window[(size - 1) >> 1] as number) + (window[size >> 1] as number)) / 2;
  const half = size >> 1;
  let from = 0;
  return values.map((_, i) => {
    while (from < i - half && from + size < values.length) {
      window.splice(placeOf(window, values[from] as number), 1);
      const next = values[from + size] as number;
      window.splice(placeOf(window, next), 0, next);
      from += 1;
    }
    return middle();
  });
}

/** Index of the first value of a sorted list that is not below `value`. */
function placeOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((sorted[mid] as number) < value) low = mid + 1;
    else high = mid;
  }
  return low;
}
