/** Optimizers whose first steps are damped or averaged, so that the sweep overstates what they bear. */
const AVERAGING = /adam|adan|lamb|lion|momentum|nesterov/;

/**
 * What the LR of the centred minimum is divided by: 4 for Adam-like and momentum optimizers, 3 for
 * all others. Smith's rule of thumb is the same factor 3 or 4 below the largest LR that converges.
 *
 * @param optimizer its name in any case; unknown names count as "others"
 * @source a simulation of 84 task x optimizer pairs (400 steps, cosine); Smith (arXiv 1506.01186), section 3.3
 */
export function divisorFor(optimizer: string): number {
  return AVERAGING.test(optimizer.toLowerCase()) ? 4 : 3;
}
