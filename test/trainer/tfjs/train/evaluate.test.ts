import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import type { Evaluated } from "../../../../src/contract/index.ts";
import { standardError } from "../../../../src/core/stats.ts";
import { measureHeldOut } from "../../../../src/sweep/held-out.ts";
import {
  createTfjsTrainer,
  type RowsLike,
  type Trainer,
  trainerFromParts,
} from "../../../../src/trainer/index.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { LOSSES, type LossFunction } from "../../../../src/trainer/tfjs/losses/losses.ts";
import { LOSS_NAMES, type LossName } from "../../../../src/trainer/tfjs/losses/names.ts";
import { makeData } from "../fixtures.ts";

/** More than are evaluated at once, and no multiple of that. */
const ROWS = 700;
const AT_ONCE = 256;

const ENGINES = ["cpu", "wasm"] as const;

beforeAll(async () => {
  for (const engine of ENGINES) await startEngine(engine);
});

const build = (units = 3) =>
  tfl.sequential({
    layers: [
      tfl.layers.dense({
        inputShape: [4],
        units,
        activation: "softmax",
        kernelInitializer: tfl.initializers.glorotUniform({ seed: 3 }),
      }),
    ],
  });
const xs = Array.from({ length: ROWS }, (_, i) => [
  i / ROWS,
  Math.sin(i),
  Math.cos(i),
  (i % 7) / 3,
]);
const classes = xs.map((_, i) => i % 3);
const oneHot = classes.map((c) => [0, 1, 2].map((k) => (k === c ? 1 : 0)));

const evaluate = async (trainer: Trainer) => (await trainer.evaluate?.()) as Evaluated;

/** The mean loss as `evaluate` of tfjs-layers has it: of the parts' means. */
function meanOf(model: tfl.LayersModel, loss: LossFunction, ys: readonly (number | number[])[]) {
  let sum = 0;
  for (let start = 0; start < ROWS; start += AT_ONCE) {
    const [x, y] = [xs, ys].map((rows) =>
      tf.tensor(rows.slice(start, start + AT_ONCE) as number[]),
    );
    const mean = tf.tidy(() =>
      tf.mean(loss(y as tf.Tensor, model.apply(x as tf.Tensor) as tf.Tensor)),
    );
    sum += (x?.shape[0] as number) * (mean.dataSync()[0] as number);
  }
  return sum / ROWS;
}

/** The loss of one row alone. */
function lossOfRow(
  model: tfl.LayersModel,
  loss: LossFunction,
  ys: readonly (number | number[])[],
  row: number,
) {
  const [x, y] = [tf.tensor([xs[row] as number[]]), tf.tensor([ys[row] as number[]])];
  return tf.tidy(() => tf.mean(loss(y, model.apply(x) as tf.Tensor)).dataSync()[0] as number);
}

describe.each(ENGINES)("on %s", (engine) => {
  it.each(LOSS_NAMES)(
    "%s: the same mean to the last bit, and the losses of the rows",
    async (name) => {
      const ys = name.startsWith("sparse") ? classes : oneHot;
      const model = build();
      const trainer = await trainerFromParts(
        { model, optimizer: "sgd", loss: name, data: { xs, ys }, heldOut: { xs, ys } },
        { engine },
      );
      const { loss, count, losses } = await evaluate(trainer);
      expect(count).toBe(ROWS);
      expect(losses).toHaveLength(ROWS);
      await tf.setBackend(engine);
      const mean = LOSSES[name];
      expect(loss).toBe(meanOf(model, mean, ys));
      for (const row of [0, 1, AT_ONCE - 1, AT_ONCE, ROWS - 1]) {
        const alone = lossOfRow(model, mean, ys, row);
        expect(losses?.[row]).toBeCloseTo(alone, 4 - Math.round(Math.log10(1 + Math.abs(alone))));
      }
      await trainer.close();
    },
  );

  it("several numbers a row are averaged, several outputs are added", async () => {
    const input = tfl.input({ shape: [4] });
    const outputs = [2, 3].map((units, i) =>
      tfl.layers
        .dense({ units, kernelInitializer: tfl.initializers.glorotUniform({ seed: i }) })
        .apply(input),
    ) as tfl.SymbolicTensor[];
    const model = tfl.model({ inputs: input, outputs });
    const first = xs.map(([a = 0, b = 0]) => [a, b]);
    const [second, third] = model.outputNames as [string, string];
    const data: RowsLike = { xs, ys: { [second]: first, [third]: oneHot } };
    const trainer = await trainerFromParts(
      {
        model,
        optimizer: "sgd",
        loss: "meanSquaredError",
        data,
        heldOut: data,
      },
      { engine },
    );
    const { losses } = await evaluate(trainer);
    await tf.setBackend(engine);
    const [one, two] = (model.predict(tf.tensor2d(xs)) as tf.Tensor[]).map(
      (output) => output.arraySync() as number[][],
    );
    for (const row of [0, 600]) {
      const [p, q] = [one?.[row] as number[], two?.[row] as number[]];
      const squared = p.reduce((sum, each, i) => sum + (each - (first[row]?.[i] ?? 0)) ** 2, 0) / 2;
      const other = q.reduce((sum, each, i) => sum + (each - (oneHot[row]?.[i] ?? 0)) ** 2, 0) / 3;
      expect(losses?.[row]).toBeCloseTo(squared + other, 5);
    }
    await trainer.close();
  });
});

