// Finds the learning rate of a TensorFlow.js model, and trains the model with it and its schedule. Put
// yours in; everything marked (yours) goes.
//
//   node lr_train.mjs
//
// All of @tensorflow/tfjs may be imported in the place of these three, where you have it.
import "@tensorflow/tfjs-backend-cpu";
import { writeFile } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs-core";
import { initializers, layers, sequential } from "@tensorflow/tfjs-layers";
import { findLearningRate, loadPlotly, renderReport, trainerFromParts } from "lr-finder";
import { planSchedule } from "lr-finder/plan";
import { LearningRateCallback } from "lr-finder/tfjs";

// (yours) The model, and how it is trained.
const epochs = 20;
const batchSize = 32;
const start = (seed) => initializers.glorotUniform({ seed });
const model = sequential({
  layers: [
    layers.dense({ inputShape: [2], units: 32, activation: "relu", kernelInitializer: start(1) }),
    layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: start(2) }),
  ],
});
model.compile({ optimizer: tf.train.adam(), loss: "binaryCrossentropy", metrics: ["accuracy"] });

// (yours) Rows to train on, and others to judge by: two half circles that reach into each other.
const training = halfCircles(640);
const heldOut = halfCircles(160);

// Sweeps and probes; the model, its optimizer and the data are afterwards as they were.
const trainer = await trainerFromParts({ model, data: training, heldOut, batchSize });
const { result } = await findLearningRate(trainer, { horizon: { epochs } });
await trainer.close();
await writeFile("lr_report.html", renderReport(result, { plotly: await loadPlotly() }));
console.log("Report: lr_report.html");

if (result.status === "none") {
  console.error(`No learning rate: ${result.suggestion.reason}. The report says more.`);
  process.exit(3);
}
const { suggestion, plan } = result;
console.log(`Learning rate ${suggestion.lr.toPrecision(3)}, ${suggestion.confidence} confidence`);

// The training itself, at the learning rate of the plan's schedule in each step.
await model.fit(training.xs, training.ys, {
  epochs,
  batchSize,
  validationData: [heldOut.xs, heldOut.ys],
  verbose: 0,
  callbacks: [
    new LearningRateCallback({ schedule: planSchedule(plan.schedule), per: "step" }),
    {
      onEpochEnd(epoch, { val_loss, val_acc }) {
        if (epoch % 5 !== 4) return;
        console.log(
          `epoch ${epoch + 1}  held-out loss ${val_loss.toFixed(4)}  accuracy ${val_acc.toFixed(3)}`,
        );
      },
    },
  ],
});

function halfCircles(count) {
  const noise = () => (Math.random() - 0.5) / 2;
  const points = Array.from({ length: count }, (_, i) => {
    const angle = Math.PI * Math.random();
    const [x, y] = [Math.cos(angle) + noise(), Math.sin(angle) + noise()];
    return i % 2 === 0 ? { at: [x, y], half: [0] } : { at: [1 - x, 0.5 - y], half: [1] };
  });
  return {
    xs: tf.tensor2d(points.map(({ at }) => at)),
    ys: tf.tensor2d(points.map(({ half }) => half)),
  };
}
