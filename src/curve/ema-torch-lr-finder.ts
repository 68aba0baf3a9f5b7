import { checkRange } from "../core/check.ts";

/**
 * torch-lr-finder's smoothed loss: an exponential moving average that starts at the first loss.
 *
 *     S_1 = L_1;   S_k = f L_k + (1 - f) S_(k-1)
 *
 * With f = 0 torch-lr-finder switches smoothing off, and so does this.
 *
 * @param losses n raw losses; a non-finite one makes itself and all after it non-finite
 * @param fraction weight of the newest loss, in [0, 1)
 * @returns n smoothed losses
 * @throws InputError for a `fraction` out of range
 * @source torch-lr-finder `LRFinder.range_test` (`smooth_f`)
 */
export function emaSeeded(losses: readonly number[], fraction = 0.05): number[] {
  checkRange("fraction", fraction, 0, 1 - Number.EPSILON);
  if (fraction === 0) return [...losses];
  let average = losses[0] ?? 0;
  const smoothed = new Array<number>(losses.length);
  for (let k = 0; k < losses.length; k++) {
    if (k > 0) average = fraction * (losses[k] as number) + (1 - fraction) * average;
    smoothed[k] = average;
  }
  return smoothed;
}
