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

/** A weight of the past: in [0, 1). */
export function checkBeta(beta: number): void {
  checkRange("beta", beta, 0, 1 - Number.EPSILON);
}
