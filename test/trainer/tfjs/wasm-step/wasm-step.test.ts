import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { OPTIMIZER_NAMES } from "../../../../src/contract/optimizers/index.ts";
import { random } from "../../../../src/core/random.ts";
import type { HostBatch, TensorBatchSource } from "../../../../src/trainer/tfjs/data/host.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { unregisterWasmTrainingKernels } from "../../../../src/trainer/tfjs/kernels/index.ts";
import { LOSSES } from "../../../../src/trainer/tfjs/losses/losses.ts";
import { createOptimizer } from "../../../../src/trainer/tfjs/optimizers/create.ts";
import { lrAccess } from "../../../../src/trainer/tfjs/optimizers/lr.ts";
import { takeSnapshot } from "../../../../src/trainer/tfjs/state/snapshot.ts";
import { makeUpdate } from "../../../../src/trainer/tfjs/train/update.ts";
import { repeatedKernels } from "../../../../src/trainer/tfjs/wasm-step/wasm-step.ts";
import { buildModel, type ModelCase } from "../kernels/models.ts";
import { batchOf, STEP_MODELS } from "../kernels/step-cases.ts";

beforeAll(() => startEngine("wasm"));
afterAll(unregisterWasmTrainingKernels);

const STEPS = 14;
const losses = [LOSSES.categoricalCrossentropy];
const MODELS: Record<string, ModelCase> = {
  dense: {
    input: [9],
    build: (l) => [
      l.dense({ units: 13, activation: "relu" }),
      l.dense({ units: 6, kernelRegularizer: "l1l2" }),
    ],
  },
  ...STEP_MODELS,
};

const lrAt = (step: number) => 1e-3 * 1.3 ** step;

/** A training, with its steps by the plain update or by repeated kernels; `plainSteps` counts the former. */
function training(model: ModelCase, optimizerName: string, repeats: boolean) {
  const built = buildModel(model, "sgd");
  const optimizer = createOptimizer(optimizerName);
  const { update: plain } = makeUpdate(built, optimizer, losses);
  const rate = lrAccess(optimizer);
  let plainSteps = 0;
  const counted = (batches: readonly HostBatch[]) => {
    plainSteps++;
    return plain(batches);
  };
  const { update, dispose } = repeats
    ? repeatedKernels(counted, built, optimizer, losses)
    : { update: counted, dispose() {} };
  return {
    model: built,
    optimizer,
    plainSteps: () => plainSteps,
    step(lr: number, ...batches: HostBatch[]): number {
      rate.set(lr);
      return update(batches);
    },
    weights: () => built.getWeights().map((weight) => weight.dataSync().slice()),
    dispose() {
      dispose();
      built.dispose();
      optimizer.dispose();
    },
  };
}

const CASES = [
  ...OPTIMIZER_NAMES.map((optimizer) => ["dense", optimizer] as const),
  ["convolutions", "adam"] as const,
  ["batch norm, layer norm", "adam"] as const,
];

it.each(CASES)("comes to the same bits in fewer plain steps: %s, %s", (name, optimizer) => {
  const model = MODELS[name] as ModelCase;
  const run = (repeats: boolean) => {
    const made = training(model, optimizer, repeats);
    const values = Array.from({ length: STEPS }, (_, step) =>
      made.step(lrAt(step), batchOf(model, 5, 100 + step)),
    );
    const result = { values, weights: made.weights(), plainSteps: made.plainSteps() };
    made.dispose();
    return result;
  };
  const expected = run(false);
  const actual = run(true);
  expect(actual.values).toEqual(expected.values);
  expect(actual.weights).toEqual(expected.weights);
  expect(actual.plainSteps).toBeLessThan(STEPS - 6);
});

it("leaves no tensor and no data behind", () => {
  const model = MODELS.convolutions as ModelCase;
  const made = training(model, "adam", true);
  const batch = () => batchOf(model, 5, 7);
  for (let step = 0; step < STEPS; step++) made.step(lrAt(step), batch());
  const plain = made.plainSteps();
  const backend = tf.backend() as tf.KernelBackend & { numDataIds(): number };
  const before = { ...tf.memory(), ids: backend.numDataIds() };
  for (let step = 0; step < 20; step++) made.step(lrAt(step), batch());
  expect(made.plainSteps()).toBe(plain);
  expect({ ...tf.memory(), ids: backend.numDataIds() }).toEqual(before);
  made.dispose();
});

it("goes on after other steps in between, and after a restore to before its start", () => {
  const model = MODELS.dense as ModelCase;
  const run = (repeats: boolean) => {
    const made = training(model, "adam", repeats);
    const snapshot = takeSnapshot({
      model: made.model,
      optimizer: made.optimizer,
      source: { getPosition: () => 0, setPosition: () => {} } as unknown as TensorBatchSource,
      stream: random(0, "dropout"),
    });
    const values: number[] = [];
    for (const round of [0, 1]) {
      for (let step = 0; step < STEPS; step++) {
        const small = step % 5 === 4 ? 2 : 5;
        const batches = [batchOf(model, small, round + step)];
        if (step === 9) batches.push(batchOf(model, 5, 3));
        values.push(made.step(lrAt(step), ...batches));
      }
      if (round === 0) snapshot.restore();
    }
    snapshot.dispose();
    const weights = made.weights();
    made.dispose();
    return { values, weights };
  };
  expect(run(true)).toEqual(run(false));
});
