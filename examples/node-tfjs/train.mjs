// A training loop of one's own in TensorFlow.js. On its own it trains; with
//   npx lr-finder run --trainer "node examples/node-tfjs/train.mjs"
// lr-finder drives it: `serve` is all that was added.
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { initializers, layers, sequential } from "@tensorflow/tfjs-layers";
import { finderSeed, serve } from "lr-finder/client";

const seed = finderSeed() ?? 1;
const batchSize = 32;

// Two rings of points, and which of them a point is on.
const random = seededRandom(seed);
const points = Array.from({ length: 640 }, (_, i) => {
  const angle = random() * 2 * Math.PI;
  const radius = (i % 2 === 0 ? 0.5 : 1) + (random() - 0.5) * 0.4;
  return { at: [radius * Math.cos(angle), radius * Math.sin(angle)], ring: [i % 2] };
});
const heldOut = batchOf(points.slice(512));

const start = (n) => initializers.glorotUniform({ seed: 2 * seed + n });
const model = sequential({
  layers: [
    layers.dense({ inputShape: [2], units: 16, activation: "tanh", kernelInitializer: start(1) }),
    layers.dense({ units: 1, kernelInitializer: start(2) }),
  ],
});
const optimizer = tf.train.adam(0.001);
const lossOf = ({ xs, ys }) => tf.losses.sigmoidCrossEntropy(ys, model.apply(xs));

let position = 0;
function nextBatch() {
  const from = (position * batchSize) % 512;
  position += 1;
  return batchOf(points.slice(from, from + batchSize));
}

function trainOneBatch() {
  const batch = nextBatch();
  const cost = optimizer.minimize(() => lossOf(batch), true);
  const loss = cost.dataSync()[0];
  tf.dispose([cost, batch.xs, batch.ys]);
  return loss;
}

// `snapshot` and `restore` may be left out: lr-finder then starts this file again where it needs the
// beginning.
let saved;
await serve({
  info: { optimizer: "adam", batchSize, stepsPerEpoch: 16, parameterCount: model.countParams() },
  step(lr) {
    optimizer.learningRate = lr;
    return { loss: trainOneBatch(), lr: optimizer.learningRate };
  },
  evaluate: () => tf.tidy(() => lossOf(heldOut).dataSync()[0]),
  async snapshot() {
    const slots = await optimizer.getWeights();
    saved = {
      weights: model.getWeights().map((tensor) => tensor.clone()),
      slots: slots.map(({ name, tensor }) => ({ name, tensor: tensor.clone() })),
      position,
    };
  },
  async restore() {
    model.setWeights(saved.weights);
    await optimizer.setWeights(
      saved.slots.map(({ name, tensor }) => ({ name, tensor: tensor.clone() })),
    );
    position = saved.position;
  },
});

for (let step = 0; step < 160; step++) {
  const loss = trainOneBatch();
  if (step % 40 === 0) console.log(`step ${step}  loss ${loss.toFixed(4)}`);
}
console.log(`held-out loss ${tf.tidy(() => lossOf(heldOut).dataSync()[0]).toFixed(4)}`);

function batchOf(rows) {
  return {
    xs: tf.tensor2d(rows.map(({ at }) => at)),
    ys: tf.tensor2d(rows.map(({ ring }) => ring)),
  };
}

function seededRandom(start) {
  let state = (start % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
