/**
 * Place of the minimum of a smoothed curve that noise does not throw to the far left.
 *
 * With noise the bottom of a curve is a stretch of LRs that cannot be told apart, and the plain
 * argmin lands anywhere in it or on a lucky dip before it. So: of all places within one standard
 * error of the minimum, take the right-most one R; within the stretch that joins it, take the
 * lowest place M; answer half-way between M and R. Without noise that is the argmin.
 *
 * @param xs n places in log10 LR, rising, n at least 1
 * @param smoothed n smoothed losses
 * @param errors n standard errors
 * @returns log10 LR
 */
export function centredMinimum(
  xs: ArrayLike<number>,
  smoothed: ArrayLike<number>,
  errors: ArrayLike<number>,
): number {
  const [bottom, right] = bottomOf(xs, smoothed, errors);
  return (bottom + right) / 2;
}

/**
 * The places M and R of {@link centredMinimum}, half-way between which it lies.
 *
 * @returns log10 LRs, M at most R
 */
export function bottomOf(
  xs: ArrayLike<number>,
  smoothed: ArrayLike<number>,
  errors: ArrayLike<number>,
): [number, number] {
  const lowest = lowestBetween(smoothed, 0, smoothed.length - 1);
  const level = (smoothed[lowest] as number) + (errors[lowest] as number);
  let right = smoothed.length - 1;
  while (right > lowest && !((smoothed[right] as number) <= level)) right--;
  let left = right;
  while (left > 0 && (smoothed[left - 1] as number) <= level) left--;
  const bottom = lowestBetween(smoothed, left, right);
  return [xs[bottom] as number, xs[right] as number];
}

function lowestBetween(values: ArrayLike<number>, from: number, to: number): number {
  let lowest = from;
  for (let i = from; i <= to; i++) {
    if ((values[i] as number) < (values[lowest] as number)) lowest = i;
  }
  return lowest;
}
