import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { array, zip } from "@tensorflow/tfjs-data";
import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadTrainerModule, trainerFromParts } from "../../../../src/trainer/index.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";

await startEngine("cpu");

/** Input shape of the model, and rows as users write them: numbers, arrays or tensors. */
const ROWS: Readonly<
  Record<string, { inputShape: number[]; units: number; xs: unknown[]; ys: unknown[] }>
> = {
  "a table": { inputShape: [2], units: 1, xs: rows([2]), ys: rows([1]) },
  "a table with plain numbers as targets": {
    inputShape: [2],
    units: 1,
    xs: rows([2]),
    ys: rows([]),
  },
  "one column": { inputShape: [1], units: 1, xs: rows([1]), ys: rows([1]) },
  "plain numbers": { inputShape: [1], units: 1, xs: rows([]), ys: rows([]) },
  images: { inputShape: [4, 4, 1], units: 3, xs: rows([4, 4, 1]), ys: rows([3]) },
  "images without a channel": { inputShape: [4, 4, 1], units: 1, xs: rows([4, 4]), ys: rows([1]) },
  "flat images": { inputShape: [4, 4, 1], units: 1, xs: rows([16]), ys: rows([1]) },
  "as many rows of pixels as of targets": {
    inputShape: [16],
    units: 4,
    xs: rows([4, 4]),
    ys: rows([4]),
  },
};

function rows(shape: number[]): unknown[] {
  return Array.from({ length: 40 }, (_, i) => filled(shape, (i % 7) / 7));
}

function filled([length, ...rest]: number[], value: number): unknown {
  return length === undefined ? value : Array.from({ length }, () => filled(rest, value));
}

function makeModel({ inputShape, units }: { inputShape: number[]; units: number }) {
  const targetShape = [inputShape.reduce((product, length) => product * length)];
  const flat = tfl.layers.reshape({ inputShape, targetShape });
  return tfl.sequential({ layers: [flat, tfl.layers.dense({ units })] });
}

function dataset({ xs, ys }: { xs: unknown[]; ys: unknown[] }, tensors: boolean) {
  const convert = (value: unknown) => (tensors ? tf.tensor(value as number[]) : value) as tf.Tensor;
  return zip({ xs: array(xs as number[]).map(convert), ys: array(ys as number[]).map(convert) });
}

const common = { optimizer: "sgd", loss: "meanSquaredError" } as const;

describe.each(Object.entries(ROWS))("%s", (_, example) => {
  it.each([true, false])(
    "without batches is refused before anything trains (tensors: %s)",
    async (tensors) => {
      const data = dataset(example, tensors);
      const model = makeModel(example);
      await expect(trainerFromParts({ ...common, model, data })).rejects.toMatchObject({
        name: "InputError",
        code: "model-data",
        message: expect.stringMatching(
          /^`data` is a dataset of single rows .*`\.batch\(32\)` is missing/,
        ),
      });
    },
  );

  it.each(["heldOut", "validationData"] as const)("is refused as %s too", async (name) => {
    const data = dataset(example, true).batch(8);
    const parts = { ...common, model: makeModel(example), data, [name]: dataset(example, true) };
    await expect(trainerFromParts(parts)).rejects.toThrow(
      `\`${name}\` is a dataset of single rows`,
    );
  });

  // A batch of one plain number cannot be told from a row of one number, and is refused as such.
  it.each(example === ROWS["plain numbers"] ? [8] : [1, 8])(
    "in batches of %s trains",
    async (size) => {
      const trainer = await trainerFromParts(
        { ...common, model: makeModel(example), data: dataset(example, true).batch(size) },
        { engine: "cpu" },
      );
      expect(trainer.info.batchSize).toBe(size);
      expect((await trainer.step(1e-3)).loss).toBeGreaterThanOrEqual(0);
      await trainer.close();
    },
  );
});

it("is told of a module by its name,", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lr-unbatched-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "train.mjs");
  await writeFile(
    file,
    `import { array } from ${JSON.stringify(import.meta.resolve("@tensorflow/tfjs-data"))};
import * as tf from ${JSON.stringify(import.meta.resolve("@tensorflow/tfjs-core"))};
import * as tfl from ${JSON.stringify(import.meta.resolve("@tensorflow/tfjs-layers"))};
export const model = () => tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2] })] });
export const data = array([1, 2, 3]).map((x) => ({ xs: tf.tensor1d([x, x]), ys: tf.tensor1d([x]) }));
export const [loss, optimizer] = ["meanSquaredError", "sgd"];
`,
  );
  await expect(loadTrainerModule(file)).rejects.toThrow(
    "`data` of train.mjs is a dataset of single rows",
  );
});

it("an empty dataset of held-out rows is refused", async () => {
  const example = ROWS["a table"] as (typeof ROWS)[string];
  const heldOut = dataset(example, true).take(0).batch(4);
  const parts = {
    ...common,
    model: makeModel(example),
    data: dataset(example, true).batch(8),
    heldOut,
  };
  await expect(trainerFromParts(parts)).rejects.toThrow("`heldOut` is an empty dataset");
});
