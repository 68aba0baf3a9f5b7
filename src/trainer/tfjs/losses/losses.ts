import * as tf from "../lib/core.ts";
import type { LossName } from "./names.ts";

/** Loss of a batch from targets and predictions; of any shape, its mean is what is minimized. */
export type LossFunction = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

const clip = (tensor: tf.Tensor) => tf.clipByValue(tensor, EPSILON, 1 - EPSILON);
const atLeast = (tensor: tf.Tensor) => tf.maximum(tensor, EPSILON);
const difference = (a: tf.Tensor, b: tf.Tensor) => tf.sub(b, a);

/** max(x, 0) - x y + log(1 + e^-|x|): cross entropy of a logit without overflow. */
const sigmoid: LossFunction = (yTrue, logits) =>
  tf.add(tf.sub(tf.relu(logits), tf.mul(logits, yTrue)), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));

/**
 * Losses with Keras' definitions. `softmaxCrossEntropy` and `sigmoidCrossEntropy` take logits, the
 * other cross entropies take probabilities; `sparseCategoricalCrossentropy` takes class indices.
 */
export const LOSSES: Readonly<Record<LossName, LossFunction>> = {
  softmaxCrossEntropy: (yTrue, logits) => tf.losses.softmaxCrossEntropy(yTrue, logits),
  sigmoidCrossEntropy: sigmoid,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy(yTrue, yPred) {
    const indices = tf.cast(tf.reshape(yTrue, yPred.shape.slice(0, -1)), "int32");
    return categoricalCrossentropy(tf.oneHot(indices, yPred.shape.at(-1) as number), yPred);
  },
  binaryCrossentropy(yTrue, yPred) {
    const probability = clip(yPred);
    return sigmoid(yTrue, tf.log(tf.div(probability, tf.sub(1, probability))));
  },
  meanSquaredError: (yTrue, yPred) => tf.squaredDifference(yPred, yTrue),
  meanAbsoluteError: (yTrue, yPred) => tf.abs(difference(yTrue, yPred)),
  meanAbsolutePercentageError: (yTrue, yPred) =>
    tf.mul(100, tf.abs(tf.div(difference(yTrue, yPred), atLeast(tf.abs(yTrue))))),
  meanSquaredLogarithmicError: (yTrue, yPred) =>
    tf.squaredDifference(tf.log(tf.add(1, atLeast(yPred))), tf.log(tf.add(1, atLeast(yTrue)))),
  /** Quadratic up to an error of 1, linear beyond. */
  huber(yTrue, yPred) {
    const error = tf.abs(difference(yTrue, yPred));
    const quadratic = tf.minimum(error, 1);
    return tf.add(tf.mul(0.5, tf.square(quadratic)), tf.sub(error, quadratic));
  },
  logcosh(yTrue, yPred) {
    const error = difference(yTrue, yPred);
    return tf.sub(tf.add(error, tf.softplus(tf.mul(-2, error))), Math.LN2);
  },
  hinge: (yTrue, yPred) => tf.relu(tf.sub(1, tf.mul(yTrue, yPred))),
  squaredHinge: (yTrue, yPred) => tf.square(tf.relu(tf.sub(1, tf.mul(yTrue, yPred)))),
  categoricalHinge(yTrue, yPred) {
    const right = tf.sum(tf.mul(yTrue, yPred), -1);
    const wrong = tf.max(tf.mul(tf.sub(1, yTrue), yPred), -1);
    return tf.relu(tf.add(1, tf.sub(wrong, right)));
  },
  poisson: (yTrue, yPred) => tf.sub(yPred, tf.mul(yTrue, tf.log(tf.add(EPSILON, yPred)))),
  kullbackLeiblerDivergence(yTrue, yPred) {
    const [p, q] = [tf.clipByValue(yTrue, EPSILON, 1), tf.clipByValue(yPred, EPSILON, 1)];
    return tf.sum(tf.mul(yTrue, tf.log(tf.div(p, q))), -1);
  },
  cosineProximity(yTrue, yPred) {
    const unit = (tensor: tf.Tensor) =>
      tf.div(tensor, tf.sqrt(atLeast(tf.sum(tf.square(tensor), -1, true))));
    return tf.neg(tf.sum(tf.mul(unit(yTrue), unit(yPred)), -1));
  },
};

/**
 * Losses that average over the rows themselves (sum / rows), and those of the rows. All others of
 * {@link LOSSES} have the rows as their first axis.
 */
export const ROW_LOSSES: ReadonlyMap<LossFunction, LossFunction> = new Map([
  [
    LOSSES.softmaxCrossEntropy,
    (yTrue, logits) =>
      tf.losses.softmaxCrossEntropy(yTrue, logits, undefined, 0, tf.Reduction.NONE),
  ],
]);

/** Keras' fuzz factor: keeps logarithms and divisions away from 0. */
export const EPSILON = 1e-7;

/**
 * L = -sum y log c over the classes, with c = q clipped to [epsilon, 1 - epsilon], q = p / s and
 * s = sum p: the probabilities `yPred` are first made to sum to 1, as in Keras.
 *
 * Its gradient is written out, because the chained one takes three times as many operations on
 * tensors so small that each costs what starting it costs:
 * dL/dq = -y / c where c = q, else 0; dL/dp = (dL/dq - sum q dL/dq) / s.
 * Only `yPred` has one: targets are data.
 */
export function categoricalCrossentropy(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [p, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const s = tf.sum(p, -1, true);
    const q = tf.div(p, s);
    const c = tf.clipByValue(q, EPSILON, 1 - EPSILON);
    save([yTrue, s, q, c]);
    const value = tf.neg(tf.sum(tf.mul(yTrue, tf.log(c)), -1));
    return { value, gradFunc: gradient };
  });
  return op(yPred);
}

function gradient(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor {
  const [yTrue, s, q, c] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const inside = tf.cast(tf.equal(c, q), "float32");
  const dq = tf.mul(tf.div(yTrue, c), tf.mul(inside, tf.neg(tf.expandDims(dy, -1))));
  return tf.div(tf.sub(dq, tf.sum(tf.mul(dq, q), -1, true)), s);
}
