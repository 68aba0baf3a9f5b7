import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { OPTIMIZER_NAMES, trainerFromParts } from "../../../src/trainer/index.ts";
import { startEngine } from "../../../src/trainer/tfjs/engines/backends.ts";
import { createOptimizer } from "../../../src/trainer/tfjs/optimizers/create.ts";
import { fieldsOf, lossesOf, makeData, makeModel, weightsOf } from "./fixtures.ts";

const data = makeData();
const parts = { data, batchSize: 16 } as const;
const CONFIGS = [...OPTIMIZER_NAMES, { name: "rmsprop", centered: true, momentum: 0.5 }] as const;

beforeAll(async () => {
  await startEngine("cpu");
});
afterEach(() => tf.disposeVariables());

describe.each(["cpu", "wasm"] as const)("on %s", (engine) => {
  it.each(CONFIGS)("gives the same 20 losses again after a restore with %j", async (optimizer) => {
    const model = () => makeModel();
    const trainer = await trainerFromParts(
      { ...parts, model, optimizer, loss: "categoricalCrossentropy" },
      { engine },
    );
    await trainer.snapshot();
    const first = await lossesOf(trainer, 20);
    await trainer.restore();
    expect(await lossesOf(trainer, 20)).toEqual(first);
    expect(first.every(Number.isFinite)).toBe(true);
    expect(new Set(first).size).toBe(20);
    await trainer.close();
  });

  it.each(CONFIGS)("leaves the user's trained model and %j bit-equal", async (config) => {
    const model = makeModel();
    const optimizer = createOptimizer(config);
    const own = { ...parts, model, optimizer, loss: "categoricalCrossentropy" };
    // Slots and counters exist before the test starts: as in the middle of a training.
    const earlier = await trainerFromParts(own, { engine, seed: 9 });
    await lossesOf(earlier, 3);
    await earlier.close();
    const [weights, fields] = [weightsOf(model), fieldsOf(optimizer)];
    const tensors = tf.memory().numTensors;
    const trainer = await trainerFromParts(own, { engine });
    await trainer.snapshot();
    await lossesOf(trainer, 5, 10);
    await trainer.restore();
    await trainer.reseed?.(4);
    await lossesOf(trainer, 2);
    await trainer.restore();
    await trainer.close();
    expect(weightsOf(model)).toEqual(weights);
    expect(fieldsOf(optimizer)).toEqual(fields);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it("leaves an optimizer that was never used as it was", async () => {
    const model = makeModel();
    const optimizer = tf.train.adam(0.125);
    const [weights, fields, tensors] = [
      weightsOf(model),
      fieldsOf(optimizer),
      tf.memory().numTensors,
    ];
    const trainer = await trainerFromParts({ ...parts, model, optimizer, loss: "mse" }, { engine });
    await trainer.snapshot();
    await lossesOf(trainer, 3);
    await trainer.restore();
    await trainer.close();
    expect(weightsOf(model)).toEqual(weights);
    expect(fieldsOf(optimizer)).toEqual(fields);
    expect(Object.keys(optimizer)).not.toContain("iterations_");
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it("keeps the tensor count flat over steps and evaluations", async () => {
    const trainer = await trainerFromParts(
      { ...parts, model: makeModel(), optimizer: "adam", loss: "categoricalCrossentropy" },
      { engine, accumulate: 2 },
    );
    await trainer.snapshot();
    await lossesOf(trainer, 1);
    const count = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) {
      await lossesOf(trainer, 2);
      await trainer.evaluate?.();
      expect(tf.memory().numTensors).toBe(count);
    }
    await trainer.restore();
    await trainer.close();
  });
});

describe("state outside weights and optimizer", () => {
  it("restores a stateful LSTM, and evaluating does not move it", async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.lstm({
          batchInputShape: [4, 3, 2],
          units: 3,
          stateful: true,
          dropout: 0.2,
          recurrentInitializer: "glorotUniform",
        }),
        tfl.layers.dense({ units: 1 }),
      ],
    });
    const values = Float32Array.from({ length: 40 * 6 }, (_, i) => Math.sin(i));
    const rows = {
      xs: { values, shape: [40, 3, 2] },
      ys: Float32Array.from({ length: 40 }, (_, i) => i % 3),
    };
    const states = () => fieldsOf((model.layers[0] as unknown as { states_: unknown }).states_);
    const before = tf.memory().numTensors;
    const trainer = await trainerFromParts(
      { model, optimizer: "sgd", loss: "mse", data: rows, heldOut: rows, batchSize: 4 },
      { engine: "cpu" },
    );
    await trainer.snapshot();
    const first = await lossesOf(trainer, 4);
    const held = states();
    await trainer.evaluate?.();
    expect(states()).toEqual(held);
    const count = tf.memory().numTensors;
    await lossesOf(trainer, 3);
    expect(tf.memory().numTensors).toBe(count);
    await trainer.restore();
    expect(await lossesOf(trainer, 4)).toEqual(first);
    await trainer.restore();
    await trainer.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("does not touch Math.random between steps, and evaluating does not move the stream", async () => {
    const real = Math.random;
    const trainer = await trainerFromParts(
      { ...parts, model: makeModel(), optimizer: "sgd", loss: "mse" },
      { engine: "cpu" },
    );
    await trainer.snapshot();
    const first = await lossesOf(trainer, 4);
    await trainer.restore();
    const again: number[] = [];
    for (let i = 0; i < 4; i++) {
      await trainer.evaluate?.();
      again.push((await trainer.step(0.05 * 1.1 ** i)).loss);
      Math.random();
    }
    expect(again).toEqual(first);
    expect(Math.random).toBe(real);
    await trainer.close();
  });
});
