// Models, optimizers, losses and tensors of TensorFlow.js are taken, of whatever version: that this file
// compiles is the test, here with lr-finder's own version and in `tfjs-versions.built.test.ts` with others.
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { findLearningRate, trainerFromParts } from "lr-finder";
import { drawCurve, findLearningRate as findInPage } from "lr-finder/browser";
import {
  applySnapshot,
  averagePredictions,
  averageWeights,
  LearningRateCallback,
  takeSnapshot,
} from "lr-finder/tfjs";

export async function use(element: HTMLElement) {
  const sequential = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2] })] });
  const whole: tfl.LayersModel = sequential;
  const data = { xs: tf.ones([4, 2]), ys: tf.ones([4, 1]) };
  const loss = (a: tf.Tensor, b: tf.Tensor) => tf.squaredDifference(a, b);
  for (const model of [sequential, whole]) {
    const callback = new LearningRateCallback({ schedule: () => 1, per: "step", model });
    await model.fit(data.xs, data.ys, { epochs: 2, callbacks: callback });
    await model.fit(data.xs, data.ys, { epochs: 2, callbacks: [callback] });
    applySnapshot(model, averageWeights([await takeSnapshot(model, 1)]));
    const mean: tf.Tensor = await averagePredictions(model, callback.snapshots, data.xs);
    mean.dispose();
    const { result } = await findInPage(model, { data, optimizer: tf.train.adam(0.1), loss });
    await findInPage(() => model, { data });
    await findInPage(async () => model, { data });
    await drawCurve(element, result);
    await findLearningRate(
      await trainerFromParts({ model, data, optimizer: tf.train.sgd(1), loss }),
    );
  }
}
