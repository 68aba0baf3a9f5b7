import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { OPTIMIZER_NAMES } from "../../../../src/contract/optimizers/index.ts";
import type { HostBatch } from "../../../../src/trainer/tfjs/data/host.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { LOSSES } from "../../../../src/trainer/tfjs/losses/losses.ts";
import { isRepeatable } from "../../../../src/trainer/tfjs/native-step/eligible.ts";
import { replayedUpdate } from "../../../../src/trainer/tfjs/native-step/native-step.ts";
import { createOptimizer } from "../../../../src/trainer/tfjs/optimizers/create.ts";
import { lrAccess } from "../../../../src/trainer/tfjs/optimizers/lr.ts";
import { takeSnapshot } from "../../../../src/trainer/tfjs/state/snapshot.ts";
import { makeUpdate } from "../../../../src/trainer/tfjs/train/update.ts";
import { nativeEngine } from "../../../helpers/native-engine.ts";
import { describeWith } from "../../../helpers/needs.ts";
import { buildModel, type ModelCase } from "../kernels/models.ts";
import { batchOf, STEP_MODELS } from "../kernels/step-cases.ts";

const STEPS = 20;
const losses = [LOSSES.categoricalCrossentropy];
const dense: ModelCase = {
  input: [9],
  build: (l) => [
    l.dense({ units: 13, activation: "relu", kernelInitializer: "heNormal" }),
    l.dense({ units: 6, kernelRegularizer: "l1l2" }),
  ],
};
const MODELS: Record<string, ModelCase> = {
  dense,
  ...STEP_MODELS,
  embedding: { input: [6], below: 5, build: (l) => [l.embedding({ inputDim: 5, outputDim: 4 })] },
};

/**
 * Trained op by op all the way: a step of an embedding cannot be repeated as recorded, and a bias
 * before a normalization has a gradient of pure rounding, which Adam blows up to full steps, so that
 * graph and plain step differ.
 */
const STAYS = new Set(["embedding sgd", "embedding adam", "batch norm, layer norm adam"]);

/** A model with its replayed update; `plainSteps` counts those that were not one call. */
function training(model: ModelCase, optimizerName: string) {
  const built = buildModel(model, "sgd");
  const optimizer = createOptimizer(optimizerName);
  const { update: plain } = makeUpdate(built, optimizer, losses);
  const rate = lrAccess(optimizer);
  let plainSteps = 0;
  const { update, dispose } = replayedUpdate(
    (batches) => {
      plainSteps++;
      return plain(batches);
    },
    built,
    optimizer,
    losses,
  );
  return {
    model: built,
    optimizer,
    plainSteps: () => plainSteps,
    step(lr: number, batch: HostBatch): number {
      rate.set(lr);
      return update([batch]);
    },
    weights: () => built.getWeights().map((weight) => Array.from(weight.dataSync())),
    dispose() {
      dispose();
      built.dispose();
      optimizer.dispose();
    },
  };
}

const lrAt = (step: number) => 1e-3 * 1.1 ** step;

describe("isRepeatable", () => {
  beforeAll(() => tf.setBackend("cpu"));
  const model = (build: ModelCase["build"]) => buildModel({ input: [9], build }, "sgd");
  const sgd = () => tf.train.sgd(0.1);

  it("takes layers, losses and optimizers that do the same at every step", () => {
    expect(isRepeatable(model(dense.build), createOptimizer("adamw"), losses)).toBe(true);
  });

  it("leaves randomness and users' own code alone", () => {
    class Own extends tf.SGDOptimizer {}
    class Penalty extends tf.serialization.Serializable {
      static className = "OwnPenalty";
      getConfig = () => ({});
    }
    const plain = model(dense.build);
    expect(
      isRepeatable(
        model((l) => [l.dropout({ rate: 0.5 })]),
        sgd(),
        losses,
      ),
    ).toBe(false);
    expect(isRepeatable(plain, new Own(0.1), losses)).toBe(false);
    expect(isRepeatable(plain, sgd(), [(a, b) => tf.sub(a, b)])).toBe(false);
    const penalized = model((l) => [l.dense({ units: 2 })]);
    Object.assign(penalized.layers[1] as object, { kernelRegularizer: new Penalty() });
    expect(isRepeatable(penalized, sgd(), losses)).toBe(false);
  });
});

