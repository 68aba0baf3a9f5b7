import * as tf from "../lib/core.ts";

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