describe("as much is told as is known", () => {
  const open = (loss: LossName | LossFunction, heldOut: unknown = { xs, ys: oneHot }, more = {}) =>
    trainerFromParts(
      {
        model: build(),
        optimizer: "sgd",
        loss,
        data: { xs, ys: oneHot },
        heldOut: heldOut as RowsLike,
      },
      { engine: "cpu", ...more },
    );

  it.each<[string, LossFunction]>([
    ["a scalar", (yTrue, yPred) => tf.mean(tf.squaredDifference(yTrue, yPred))],
    ["a number a class", (yTrue, yPred) => tf.mean(tf.squaredDifference(yTrue, yPred), 0)],
    ["a number a cell", (yTrue, yPred) => tf.reshape(tf.squaredDifference(yTrue, yPred), [-1])],
  ])("a loss of the user's that gives %s: the count", async (_name, loss) => {
    const trainer = await open(loss);
    const told = await evaluate(trainer);
    expect(told).toEqual({ loss: expect.any(Number), count: ROWS });
    const named = await open("meanSquaredError");
    expect(told.loss).toBeCloseTo((await evaluate(named)).loss, 6);
    await trainer.close();
    await named.close();
  });

  it("a loss of the user's that gives a number a row: the rows", async () => {
    const trainer = await open((yTrue, yPred) => tf.mean(tf.squaredDifference(yTrue, yPred), -1));
    expect((await evaluate(trainer)).losses).toHaveLength(ROWS);
    await trainer.close();
  });

  it("rows of a stream, which may be shuffled: count and standard error", async () => {
    const batches = [0, 300].map((start) => ({
      xs: xs.slice(start, start + 300),
      ys: oneHot.slice(start, start + 300),
    }));
    const stream = {
      size: 2,
      async iterator() {
        const left = batches.map(({ xs, ys }) => ({ xs: tf.tensor2d(xs), ys: tf.tensor2d(ys) }));
        return {
          next: async () => {
            const value = left.shift();
            return { value, done: value === undefined };
          },
        };
      },
    };
    const streamed = await open("meanSquaredError", stream);
    const held = await open("meanSquaredError", { xs: xs.slice(0, 600), ys: oneHot.slice(0, 600) });
    const { losses = [] } = await evaluate(held);
    expect(await evaluate(streamed)).toEqual({
      loss: expect.any(Number),
      count: 600,
      standardError: expect.closeTo(standardError(losses), 9),
    });
    await streamed.close();
    await held.close();
  });

  it("more rows than an evaluation may tell: count and standard error", async () => {
    const many = {
      xs: Array.from({ length: 15 }, () => xs).flat(),
      ys: Array.from({ length: 15 }, () => oneHot).flat(),
    };
    const trainer = await open("meanSquaredError", many);
    const { losses, ...told } = await evaluate(trainer);
    expect(losses).toBeUndefined();
    expect(told).toEqual({
      loss: expect.any(Number),
      count: 10_500,
      standardError: expect.any(Number),
    });
    await trainer.close();
  });

  it("prepared data: the rows, in their order", async () => {
    const trainer = await createTfjsTrainer({ data: makeData(), engine: "cpu", model: "mlp:4" });
    const told = await evaluate(trainer);
    expect(told).toMatchObject({ count: 20 });
    expect(told.losses).toHaveLength(20);
    expect(await evaluate(trainer)).toEqual(told);
    await trainer.close();
  });

  it("a model that has diverged: nothing that is no number", async () => {
    const model = build();
    model.setWeights(model.getWeights().map((weight) => tf.fill(weight.shape, Number.NaN)));
    const trainer = await trainerFromParts(
      {
        model,
        optimizer: "sgd",
        loss: "meanSquaredError",
        data: { xs, ys: oneHot },
        heldOut: { xs, ys: oneHot },
      },
      { engine: "cpu" },
    );
    const point = await measureHeldOut(trainer);
    expect(point).toEqual({ loss: Number.NaN, count: ROWS });
    await trainer.close();
  });
});
