import { checkBeta } from "./ema-fastai.ts";

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
