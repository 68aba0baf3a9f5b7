import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { cosineRestartEnds, cosineRestarts } from "../../../../src/schedule/index.ts";
import {
  applySnapshot,
  averagePredictions,
  averageWeights,
  LearningRateCallback,
  type LearningRateCallbackOptions,
  takeSnapshot,
} from "../../../../src/trainer/tfjs/callbacks/index.ts";

function linearModel(optimizer: tf.Optimizer | string): layers.LayersModel {
  const dense = layers.layers.dense({
    units: 1,
    inputShape: [1],
    kernelInitializer: "ones",
    biasInitializer: "zeros",
  });
  const model = layers.sequential({ layers: [dense] });
  model.compile({ optimizer, loss: "meanSquaredError" });
  return model;
}

const xs = tf.reshape(tf.linspace(0, 1, 16), [16, 1]);

/** Trains 4 steps an epoch; gives the LR that the optimizer had at each update. */
async function lrsOf(
  model: layers.LayersModel,
  options: LearningRateCallbackOptions,
  epochs: number,
): Promise<{ used: number[]; callback: LearningRateCallback }> {
  const used: number[] = [];
  const { optimizer } = model;
  const apply = optimizer.applyGradients.bind(optimizer);
  optimizer.applyGradients = (gradients) => {
    used.push((optimizer as unknown as { learningRate: number }).learningRate);
    apply(gradients);
  };
  const callback = new LearningRateCallback(options);
  await model.fit(xs, tf.zeros([16, 1]), { epochs, batchSize: 4, verbose: 0, callbacks: callback });
  return { used, callback };
}

const lrAt = (at: number) => 0.01 / (at + 1);

it.each(["sgd", "momentum", "adagrad", "adadelta", "rmsprop", "adam", "adamax"])(
  "every step of fit has the schedule's LR: %s",
  async (name) => {
    const optimizer = name === "momentum" ? tf.train.momentum(1, 0.9) : name;
    const { used } = await lrsOf(linearModel(optimizer), { schedule: lrAt, per: "step" }, 2);
    expect(used).toEqual(Array.from({ length: 8 }, (_, step) => lrAt(step)));
  },
);

it("moves plain SGD's weight by the LR of each step", async () => {
  // One batch of x = 1, target 0, no bias: w' = w - lr * 2 w.
  const dense = layers.layers.dense({
    units: 1,
    inputShape: [1],
    useBias: false,
    kernelInitializer: "ones",
  });
  const model = layers.sequential({ layers: [dense] });
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  const rates = [0.1, 0.25, 0.05];
  const callbacks = new LearningRateCallback({
    schedule: (step) => rates[step] as number,
    per: "step",
  });
  await model.fit(tf.ones([1, 1]), tf.zeros([1, 1]), { epochs: 3, verbose: 0, callbacks });
  expect((model.getWeights()[0] as tf.Tensor).dataSync()[0]).toBeCloseTo(0.8 * 0.5 * 0.9, 6);
});

it("meets the same classes as the user's own import", async () => {
  const model = linearModel("sgd");
  const callback = new LearningRateCallback({ schedule: lrAt, per: "epoch", snapshotsAfter: [0] });
  expect(callback).toBeInstanceOf(layers.Callback);
  await model.fit(xs, tf.zeros([16, 1]), { epochs: 1, verbose: 0, callbacks: [callback] });
  const mean = await averagePredictions(model, callback.snapshots, xs);
  expect(mean).toBeInstanceOf(tf.Tensor);
  expect(tf.engine().backendName).toBe("cpu");
});

it("per epoch holds the LR within an epoch, and starts where it is told to", async () => {
  const { used } = await lrsOf(linearModel("adam"), { schedule: lrAt, per: "epoch", start: 3 }, 2);
  expect(used).toEqual([3, 3, 3, 3, 4, 4, 4, 4].map(lrAt));
});

