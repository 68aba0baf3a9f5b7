import { CONSTANTS } from "./constants.ts";

/** Optimizers whose first steps are damped or averaged, so that the sweep overstates what they bear. */
const AVERAGING = /adam|adan|lamb|lion|momentum|nesterov/;

/** Optimizers that a sweep hardly flatters: each step counts at once, and only once. */
const PLAIN = /^(sgd|adagrad|adadelta)$/;

/**
 * What the LR of the lowest loss in a sweep is divided by: 4 for Adam-like and momentum optimizers,
 * 1.5 for plain SGD, AdaGrad and AdaDelta, 3 for all others. Smith's rule of thumb is a factor 3 or 4
 * below the largest LR that converges.
 *
 * @param optimizer its name in any case; unknown names count as "others"
 * @source the two sets of tasks in the README beside this file; Smith (arXiv 1506.01186), section 3.3
 */
export function divisorFor(optimizer: string, { divisors } = CONSTANTS): number {
  const name = optimizer.toLowerCase();
  if (AVERAGING.test(name)) return divisors.averaging;
  return PLAIN.test(name) ? divisors.plain : divisors.others;
}
