import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { categoricalCrossentropy, EPSILON } from "../../../../src/trainer/tfjs/losses/losses.ts";

/** The definition, whose gradient tfjs chains together. */
function chained(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  const q = tf.clipByValue(tf.div(yPred, tf.sum(yPred, -1, true)), EPSILON, 1 - EPSILON);
  return tf.neg(tf.sum(tf.mul(yTrue, tf.log(q)), -1));
}

it.each([
  [
    "probabilities",
    [
      [0.2, 0.5, 0.3],
      [0.1, 0.1, 0.8],
    ],
  ],
  [
    "rows that do not sum to 1",
    [
      [2, 5, 1],
      [0.1, 0.4, 0.1],
    ],
  ],
  [
    "values at both ends of the clip",
    [
      [0, 1, 0],
      [1e-9, 0.5, 0.5],
    ],
  ],
])("loss and gradient are those of the definition: %s", async (_name, rows) => {
  await tf.setBackend("cpu");
  const y = tf.tensor2d([
    [0, 1, 0],
    [0.5, 0.25, 0.25],
  ]);
  const weights = tf.tensor1d([1, -3]);
  const total = (loss: typeof chained) =>
    tf.valueAndGrad((p: tf.Tensor) => tf.sum(tf.mul(loss(y, p), weights)))(tf.tensor2d(rows));
  const [ours, theirs] = [total(categoricalCrossentropy), total(chained)];
  expect(ours.value.dataSync()[0]).toBe(theirs.value.dataSync()[0]);
  const expected = Array.from(theirs.grad.dataSync());
  expect(expected.some((value) => value !== 0)).toBe(true);
  Array.from(ours.grad.dataSync()).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, 5);
  });
});
