// A model, an optimizer, a loss and data of your own, for `lr-finder run --module examples/my-model.mjs`.
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";

export const model = sequential({
  layers: [
    layers.dense({
      inputShape: [2],
      units: 32,
      activation: "tanh",
      kernelInitializer: "glorotUniform",
    }),
    layers.dense({ units: 1 }),
  ],
});

export const optimizer = "rmsprop";
export const loss = "meanSquaredError";
export const batchSize = 64;

// y = sin(3a) + b^2 on a grid: plain arrays will do.
const grid = Array.from({ length: 20 }, (_, i) => i / 10 - 1);
const rows = grid.flatMap((a) => grid.map((b) => [a, b]));
export const data = {
  xs: tf.tensor2d(rows),
  ys: tf.tensor2d(rows.map(([a, b]) => [Math.sin(3 * a) + b * b])),
};
