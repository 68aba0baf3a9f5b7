import * as tf from "@tensorflow/tfjs-core";
import { layers, type Sequential, sequential } from "@tensorflow/tfjs-layers";
import { loadBuiltFrom, loadNative } from "./load.ts";
import type { Proof } from "./prove.ts";

// The program that `proveInChild` runs: argument 1 is a build's folder, or absent for the package.

const folder = process.argv[2];
const native =
  folder === undefined ? await loadNative({ origin: "package" }) : loadBuiltFrom(folder);
if (tf.getBackend() !== "tensorflow") throw new Error("the backend did not start");

// y = w x from w = 0 on (1, 2), (2, 4): loss = (2^2 + 4^2) / 2 = 10,
// gradient = 2 (-2 * 1 - 4 * 2) / 2 = -10, so w = 0 + 0.1 * 10 = 1.
const line = sequential({
  layers: [layers.dense({ units: 1, inputShape: [1], useBias: false, kernelInitializer: "zeros" })],
});
const started = performance.now();
const loss = await step(line, tf.tensor2d([[1], [2]]), tf.tensor2d([[2], [4]]));
const elapsedMs = performance.now() - started;
const weight = (line.getWeights()[0] as tf.Tensor).dataSync()[0] as number;

// The kernels of images have paths of their own.
const image = sequential({
  layers: [
    layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1], activation: "relu" }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    layers.dense({ units: 1 }),
  ],
});
const imageLoss = await step(image, tf.ones([2, 8, 8, 1]), tf.ones([2, 1]));
if (!Number.isFinite(imageLoss)) throw new Error(`a convolution gave the loss ${imageLoss}`);

const proof: Proof = {
  libtensorflow: native.libtensorflow,
  node: process.version,
  loss,
  weight,
  elapsedMs,
};
process.stdout.write(`${JSON.stringify(proof)}\n`);

async function step(model: Sequential, x: tf.Tensor, y: tf.Tensor): Promise<number> {
  model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
  const given = await model.trainOnBatch(x, y);
  return Array.isArray(given) ? (given[0] as number) : given;
}
