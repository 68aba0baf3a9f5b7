// A model that is trained in the page, and a search for its learning rate before. README.md says how to
// start it.
import "@tensorflow/tfjs-backend-cpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgl";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { drawCurve, findLearningRate, planSchedule, reportBlob } from "lr-finder/browser";
import { LearningRateCallback } from "lr-finder/tfjs";

// The three .wasm files of @tensorflow/tfjs-backend-wasm, beside this page.
setWasmPaths(new URL("wasm/", document.baseURI).href);
// TensorFlow.js takes the best backend that starts; a model needs it.
await tf.ready();

const epochs = 20;
const element = (id) => document.getElementById(id);
const say = (text) => {
  element("status").textContent = text;
};

// Two rings of points, and which of them a point is on.
const points = Array.from({ length: 640 }, (_, i) => {
  const angle = Math.random() * 2 * Math.PI;
  const radius = (i % 2 === 0 ? 0.5 : 1) + (Math.random() - 0.5) * 0.5;
  return { at: [radius * Math.cos(angle), radius * Math.sin(angle)], ring: [i % 2] };
});
const data = { xs: points.map(({ at }) => at), ys: points.map(({ ring }) => ring) };

const model = sequential({
  layers: [
    layers.dense({ inputShape: [2], units: 24, activation: "relu" }),
    layers.dense({ units: 24, activation: "relu" }),
    layers.dense({ units: 1, activation: "sigmoid" }),
  ],
});
model.compile({ optimizer: tf.train.adam(), loss: "binaryCrossentropy", metrics: ["accuracy"] });

let result;
let stop;

element("controls").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { engine, budget } = Object.fromEntries(new FormData(event.target));
  stop = new AbortController();
  enable({ stop: true });
  const bar = element("progress");
  try {
    let steps = 0;
    const found = await findLearningRate(model, {
      data,
      budget,
      ...(engine && { engine }),
      horizon: { epochs },
      name: "two rings",
      signal: stop.signal,
      onStart({ info, search }) {
        bar.max = search.steps.search;
        say(`Training on ${info.engine.name}: ${info.engine.why}.`);
      },
      onEvent({ type }) {
        if (type === "step" || type === "trial-step") bar.value = ++steps;
      },
    });
    result = found.result;
    bar.value = bar.max;
    say(found.failure ? `It failed: ${found.failure.message}` : answerOf(result));
    await drawCurve(element("curve"), result);
  } catch (error) {
    say(error.message);
  } finally {
    enable({ find: true, train: result?.plan != null, report: result !== undefined });
  }
});

element("stop").addEventListener("click", () => stop?.abort());

element("train").addEventListener("click", async () => {
  enable({});
  const rate = new LearningRateCallback({ schedule: planSchedule(result.plan.schedule), per: "step" });
  const [xs, ys] = [tf.tensor2d(data.xs), tf.tensor2d(data.ys)];
  const progress = {
    onEpochEnd: (epoch, { loss, acc }) =>
      say(`Epoch ${epoch + 1} of ${epochs}: loss ${loss.toFixed(4)}, accuracy ${(100 * acc).toFixed(1)} %`),
  };
  await model.fit(xs, ys, { epochs, batchSize: 32, callbacks: [rate, progress], verbose: 0 });
  tf.dispose([xs, ys]);
  enable({ find: true, train: true, report: true });
});

element("report").addEventListener("click", async () => {
  const address = URL.createObjectURL(await reportBlob(result));
  window.open(address, "_blank");
});

function answerOf({ status, suggestion, plan, cost }) {
  if (status === "none") return `No learning rate: ${suggestion.reasons[0].message}`;
  const [low, high] = suggestion.range.map((lr) => Number(lr.toPrecision(2)));
  return `Train with ${plan.initialLr} (${low} to ${high} will do; confidence ${suggestion.confidence}) on a ${plan.schedule.kind} schedule over ${plan.schedule.totalSteps} steps. It took ${cost.trainSteps} steps and ${cost.seconds.toFixed(1)} s; the model is as it was.`;
}

/** Buttons that can be used now. */
function enable(which) {
  for (const id of ["find", "stop", "train", "report"]) element(id).disabled = which[id] !== true;
}