describeWith(nativeEngine, "replayedUpdate on the native engine", () => {
  beforeAll(() => startEngine("native"));

  async function run(engine: string, model: ModelCase, optimizer: string) {
    await tf.setBackend(engine);
    const made = training(model, optimizer);
    const batch = batchOf(model, 4);
    const values = Array.from({ length: STEPS }, (_, step) => made.step(lrAt(step), batch));
    const weights = made.weights();
    made.dispose();
    return { values, weights, plainSteps: made.plainSteps() };
  }

  const cases = [
    ...OPTIMIZER_NAMES.map((name) => ["dense", name] as const),
    ...["convolutions", "batch norm, layer norm", "embedding"].flatMap((name) => [
      [name, "sgd"] as const,
      [name, "adam"] as const,
    ]),
  ];
  it.each(cases)("%s with %s trains as plain JS does", async (name, optimizer) => {
    const model = MODELS[name] as ModelCase;
    const expected = await run("cpu", model, optimizer);
    const actual = await run("tensorflow", model, optimizer);
    if (STAYS.has(`${name} ${optimizer}`)) expect(actual.plainSteps).toBe(STEPS);
    // Slots made, two recorded, one compared; all others are one call.
    else expect(actual.plainSteps).toBeLessThanOrEqual(4);
    expect(expected.plainSteps).toBe(STEPS);
    actual.values.forEach((loss, step) => {
      const other = expected.values[step] as number;
      expect(Math.abs(loss - other) / Math.abs(other)).toBeLessThan(1e-5);
    });
  });

  it("snapshots and restores bit for bit, before its first step and in its midst", async () => {
    await tf.setBackend("tensorflow");
    const { step, model, optimizer, weights, dispose } = training(dense, "adam");
    const source = { getPosition: () => 0, setPosition: () => {} } as never;
    const stream = { getState: () => 0, setState: () => {} } as never;
    const batch = batchOf(dense, 4);
    const steps = () => Array.from({ length: 8 }, (_, i) => step(lrAt(i), batch));
    const fresh = takeSnapshot({ model, optimizer, source, stream });
    const before = weights();
    steps();
    fresh.restore();
    expect(weights()).toEqual(before);
    const first = steps();
    fresh.restore();
    expect(steps()).toEqual(first);
    const middle = takeSnapshot({ model, optimizer, source, stream });
    const then = weights();
    const second = steps();
    middle.restore();
    expect(weights()).toEqual(then);
    expect(steps()).toEqual(second);
    fresh.dispose();
    middle.dispose();
    dispose();
  });

  it("keeps neither tensors nor data, and frees all at the end", async () => {
    await tf.setBackend("tensorflow");
    const start = tf.memory();
    const made = training(dense, "adam");
    const batch = batchOf(dense, 4);
    for (let i = 0; i < 6; i++) made.step(lrAt(i), batch);
    const before = tf.memory();
    for (let i = 0; i < 50; i++) made.step(lrAt(i % 20), batch);
    const after = tf.memory();
    expect([after.numTensors, after.numDataBuffers]).toEqual([
      before.numTensors,
      before.numDataBuffers,
    ]);
    made.dispose();
    expect(tf.memory().numDataBuffers).toBe(start.numDataBuffers);
  });

  it("does a batch of another size as before, and goes on", async () => {
    await tf.setBackend("tensorflow");
    const made = training(dense, "momentum");
    const batch = batchOf(dense, 4);
    for (let i = 0; i < 6; i++) made.step(lrAt(i), batch);
    const plain = made.plainSteps();
    made.step(0.01, batchOf(dense, 3));
    expect(made.plainSteps()).toBe(plain + 1);
    made.step(0.01, batch);
    expect(made.plainSteps()).toBe(plain + 1);
    expect(made.optimizer.iterations).toBe(8);
    made.dispose();
  });

  it("hands on values that are not finite, which end a sweep", async () => {
    await tf.setBackend("tensorflow");
    const made = training(dense, "sgd");
    const batch = batchOf(dense, 4);
    for (let i = 0; i < 6; i++) made.step(lrAt(i), batch);
    const plain = made.plainSteps();
    const given = batch.xs[0] as HostBatch["xs"][number];
    const broken = given.values.slice();
    broken[0] = Number.NaN;
    expect(made.step(0.01, { ...batch, xs: [{ ...given, values: broken }] })).toBeNaN();
    expect(made.weights()[0]?.some(Number.isNaN)).toBe(true);
    expect(made.plainSteps()).toBe(plain);
    made.dispose();
  });
});
