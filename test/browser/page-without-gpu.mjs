// What the tests run in their page, they run through `window.page`.
import "@tensorflow/tfjs-backend-cpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgl";
import * as tf from "@tensorflow/tfjs-core";
import * as data from "@tensorflow/tfjs-data";
import * as tfl from "@tensorflow/tfjs-layers";
import * as finder from "lr-finder/browser";
import { rows } from "./rows.ts";

setWasmPaths(new URL("./", location.href).href);

/** A model with all that a step changes: weights, moving statistics, slots and counters, random numbers. */
function makeModel(optimizer = tf.train.adam(0.01)) {
  const seeded = (seed) => ({ kernelInitializer: tfl.initializers.heNormal({ seed }) });
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({ units: 24, activation: "relu", inputShape: [4], ...seeded(1) }),
      tfl.layers.batchNormalization(),
      tfl.layers.dropout({ rate: 0.1 }),
      tfl.layers.dense({ units: 3, activation: "softmax", ...seeded(2) }),
    ],
  });
  model.compile({ optimizer, loss: "sparseCategoricalCrossentropy" });
  return model;
}

/** All that a search has to put back, as plain numbers. */
async function stateOf(model) {
  const weights = await Promise.all(model.getWeights().map((w) => w.data()));
  const slots = await model.optimizer.getWeights();
  const kept = await Promise.all(slots.map(({ tensor }) => tensor.data()));
  const { learningRate, iterations_, accBeta1, accBeta2 } = model.optimizer;
  const powers = [accBeta1, accBeta2].map((power) => power?.dataSync()[0]);
  return JSON.stringify([weights, kept, learningRate, iterations_, powers].map(plain));
}

function plain(value) {
  return ArrayBuffer.isView(value) ? [...value] : Array.isArray(value) ? value.map(plain) : value;
}

/**
 * A search that follows some training of the page's own, and what is left of it.
 *
 * @param own the page's backend
 * @param fit whether the page has trained the model before
 * @param stream whether the rows come as a dataset of batches
 * @param stopAfter events after which the search is stopped
 */
async function run(options, { own = "cpu", fit = true, stream = false, stopAfter } = {}) {
  await tf.setBackend(own);
  const model = makeModel();
  const { xs, ys } = rows();
  const [x, y] = [tf.tensor2d(xs), tf.tensor1d(ys, "float32")];
  if (fit) await model.fit(x, y, { epochs: 1, verbose: 0 });
  const batches = () => data.zip({ xs: data.array(xs), ys: data.array(ys) }).batch(32);
  const stop = new AbortController();
  const before = await stateOf(model);
  const random = Math.random;
  const tensors = tf.memory().numTensors;
  const events = [];
  let most;
  const { result, failure } = await finder.findLearningRate(model, {
    data: stream ? batches() : { xs, ys },
    signal: stop.signal,
    onStart: ({ search }) => {
      most = search.steps.search;
    },
    onEvent: (event) => {
      events.push(event.type);
      if (events.length === stopAfter) stop.abort();
    },
    ...options,
  });
  const left = tf.memory().numTensors - tensors;
  const after = await stateOf(model);
  window.last = result;
  return {
    result,
    failure: failure?.message ?? null,
    events,
    most,
    isPutBack: after === before && Math.random === random,
    left,
    backend: tf.getBackend(),
  };
}

export const page = { tf, tfl, data, finder, rows, makeModel, run };
window.page = page;
