import { traitsOf } from "../contract/optimizers/index.ts";
import { CONSTANTS } from "./constants.ts";

/**
 * What the LR of the lowest loss in a sweep is divided by: 4 for Adam-like and momentum optimizers
 * (their first steps are damped or averaged, so that the sweep overstates what they bear), 1.5 for
 * plain SGD, AdaGrad and AdaDelta, 3 for all others. Smith's rule of thumb is a factor 3 or 4 below
 * the largest LR that converges.
 *
 * @param optimizer its name in any case; unknown names count as "others"
 * @source the two sets of tasks in the README beside this file; Smith (arXiv 1506.01186), section 3.3
 */
export function divisorFor(optimizer: string, { divisors } = CONSTANTS): number {
  const { damping } = traitsOf(optimizer);
  return damping === "other" ? divisors.others : divisors[damping];
}

/**
 * Where to look for an LR when the sweep shows nothing: the median best LR of small tasks with that
 * optimizer. 0.3 (plain SGD) for unknown ones.
 */
export function priorLr(optimizer: string): number {
  return 10 ** traitsOf(optimizer).usualLrLog10;
}

/**
 * A sweep's pick, drawn 0.7 of the way (`priorWeight`) towards what is usual for the optimizer where
 * that is known: one noisy curve is weaker evidence than it looks. Unchanged for SGD, momentum and
 * AdaDelta, whose LRs go with the scale of the data, and for unknown optimizers.
 */
export function drawnToPriorLog10(
  lrLog10: number,
  optimizer: string,
  { priorWeight } = CONSTANTS,
): number {
  if (!traitsOf(optimizer).scaleFree) return lrLog10;
  return lrLog10 + priorWeight * (Math.log10(priorLr(optimizer)) - lrLog10);
}