it("keeps the weights of every cycle end, and hands each over", async () => {
  const cycles = { peakLr: 0.1, cycleSteps: 3 };
  const model = linearModel("sgd");
  const handed: number[] = [];
  const { callback } = await lrsOf(
    model,
    {
      schedule: cosineRestarts(cycles),
      per: "step",
      snapshotsAfter: cosineRestartEnds(cycles, 8),
      onSnapshot: async ({ at }) => void handed.push(at),
    },
    2,
  );
  expect(callback.snapshots.map(({ at }) => at)).toEqual([2, 5]);
  expect(handed).toEqual([2, 5]);
  const kernels = callback.snapshots.map(({ weights }) => weights[0]?.values[0] as number);
  expect(kernels[0]).toBeLessThan(1);
  expect(kernels[1]).toBeLessThan(kernels[0] as number);
});

describe("a snapshot ensemble", () => {
  const withKernel = async (kernel: number, bias: number) => {
    const model = linearModel("sgd");
    model.setWeights([tf.tensor2d([[kernel]]), tf.tensor1d([bias])]);
    return takeSnapshot(model, kernel);
  };

  it("averages predictions and leaves the model as it was, without leaking tensors", async () => {
    const model = linearModel("sgd");
    const snapshots = [await withKernel(2, 0), await withKernel(6, 1)];
    const before = tf.memory().numTensors;
    const mean = await averagePredictions(model, snapshots, xs);
    // (2 x + 6 x + 1) / 2
    const expected = Array.from(xs.dataSync(), (x) => 4 * x + 0.5);
    for (const [i, value] of Array.from(mean.dataSync()).entries()) {
      expect(value).toBeCloseTo(expected[i] as number, 5);
    }
    mean.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect((await takeSnapshot(model, 0)).weights[0]?.values).toEqual(Float32Array.of(1));
  });

  it("averages weights", async () => {
    const mean = averageWeights([await withKernel(2, 0), await withKernel(6, 1)]);
    expect(mean.at).toBe(6);
    expect(mean.weights.map(({ values }) => [...values])).toEqual([[4], [0.5]]);
    const model = linearModel("sgd");
    applySnapshot(model, mean);
    expect((await takeSnapshot(model, 0)).weights).toEqual(
      mean.weights.map((w, i) => {
        return { ...w, name: model.weights[i]?.originalName };
      }),
    );
  });

  it("puts the weights back when a copy does not fit", async () => {
    const model = linearModel("sgd");
    const other = layers.sequential({
      layers: [layers.layers.dense({ units: 2, inputShape: [1] })],
    });
    const wrong = await takeSnapshot(other, 0);
    const right = await withKernel(2, 0);
    await expect(averagePredictions(model, [right, wrong], xs)).rejects.toThrow("`snapshot`");
    expect((await takeSnapshot(model, 0)).weights[0]?.values).toEqual(Float32Array.of(1));
    expect(() => averageWeights([right, wrong])).toThrow("`snapshots[0]`");
    expect(() => averageWeights([])).toThrow("`snapshots`");
    await expect(averagePredictions(model, [], xs)).rejects.toThrow("`snapshots`");
  });
});

it.each([
  [{ schedule: 0.1, per: "step" }, "`schedule`"],
  [{ schedule: lrAt, per: "batch" }, "`per`"],
  [{ schedule: lrAt }, "`per`"],
  [{ schedule: lrAt, per: "step", start: -1 }, "`start`"],
  [{ schedule: lrAt, per: "step", snapshotsAfter: [0.5] }, "`snapshotsAfter[0]`"],
])("rejects %j", (options, message) => {
  const bad = options as unknown as LearningRateCallbackOptions;
  expect(() => new LearningRateCallback(bad)).toThrow(message);
});

it("stops a fit whose schedule gives no learning rate", async () => {
  const options = { schedule: () => Number.NaN, per: "step" } as const;
  await expect(lrsOf(linearModel("sgd"), options, 1)).rejects.toThrow("step 0");
});
