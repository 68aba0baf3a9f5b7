import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadTrainerModule, trainerFromParts } from "../../../../src/trainer/index.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { heldOutOf, lossesOf, makeData, makeModel, weightsOf } from "../fixtures.ts";

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}.mjs`, import.meta.url));
let folder: string;

beforeAll(async () => {
  await startEngine("cpu");
  folder = await mkdtemp(join(tmpdir(), "lr-finder-module-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function module(name: string, text: string): Promise<string> {
  const path = join(folder, `${name}.mjs`);
  await writeFile(path, text);
  return path;
}

const INFO = JSON.stringify({
  optimizer: "sgd",
  batchSize: 1,
  stepsPerEpoch: 1,
  parameterCount: 1,
  engine: { name: "own", version: "1", why: "test" },
  seed: 0,
});

describe("loadTrainerModule", () => {
  it("trains the exported parts and gives them back untouched", async () => {
    const exports = (await import(pathToFileURL(fixture("parts")).href)) as {
      model: tfl.LayersModel;
      optimizer: tf.Optimizer;
    };
    const [weights, tensors] = [weightsOf(exports.model), tf.memory().numTensors];
    const trainer = await loadTrainerModule(fixture("parts"), { engine: "cpu", seed: 2 });
    expect(trainer.info).toMatchObject({
      optimizer: "momentum",
      batchSize: 5,
      stepsPerEpoch: 4,
      parameterCount: 6,
      seed: 2,
    });
    await trainer.snapshot();
    const first = await lossesOf(trainer, 6);
    expect(await heldOutOf(trainer)).toBeLessThan(1);
    await trainer.restore();
    expect(await lossesOf(trainer, 6)).toEqual(first);
    await trainer.restore();
    await trainer.close();
    expect(weightsOf(exports.model)).toEqual(weights);
    expect((exports.optimizer as unknown as { learningRate: number }).learningRate).toBe(0.1);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it("replays a shuffled tf.data dataset exactly, and loops over it", async () => {
    const trainer = await loadTrainerModule(fixture("default-function"), { engine: "cpu" });
    expect(trainer.info).toMatchObject({ optimizer: "adam", batchSize: 4, stepsPerEpoch: 3 });
    await trainer.snapshot();
    await lossesOf(trainer, 1);
    const tensors = tf.memory().numTensors;
    const rest = await lossesOf(trainer, 7);
    expect(tf.memory().numTensors).toBe(tensors);
    await trainer.restore();
    await lossesOf(trainer, 1);
    expect(await lossesOf(trainer, 7)).toEqual(rest);
    // The model's function gives other weights for another seed.
    await trainer.restore();
    await trainer.reseed?.(50);
    const other = await lossesOf(trainer, 1);
    await trainer.restore();
    expect((await lossesOf(trainer, 1))[0]).not.toBe(other[0]);
    await trainer.close();
  });

  it("takes a whole trainer, object or function", async () => {
    const trainer = await loadTrainerModule(fixture("whole"));
    await trainer.snapshot();
    expect(await trainer.step(0.5)).toEqual({ loss: 1, lr: 0.5 });
    await trainer.restore();
    expect((await trainer.step(0.5)).loss).toBe(1);
    expect(trainer.warnings).toMatchObject([
      { code: "training-loss-only", data: { interface: "trainer", cause: "no-evaluate" } },
    ]);
    expect(trainer.reseed).toBeUndefined();
    const made = await module(
      "made",
      `export default ({ seed }) => ({ info: { ...${INFO}, seed }, step() {}, snapshot() {}, restore() {}, close() {} });`,
    );
    expect((await loadTrainerModule(made, { seed: 7 })).info.seed).toBe(7);
  });

  it("imports a module that brings its own copy of a backend without a flood of warnings", async () => {
    const warn = vi.spyOn(console, "warn");
    // What a second copy does when it is imported.
    const path = await module(
      "copy",
      `const { tf } = globalThis.lrFinderTest;
       tf.registerKernel({ kernelName: "Add", backendName: "cpu", kernelFunc: tf.getKernel("Add", "cpu").kernelFunc });
       console.warn("its own words");
       export const trainer = { info: ${INFO}, step() {}, snapshot() {}, restore() {}, close() {} };`,
    );
    Object.assign(globalThis, { lrFinderTest: { tf } });
    await loadTrainerModule(path);
    expect(warn.mock.calls).toEqual([["its own words"]]);
    expect(tf.env().getBool("IS_TEST")).toBe(false);
    Reflect.deleteProperty(globalThis, "lrFinderTest");
    warn.mockRestore();
  });

  it.each([
    ["missing", undefined, /missing\.mjs cannot be read: ENOENT/],
    ["syntax", "export const = 3;", /syntax\.mjs .*: /],
    ["throws", `throw new Error("no GPU here");`, /fails when it is imported: no GPU here/],
    ["nothing", "export const hello = 1;", /exports neither a `trainer`.*it exports hello/],
    [
      "little",
      `export const trainer = { info: { optimizer: "sgd", batchSize: 1 }, step() {}, snapshot() {}, restore() {}, close() {} };`,
      /info of its trainer \(optimizer, batchSize, stepsPerEpoch.* cannot be used: at stepsPerEpoch/,
    ],
    ["half", "export const trainer = { info: {}, step() {} };", /lacks snapshot, restore, close/],
    [
      "maker",
      `export default () => { throw new Error("later"); };`,
      /trainer function fails: later/,
    ],
    ["no-data", "export const model = {};", /does not export data/],
    ["no-model", "export const data = {}; export const loss = 'mse';", /does not export model/],
    [
      "odd-model",
      "export const model = 3; export const data = {};",
      /`model` of odd-model\.mjs must be a LayersModel.*3 \(number\)/,
    ],
    [
      "graph",
      "export const model = { executeAsync() {} }; export const data = {};",
      /a GraphModel, which cannot be trained/,
    ],
  ])("rejects a bad module: %s", async (name, text, message) => {
    const path = text === undefined ? join(folder, `${name}.mjs`) : await module(name, text);
    await expect(loadTrainerModule(path)).rejects.toMatchObject({
      name: "InputError",
      code: "bad-module",
      message: expect.stringMatching(message),
    });
  });
});

describe("trainerFromParts", () => {
  const rows = {
    xs: [
      [1, 2, 3, 4],
      [2, 3, 4, 5],
    ],
    ys: [
      [1, 0, 0],
      [0, 1, 0],
    ],
  };

  it("uses what the model was compiled with, unless something is named", async () => {
    const model = makeModel();
    model.compile({ optimizer: tf.train.adagrad(0.5), loss: "categoricalCrossentropy" });
    const compiled = await trainerFromParts({ model, data: rows }, { engine: "cpu" });
    expect(compiled.info.optimizer).toBe("adagrad");
    await compiled.close();
    const named = await trainerFromParts(
      { model, data: rows },
      { engine: "cpu", optimizer: "sgd", loss: "mae" },
    );
    expect(named.info.optimizer).toBe("sgd");
    await named.close();
  });

  it("takes prepared data, and a flat image for an image model", async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3 }),
        tfl.layers.flatten(),
        tfl.layers.dense({ units: 3 }),
      ],
    });
    const data = makeData({ featureShape: [16] });
    const trainer = await trainerFromParts({ model, optimizer: "sgd", data }, { engine: "cpu" });
    expect((await trainer.step(0.1)).loss).toBeGreaterThan(0);
    expect(await heldOutOf(trainer)).toBeGreaterThan(0);
    await trainer.close();
  });

  it("trains a model of two inputs and two outputs on the sum of its losses", async () => {
    const [a, b] = [tfl.input({ shape: [1], name: "a" }), tfl.input({ shape: [1], name: "b" })];
    const ones = { units: 1, kernelInitializer: "ones" } as const;
    const outputs = [a, b].map((x) => tfl.layers.dense(ones).apply(x) as tfl.SymbolicTensor);
    const model = tfl.model({ inputs: [a, b], outputs });
    const trainer = await trainerFromParts(
      {
        model,
        optimizer: "sgd",
        loss: "meanSquaredError",
        data: {
          xs: { b: [[2], [2]], a: [[1], [1]] },
          ys: [tf.tensor2d([[0], [0]]), tf.tensor2d([[0], [0]])],
        },
      },
      { engine: "cpu" },
    );
    expect((await trainer.step(0.1)).loss).toBeCloseTo(1 + 4, 6);
    await trainer.close();
  });

  it("says what is missing or does not fit", async () => {
    const model = makeModel();
    const make = (parts: object) =>
      trainerFromParts({ model, data: rows, ...parts }, { engine: "cpu" });
    await expect(make({ loss: "mse" })).rejects.toThrow(/`optimizer` is missing/);
    await expect(make({ optimizer: "sgd" })).rejects.toThrow(/`loss` is missing/);
    await expect(make({ optimizer: "sgd", loss: 5 })).rejects.toThrow(
      /`loss` must be a name or a function/,
    );
    await expect(make({ optimizer: 5, loss: "mse" })).rejects.toThrow(
      /`optimizer` must be a tf optimizer or a name/,
    );
    await expect(
      make({ optimizer: "sgd", loss: "mse", data: { xs: [[1]], ys: [1] } }),
    ).rejects.toThrow(/has the shape \[4\]/);
    const one = { xs: [[1, 2, 3, 4]], ys: [0] };
    const loss = "sparseCategoricalCrossentropy";
    await expect(make({ optimizer: "sgd", loss, data: one })).rejects.toThrow(
      /`data` has one training row/,
    );
    await expect(make({ optimizer: "sgd", loss, data: null })).rejects.toThrow(
      /`data` must be rows/,
    );
    await expect(make({ optimizer: "sgd", loss: "mse", stepsPerEpoch: 0 })).rejects.toThrow(
      /stepsPerEpoch/,
    );
    await expect(
      trainerFromParts({ model: tfl.sequential(), data: rows, optimizer: "sgd", loss: "mse" }),
    ).rejects.toThrow(/is not built/);
  });

  it("explains a model that cannot be trained at all", async () => {
    const frozen = makeModel();
    frozen.trainable = false;
    await expect(
      trainerFromParts(
        { model: frozen, data: rows, optimizer: "sgd", loss: "mse" },
        { engine: "cpu" },
      ),
    ).rejects.toThrow(/no trainable weights/);
    const broken = () => {
      throw new Error("shape trouble");
    };
    const model = makeModel();
    const weights = weightsOf(model);
    await expect(
      trainerFromParts({ model, data: rows, optimizer: "sgd", loss: broken }, { engine: "cpu" }),
    ).rejects.toThrow(/cannot train this model \(cpu: shape trouble\)/);
    expect(weightsOf(model)).toEqual(weights);
  });
});
