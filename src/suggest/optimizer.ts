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

/** log10 of the LR that was best on a median task, by what the optimizer's name contains. */
const PRIORS: readonly (readonly [RegExp, number])[] = [
  [/adadelta/, 1.25],
  [/adagrad/, -0.5],
  [/adafactor|lion/, -3],
  [/adam|adan|lamb/, -1.75],
  [/rmsprop/, -2],
  [/momentum|nesterov/, -1.25],
];

/**
 * Where to look for an LR when the sweep shows nothing: the median best LR of small tasks with that
 * optimizer. 0.3 (plain SGD) for unknown ones.
 */
export function priorLr(optimizer: string): number {
  const name = optimizer.toLowerCase();
  return 10 ** (PRIORS.find(([pattern]) => pattern.test(name))?.[1] ?? -0.5);
}

/** Optimizers whose update does not grow with the gradient: their best LR hardly depends on the task's scale. */
const SCALE_FREE = /adam|adan|lamb|rmsprop|adagrad/;

/**
 * A sweep's pick, drawn 0.7 of the way (`priorWeight`) towards what is usual for the optimizer where that is known: one noisy curve
 * is weaker evidence than it looks. Unchanged for SGD, momentum and AdaDelta, whose LRs go with the
 * scale of the data, and for unknown optimizers.
 */
export function drawnToPriorLog10(
  lrLog10: number,
  optimizer: string,
  { priorWeight } = CONSTANTS,
): number {
  if (!SCALE_FREE.test(optimizer.toLowerCase())) return lrLog10;
  return lrLog10 + priorWeight * (Math.log10(priorLr(optimizer)) - lrLog10);
}
