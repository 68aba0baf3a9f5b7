// What a sweep costs over a bare `optimizer.minimize` loop of the same steps that also reads each
// loss: same engine, same process, same model shape and data, in turn. The bare loop sets the LR
// and makes its batch tensors too.
// Run: npm run build && npm run bench:sweep [-- --quick] [--check] [-- --engine NAME]
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { batchSource, datasetFromArrays } from "../../../dist/dataset/index.js";
import { runSweep } from "../../../dist/sweep/index.js";
import { createTfjsTrainer } from "../../../dist/trainer/index.js";
import { target } from "../target.mjs";

const args = process.argv.slice(2);
const rounds = args.includes("--quick") ? 2 : 25;
const engine = args.includes("--engine") ? args[args.indexOf("--engine") + 1] : undefined;
const steps = 100;
const batchSize = 64;
const width = 32;

const random = (() => {
  let state = 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
})();
const features = Array.from({ length: 2000 }, () => Array.from({ length: width }, random));
const targets = features.map((row) => (row[0] + row[1] > row[2] + row[3] ? 1 : 0));
const data = datasetFromArrays({ features, targets, task: "classification" });

const trainer = await createTfjsTrainer({
  data,
  model: "mlp:128,128",
  optimizer: "sgd",
  batchSize,
  ...(engine && { engine }),
});

const model = sequential({
  layers: [
    layers.dense({ inputShape: [width], units: 128, activation: "relu" }),
    layers.dense({ units: 128, activation: "relu" }),
    layers.dense({ units: 2 }),
  ],
});
const batches = batchSource(data.dataset, data.split.train, { batchSize, seed: 0 });

function bareLoop() {
  const optimizer = tf.train.sgd(1e-6);
  for (let i = 0; i < steps; i++) {
    optimizer.setLearningRate(1e-6 * 10 ** (i / 50));
    const batch = batches.next();
    const xs = tf.tensor2d(batch.features, [batch.rows, width]);
    const ys = tf.oneHot(tf.tensor1d(batch.targets, "int32"), 2);
    const loss = optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(ys, model.apply(xs, { training: true })),
      true,
    );
    loss.dataSync();
    tf.dispose([loss, xs, ys]);
  }
  optimizer.dispose();
}

const sweep = () =>
  runSweep(trainer, { startLr: 1e-6, endLr: 1e-4, steps, stopRule: { kind: "none" } });

const times = { bare: [], sweep: [] };
for (let round = -3; round < rounds; round++) {
  const order = round % 2 === 0 ? ["bare", "sweep"] : ["sweep", "bare"];
  for (const name of order) {
    const started = performance.now();
    if (name === "bare") bareLoop();
    else await sweep();
    if (round >= 0) times[name].push(performance.now() - started);
  }
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const ratios = times.sweep.map((time, i) => time / times.bare[i]);
console.log(
  `engine ${trainer.info.engine.name}, ${steps} steps of an MLP ${width}-128-128-2, batch ${batchSize}, ${rounds} rounds`,
);
console.log(`bare minimize loop   median ${(median(times.bare) / steps).toFixed(3)} ms a step`);
console.log(`runSweep             median ${(median(times.sweep) / steps).toFixed(3)} ms a step`);
target("runSweep against the bare loop", median(ratios), { atMost: 1.03, unit: "x", digits: 3 });
await trainer.close();
