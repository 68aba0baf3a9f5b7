// What lr-finder trains: a model, an optimizer, a loss and data of your own in TensorFlow.js. Put yours in;
// everything marked (yours) goes.
//
//   npx lr-finder run --module lr_module.mjs --epochs 20
//
// All of @tensorflow/tfjs may be imported in the place of these two, where you have it.
import * as tf from "@tensorflow/tfjs-core";
import { initializers, layers, sequential } from "@tensorflow/tfjs-layers";

// (yours) The model. A function is called again for fresh weights; `seed` tells them apart.
export function model({ seed }) {
  const start = (n) => initializers.glorotUniform({ seed: 10 * seed + n });
  return sequential({
    layers: [
      layers.dense({ inputShape: [2], units: 32, activation: "relu", kernelInitializer: start(1) }),
      layers.dense({ units: 2, activation: "softmax", kernelInitializer: start(2) }),
    ],
  });
}

// (yours) A name, or a tf.Optimizer; a name, or a function (yTrue, yPred) => tensor.
export const optimizer = "adam";
export const loss = "sparseCategoricalCrossentropy";
export const batchSize = 32;

// (yours) Rows: tensors, arrays, or a tf.data dataset of whole batches, `.batch(32)`. A fifth is held out.
export function data() {
  // Two half circles that reach into each other, and which of them a point is on.
  const points = Array.from({ length: 800 }, (_, i) => {
    const angle = Math.PI * Math.random();
    const noise = () => (Math.random() - 0.5) / 2;
    const [x, y] = [Math.cos(angle) + noise(), Math.sin(angle) + noise()];
    return i % 2 === 0 ? { at: [x, y], half: 0 } : { at: [1 - x, 0.5 - y], half: 1 };
  });
  return {
    xs: tf.tensor2d(points.map(({ at }) => at)),
    ys: tf.tensor1d(points.map(({ half }) => half)),
  };
}
