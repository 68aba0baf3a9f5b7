import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as data from "@tensorflow/tfjs-data";
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
  epochs: number | Pick<layers.ModelFitArgs, "epochs" | "initialEpoch">[],
): Promise<{ used: number[]; callback: LearningRateCallback }> {
  const used: number[] = [];
  const { optimizer } = model;
  const apply = optimizer.applyGradients.bind(optimizer);
  optimizer.applyGradients = (gradients) => {
    used.push((optimizer as unknown as { learningRate: number }).learningRate);
    apply(gradients);
  };
  const callback = new LearningRateCallback(options);
  for (const fit of typeof epochs === "number" ? [{ epochs }] : epochs) {
    const ys = tf.zeros([16, 1]);
    await model.fit(xs, ys, { ...fit, batchSize: 4, verbose: 0, callbacks: callback });
  }
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

const FOUR = [0, 1, 2, 3];
const epochOf = (epoch: number) => FOUR.map(() => epoch);
const stepsOf = (epoch: number) => FOUR.map((step) => 4 * epoch + step);

it.each<
  [
    string,
    Omit<LearningRateCallbackOptions, "schedule">,
    Pick<layers.ModelFitArgs, "epochs" | "initialEpoch">[],
    number[],
  ]
>([
  [
    "epochs of `initialEpoch`",
    { per: "epoch" },
    [{ epochs: 4, initialEpoch: 2 }],
    [2, 3].flatMap(epochOf),
  ],
  [
    "steps of `initialEpoch`",
    { per: "step" },
    [{ epochs: 4, initialEpoch: 2 }],
    [2, 3].flatMap(stepsOf),
  ],
  ["fits in a row", { per: "epoch" }, [{ epochs: 1 }, { epochs: 2 }], [0, 1, 2].flatMap(epochOf)],
  [
    "steps of fits in a row",
    { per: "step" },
    [{ epochs: 1 }, { epochs: 2 }],
    [0, 1, 2].flatMap(stepsOf),
  ],
  [
    "fits in a row with `initialEpoch`, as Keras wants it",
    { per: "epoch" },
    [{ epochs: 1 }, { epochs: 2, initialEpoch: 1 }, { epochs: 6, initialEpoch: 5 }],
    [0, 1, 5].flatMap(epochOf),
  ],
  ["`start`, which wins", { per: "epoch", start: 7 }, [{ epochs: 3, initialEpoch: 2 }], epochOf(7)],
])("counts on: %s", async (_, options, fits, expected) => {
  const { used } = await lrsOf(linearModel("adam"), { schedule: lrAt, ...options }, fits);
  expect(used).toEqual(expected.map(lrAt));
});

it("says that `start` is missing where an epoch has nobody knows how many steps", async () => {
  const batch = () => ({ xs: tf.ones([4, 1]), ys: tf.zeros([4, 1]) });
  const endless = data.generator(function* () {
    for (;;) yield batch();
  });
  const train = (callback: LearningRateCallback, batchesPerEpoch?: number) =>
    linearModel("sgd").fitDataset(
      batchesPerEpoch
        ? endless
        : data
            .array([1, 2, 3])
            .map(batch)
            .filter(() => true),
      {
        epochs: 3,
        initialEpoch: 2,
        verbose: 0,
        ...(batchesPerEpoch && { batchesPerEpoch }),
        callbacks: [callback as layers.CustomCallbackArgs],
      },
    );
  const asked: number[] = [];
  const schedule = (at: number) => {
    asked.push(at);
    return 0.01;
  };
  await expect(train(new LearningRateCallback({ schedule, per: "step" }))).rejects.toThrow(
    /^`start` is missing/,
  );
  await train(new LearningRateCallback({ schedule, per: "step" }), 5);
  await train(new LearningRateCallback({ schedule, per: "step", start: 6 }));
  expect(asked).toEqual([10, 11, 12, 13, 14, 6, 7, 8]);
});

describe("two fits at once", () => {
  const ys = tf.zeros([16, 1]);
  const both = (models: layers.LayersModel[], callbacks: LearningRateCallback) =>
    Promise.allSettled(
      models.map((model) => model.fit(xs, ys, { epochs: 2, verbose: 0, callbacks })),
    );
  const functional = () => {
    const inputs = layers.input({ shape: [1] });
    const outputs = layers.layers.dense({ units: 1 }).apply(inputs) as layers.SymbolicTensor;
    const model = layers.model({ inputs, outputs });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    return model;
  };

  it.each([
    ["Sequentials", () => linearModel("sgd")],
    ["functional models", functional],
  ])("of %s need a callback each", async (_, make) => {
    const callback = new LearningRateCallback({ schedule: lrAt, per: "step" });
    const ended = await both([make(), make()], callback);
    expect(ended.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(ended[1]).toMatchObject({
      reason: { name: "InputError", code: "callback-busy", data: { option: "callbacks" } },
    });
    // One after the other it may be used, also after one that failed.
    await expect(make().fit(xs, tf.zeros([3, 1]), { callbacks: callback })).rejects.toThrow();
    await make().fit(xs, ys, { verbose: 0, callbacks: callback });
  });
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
