// Child process of the benches: one engine, trained by lr-finder's own update.
// Arguments: engine ("stock wasm", "wasm", "cpu", "native") and the folder of the compiled package.
// Reads `<model>[:<batch>] <steps>` lines; answers each with the milliseconds of the steps. `memory` as a model
// trains the dense one and answers with tensors and bytes before and after; `limit` answers with rates.
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { layers as l, sequential } from "@tensorflow/tfjs-layers";
import { arithmeticMeter } from "./limit.mjs";

const [engine, dist] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(resolve(dist, "trainer/tfjs", file)).href);
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const { startEngine } = await load("engines/backends.js");
const { LOSSES } = await load("losses/losses.js");
const { makeUpdate } = await load("train/update.js");
const { replayedUpdate } = await load("native-step/native-step.js");
const { repeatedKernels } = await load("wasm-step/wasm-step.js");
const relu = "relu";
const LAYERS = {
  dense: () => [
    l.dense({ inputShape: [784], units: 256, activation: relu }),
    l.dense({ units: 128, activation: relu }),
    l.dense({ units: 10, activation: "softmax" }),
  ],
  cnn: () => [
    l.conv2d({
      inputShape: [28, 28, 1],
      filters: 16,
      kernelSize: 3,
      padding: "same",
      activation: relu,
    }),
    l.maxPooling2d({ poolSize: 2 }),
    l.conv2d({ filters: 32, kernelSize: 3, padding: "same", activation: relu }),
    l.maxPooling2d({ poolSize: 2 }),
    l.flatten(),
    l.dense({ units: 10, activation: "softmax" }),
  ],
};

try {
  const version = await startEngine(engine === "stock wasm" ? "wasm" : engine);
  if (engine === "stock wasm") (await load("kernels/index.js")).unregisterWasmTrainingKernels();
  say({ version });
} catch (error) {
  say({ failed: error.message });
  process.exit();
}

const meter = await arithmeticMeter(dist);
const made = {};
for await (const line of createInterface({ input: process.stdin })) {
  const [name, steps] = line.split(" ");
  try {
    if (name === "memory") say(memory(Number(steps)));
    else say(name === "limit" ? meter(Number(steps)) : train(name, Number(steps)));
  } catch (error) {
    say({ failed: error.message.split("\n")[0] });
  }
}

function train(name, steps) {
  made[name] ??= trainer(name);
  const times = [];
  for (let step = 0; step < steps; step++) {
    const started = performance.now();
    made[name]();
    times.push(performance.now() - started);
  }
  return times;
}

/** Tensors and bytes after a few steps and after all of them. */
function memory(steps) {
  train("dense", 20);
  globalThis.gc?.();
  const before = now();
  train("dense", steps);
  globalThis.gc?.();
  return { before, after: now() };
}

function now() {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, tensorBytes: numBytes, residentBytes: process.memoryUsage.rss() };
}

function trainer(name) {
  const [kind, given] = name.split(":");
  const rows = Number(given ?? 64);
  const model = sequential({ layers: LAYERS[kind]() });
  const optimizer = tf.train.sgd(0.01);
  const losses = [LOSSES.categoricalCrossentropy];
  const { update: plain } = makeUpdate(model, optimizer, losses);
  const repeated = engine === "wasm" ? repeatedKernels : replayedUpdate;
  const { update } = repeated(plain, model, optimizer, losses);
  // Rows go to the engine anew at every step, as in a sweep.
  const size = rows * tf.util.sizeFromShape(model.inputs[0].shape.slice(1));
  const xs = tf.tidy(() => tf.randomNormal([size], 0, 1, "float32", 1).dataSync());
  const ys = new Float32Array(rows * 10);
  for (let at = 0; at < rows; at++) ys[at * 10 + (at % 10)] = 1;
  const host = (values, shape) => ({ values, shape: [rows, ...shape], dtype: "float32" });
  const batch = {
    xs: [host(xs, model.inputs[0].shape.slice(1))],
    ys: [host(ys, [10])],
    rows,
  };
  // Another rate at every step, as in a sweep.
  let step = 0;
  return () => {
    optimizer.setLearningRate(0.01 + 1e-6 * (step++ % 100));
    update([batch]);
  };
}
