import { checkRange } from "../core/check.ts";

/**
 * fastai's smoothed loss: an exponential moving average with its bias corrected.
 *
 *     v_k = beta v_(k-1) + (1 - beta) L_k,  v_0 = 0;   S_k = v_k / (1 - beta^k),  k = 1, 2, …
 *
 * It lags: on a ramp by beta / (1 - beta) points (49 at the default). Used to give fastai's own
 * numbers, not for the recommended ones. In float64, where fastai works in float32.
 *
 * @param losses n raw losses; a non-finite one makes itself and all after it non-finite
 * @param beta weight of the past, in [0, 1); 0 gives the losses back
 * @returns n smoothed losses
 * @throws InputError for a `beta` out of range
 * @source fastai `AvgSmoothLoss` in `fastai/learner.py`
 */
export function emaDebiased(losses: readonly number[], beta = 0.98): number[] {
  checkBeta(beta);
  let average = 0;
  let power = 1;
  // Loops over plain numbers: logs may have a million.
  const smoothed = new Array<number>(losses.length);
  for (let i = 0; i < losses.length; i++) {
    average = beta * average + (1 - beta) * (losses[i] as number);
    power *= beta;
    smoothed[i] = average / (1 - power);
  }
  return smoothed;
}

/**
 * Lightning's smoothed loss: fastai's average with the exponent of the bias correction one too
 * high, as Lightning computes it (its step counter already stands at 1 on the first batch).
 *
 *     v_k = beta v_(k-1) + (1 - beta) L_k,  v_0 = 0;   S_k = v_k / (1 - beta^(k+1)),  k = 1, 2, …
 *
 * A constant loss of 1 comes out as 0.505, 0.673, 0.757, … and reaches 0.997 at step 100.
 *
 * @param losses n raw losses; a non-finite one makes itself and all after it non-finite
 * @param beta weight of the past, in [0, 1)
 * @returns n smoothed losses
 * @throws InputError for a `beta` out of range
 * @source Lightning `_LRCallback.on_train_batch_end` in `tuner/lr_finder.py`
 */
export function emaLightning(losses: readonly number[], beta = 0.98): number[] {
  checkBeta(beta);
  let average = 0;
  let power = beta;
  // Loops over plain numbers: logs may have a million.
  const smoothed = new Array<number>(losses.length);
  for (let i = 0; i < losses.length; i++) {
    average = beta * average + (1 - beta) * (losses[i] as number);
    power *= beta;
    smoothed[i] = average / (1 - power);
  }
  return smoothed;
}

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

/** A weight of the past: in [0, 1). */
function checkBeta(beta: number): void {
  checkRange("beta", beta, 0, 1 - Number.EPSILON);
}
