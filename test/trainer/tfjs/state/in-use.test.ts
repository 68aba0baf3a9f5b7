import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import {
  model as functional,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, test } from "vitest";
import {
  climbLadder,
  findLearningRate,
  InputError,
  runSweep,
  type Trainer,
  trainerFromParts,
  verifyResult,
} from "../../../../src/index.ts";
import { createSyntheticTrainer } from "../../../../src/trainer/index.ts";

const xs = Array.from({ length: 64 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const ys = xs.map(([a = 0, b = 0]) => [a * b]);
const QUICK = { budget: "quick", sweep: { steps: 20 } } as const;
const BUSY = { code: "model-busy", data: { option: "model" } };

function compiled<Model extends LayersModel>(made: Model): Model {
  made.compile({ optimizer: tf.train.sgd(0.01), loss: "meanSquaredError" });
  return made;
}

const MODELS = {
  sequential: () =>
    compiled(sequential({ layers: [layers.dense({ inputShape: [2], units: 1 })] })) as LayersModel,
  functional: () => {
    const inputs = input({ shape: [2] });
    const outputs = layers.dense({ units: 1 }).apply(inputs) as SymbolicTensor;
    return compiled(functional({ inputs, outputs }));
  },
};

const make = (model: LayersModel) =>
  trainerFromParts({ model, data: { xs, ys } }, { engine: "cpu" });
const weightsOf = (model: LayersModel) => model.getWeights().map((each) => [...each.dataSync()]);

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe.each(Object.entries(MODELS))("a %s model", (_name, build) => {
  test("that `fit` trains is refused, when the trainer is made and when it is used", async () => {
    const model = build();
    const trainer = await make(model);
    const fit = model.fit(tf.tensor(xs), tf.tensor(ys), { epochs: 3, verbose: 0 });
    await expect(findLearningRate(trainer, QUICK)).rejects.toMatchObject(BUSY);
    await expect(runSweep(trainer)).rejects.toMatchObject(BUSY);
    await expect(make(model)).rejects.toMatchObject(BUSY);
    expect((await fit).history.loss).toHaveLength(3);
    expect((await findLearningRate(trainer, QUICK)).failure).toBeNull();
    await trainer.close();
  });

  test("that is searched with is refused to `fit`, which may begin afterwards", async () => {
    const model = build();
    const trainer = await make(model);
    const before = weightsOf(model);
    const search = findLearningRate(trainer, QUICK);
    await expect(model.fit(tf.tensor(xs), tf.tensor(ys), { verbose: 0 })).rejects.toThrow(/fit/);
    expect((await search).failure).toBeNull();
    expect(weightsOf(model)).toEqual(before);
    await model.fit(tf.tensor(xs), tf.tensor(ys), { verbose: 0 });
    await trainer.close();
  });

  test("is searched with by one trainer at a time, and is as it was", async () => {
    const model = build();
    const [one, other] = [await make(model), await make(model)];
    const before = weightsOf(model);
    const both = await Promise.allSettled(
      [one, other].map((each) => findLearningRate(each, QUICK)),
    );
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(both[1]).toMatchObject({ reason: BUSY });
    expect(weightsOf(model)).toEqual(before);
    await Promise.all([one.close(), other.close()]);
  });
});

test("models that share weights, or an optimizer, are one", async () => {
  const shared = layers.dense({ units: 1 });
  const over = () => {
    const inputs = input({ shape: [2] });
    return compiled(functional({ inputs, outputs: shared.apply(inputs) as SymbolicTensor }));
  };
  const [one, other] = [await make(over()), await make(over())];
  const search = findLearningRate(one, QUICK);
  await expect(findLearningRate(other, QUICK)).rejects.toMatchObject(BUSY);
  await search;
  const optimizer = tf.train.adam(0.01);
  const withIt = async () =>
    trainerFromParts(
      { model: MODELS.functional(), optimizer, data: { xs, ys } },
      { engine: "cpu" },
    );
  const [first, second] = [await withIt(), await withIt()];
  const searching = findLearningRate(first, QUICK);
  await expect(findLearningRate(second, QUICK)).rejects.toThrow(/^`optimizer` is being trained/);
  await searching;
});

describe.each<[string, () => Trainer | Promise<Trainer>]>([
  ["TensorFlow.js", () => make(MODELS.sequential())],
  ["plain arithmetic", () => createSyntheticTrainer("bowl")],
])("a trainer of %s", (_name, build) => {
  const uses: [string, (trainer: Trainer) => Promise<unknown>][] = [
    ["findLearningRate", (trainer) => findLearningRate(trainer, QUICK)],
    ["climbLadder", (trainer) => climbLadder(trainer, { steps: 10 })],
    ["runSweep", (trainer) => runSweep(trainer, { steps: 20 })],
    [
      "verifyResult",
      async (trainer) => {
        const { result } = await findLearningRate(createSyntheticTrainer("bowl"), {
          ...QUICK,
          horizon: { totalSteps: 100 },
        });
        expect(result.plan).not.toBeNull();
        return verifyResult(trainer, result, { steps: 10 });
      },
    ],
  ];

  test.each(uses)("does %s once at a time", async (_use, use) => {
    const trainer = await build();
    const first = runSweep(trainer, { steps: 200 });
    await expect(use(trainer)).rejects.toThrow(InputError);
    await expect(use(trainer)).rejects.toMatchObject({ code: "trainer-busy" });
    await first;
    await use(trainer);
    await trainer.close();
  });

  test.each(uses)("does no %s once it is closed", async (_use, use) => {
    const trainer = await build();
    await trainer.close();
    await expect(use(trainer)).rejects.toThrow(/^`trainer` is closed/);
  });
});

test("a trainer that is closed in the middle of a search leaves the model as it was", async () => {
  const model = MODELS.sequential();
  const before = weightsOf(model);
  const trainer = await make(model);
  const { failure } = await findLearningRate(trainer, {
    ...QUICK,
    onEvent: ({ type }) => {
      if (type === "step") void trainer.close();
    },
  });
  expect(failure).toMatchObject({ code: expect.stringMatching(/closed|trainer-failed|step/) });
  expect(weightsOf(model)).toEqual(before);
});
