import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { createTfjsTrainer, trainerFromParts } from "../../../../src/trainer/index.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { heldOutOf, lossesOf, makeData, weightsOf } from "../fixtures.ts";

beforeAll(async () => {
  await startEngine("cpu");
});

const build = (l2 = 0.1) =>
  tfl.sequential({
    layers: [
      tfl.layers.dense({
        inputShape: [4],
        units: 5,
        activation: "tanh",
        kernelInitializer: tfl.initializers.glorotUniform({ seed: 3 }),
        kernelRegularizer: tfl.regularizers.l2({ l2 }),
      }),
      tfl.layers.dense({
        units: 3,
        activation: "softmax",
        kernelInitializer: tfl.initializers.glorotUniform({ seed: 4 }),
      }),
    ],
  });
// All rows in one batch: their order does not matter to the mean beyond rounding.
const xs = Array.from({ length: 12 }, (_, i) => [i / 12, Math.sin(i), Math.cos(i), 1 - i / 6]);
const ys = xs.map((_, i) => [0, 1, 2].map((c) => (i % 3 === c ? 1 : 0)));

describe("a training step", () => {
  it.each(["adam", "rmsprop", "sgd"])("is trainOnBatch of tfjs-layers, with %s", async (name) => {
    const [ours, theirs] = [build(), build()];
    theirs.compile({ optimizer: name, loss: "categoricalCrossentropy" });
    (theirs.optimizer as unknown as { learningRate: number }).learningRate = 0.02;
    (theirs.optimizer as tf.SGDOptimizer).setLearningRate?.(0.02);
    const trainer = await trainerFromParts(
      {
        model: ours,
        optimizer: name,
        loss: "categorical_crossentropy",
        data: { xs, ys },
        heldOut: 0,
        batchSize: 12,
      },
      { engine: "cpu" },
    );
    for (let i = 0; i < 5; i++) {
      const expected = (await theirs.trainOnBatch(tf.tensor2d(xs), tf.tensor2d(ys))) as number;
      const { loss, lr } = await trainer.step(0.02);
      expect(loss).toBeCloseTo(expected, 5);
      expect(lr).toBe(0.02);
    }
    weightsOf(theirs)
      .flat()
      .forEach((value, i) => {
        expect(weightsOf(ours).flat()[i]).toBeCloseTo(value, 5);
      });
    await trainer.close();
  });

  it("accumulated over 4 micro-batches is the step of one batch four times as large", async () => {
    const run = async (batchSize: number, accumulate: number) => {
      const model = build();
      const trainer = await trainerFromParts(
        {
          model,
          optimizer: "sgd",
          loss: "categoricalCrossentropy",
          data: { xs, ys },
          heldOut: 0,
          batchSize,
        },
        { engine: "cpu", accumulate },
      );
      expect(trainer.info.batchSize).toBe(12);
      const losses = await lossesOf(trainer, 5);
      await trainer.close();
      return [...losses, ...weightsOf(model).flat()];
    };
    const [large, small] = [await run(12, 1), await run(3, 4)];
    small.forEach((value, i) => {
      expect(Math.abs(value - (large[i] as number))).toBeLessThan(1e-6);
    });
  });

  it("reports the loss before the update", async () => {
    const model = build(0);
    const trainer = await trainerFromParts(
      {
        model,
        optimizer: "sgd",
        loss: "categoricalCrossentropy",
        data: { xs, ys },
        heldOut: { xs, ys },
        batchSize: 12,
      },
      { engine: "cpu" },
    );
    for (let i = 0; i < 3; i++) {
      const before = await heldOutOf(trainer);
      expect((await trainer.step(1)).loss).toBeCloseTo(before, 6);
    }
    await trainer.close();
  });

  it("passes on the failure of a user's loss as a trainer error, with Math.random put back", async () => {
    const real = Math.random;
    let healthy = true;
    const trainer = await trainerFromParts(
      {
        model: build(),
        optimizer: "sgd",
        loss: (yTrue: tf.Tensor, yPred: tf.Tensor) => {
          if (!healthy) throw new Error("my loss broke");
          return tf.squaredDifference(yTrue, yPred);
        },
        data: { xs, ys },
      },
      { engine: "cpu" },
    );
    healthy = false;
    await expect(trainer.step(0.1)).rejects.toMatchObject({
      name: "TrainerError",
      code: "step-failed",
      message: expect.stringContaining("my loss broke"),
    });
    expect(Math.random).toBe(real);
    await trainer.close();
  });
});

describe("createTfjsTrainer", () => {
  const data = makeData();

  it("says what it is", async () => {
    const trainer = await createTfjsTrainer({
      data,
      engine: "cpu",
      batchSize: 8,
      accumulate: 2,
      seed: 5,
    });
    expect(trainer.info).toMatchObject({
      optimizer: "adam",
      batchSize: 16,
      stepsPerEpoch: 5,
      parameterCount: 4 * 64 + 64 + 64 * 32 + 32 + 32 * 3 + 3,
      seed: 5,
      engine: { name: "cpu", version: "4.22.0" },
    });
    await trainer.close();
  });

  it("learns, and evaluates the held-out rows in inference mode", async () => {
    const trainer = await createTfjsTrainer({ data, engine: "cpu", model: "mlp:16" });
    const before = await heldOutOf(trainer);
    for (let i = 0; i < 60; i++) await trainer.step(0.03);
    expect(await heldOutOf(trainer)).toBeLessThan(before * 0.7);
    expect(await trainer.evaluate?.()).toEqual(await trainer.evaluate?.());
    await trainer.close();
  });

  it("gives the same run for the same seed, another for another, on both engines", async () => {
    const run = async (engine: string, seed: number) => {
      const trainer = await createTfjsTrainer({ data, engine, seed, model: "mlp:8" });
      const losses = await lossesOf(trainer, 5);
      await trainer.close();
      return losses;
    };
    const first = await run("cpu", 1);
    expect(await run("cpu", 1)).toEqual(first);
    expect((await run("cpu", 2))[0]).not.toBe(first[0]);
    const wasm = await run("wasm", 1);
    wasm.forEach((loss, i) => {
      expect(loss).toBeCloseTo(first[i] as number, 5);
    });
  });

  it("takes fresh weights and another order on reseed, and restore undoes it", async () => {
    const tensors = tf.memory().numTensors;
    const trainer = await createTfjsTrainer({ data, engine: "cpu", seed: 1, model: "mlp:8" });
    await trainer.snapshot();
    const first = await lossesOf(trainer, 3);
    await trainer.restore();
    await trainer.reseed?.(2);
    const other = await lossesOf(trainer, 3);
    const fresh = await createTfjsTrainer({ data, engine: "cpu", seed: 2, model: "mlp:8" });
    expect(await lossesOf(fresh, 3)).toEqual(other);
    await fresh.close();
    await trainer.restore();
    expect(await lossesOf(trainer, 3)).toEqual(first);
    await trainer.close();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it.each([
    [{ model: "mpl:64" }, /`model` must be/],
    [{ model: "cnn:16" }, /needs images/],
    [{ optimizer: "adma" }, /Did you mean "adam"/],
    [{ loss: "meanSquareError" }, /Did you mean "meanSquaredError"/],
    [{ engine: "gpu" }, /`engine` must be one of native, wasm, cpu/],
    [{ batchSize: 0 }, /`batchSize`/],
    [{ accumulate: 1.5 }, /`accumulate`/],
    [{ seed: 0.5 }, /`seed`/],
  ])("rejects %j", async (options, message) => {
    const tensors = tf.memory().numTensors;
    await expect(createTfjsTrainer({ data, ...options })).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(message),
    });
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
