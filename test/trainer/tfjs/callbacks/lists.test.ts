import "@tensorflow/tfjs-backend-cpu";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as core from "@tensorflow/tfjs-core";
import * as data from "@tensorflow/tfjs-data";
import * as layers from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LearningRateCallback } from "../../../../src/trainer/tfjs/callbacks/index.ts";
import { repoFile } from "../../../helpers/cli.ts";
import { describeWith } from "../../../helpers/needs.ts";

const require = createRequire(import.meta.url);

/** A copy of TensorFlow.js, as a program has it. */
interface Copy {
  readonly core: typeof core;
  readonly layers: typeof layers;
}

type Callbacks = NonNullable<layers.ModelFitArgs["callbacks"]>;
type Hooks = layers.CustomCallbackArgs;

/** Everything that a user may give as `callbacks`. */
const LISTS: Readonly<
  Record<string, (ours: LearningRateCallback, hooks: Hooks, copy: Copy) => unknown>
> = {
  alone: (ours) => ours,
  "in a list of its own": (ours) => [ours],
  "before hooks": (ours, hooks) => [ours, hooks],
  "behind hooks": (ours, hooks) => [hooks, ours],
  "before early stopping": (ours, _, { layers }) => [ours, early(layers)],
  "behind early stopping": (ours, _, { layers }) => [early(layers), ours],
  "between all kinds": (ours, hooks, { layers }) => [hooks, ours, early(layers), { ...hooks }],
};

function early({ callbacks }: typeof layers) {
  return callbacks.earlyStopping({ monitor: "loss", patience: 9 });
}

let models = 0;

/** One weight of 1 and the square of it as the loss: w' = w - lr * 2 w. */
function squareModel({ layers }: Copy, kind: "sequential" | "functional") {
  const dense = layers.layers.dense({
    // Copies share one engine, in which every weight has a name of its own.
    name: `square${models++}`,
    units: 1,
    inputShape: [1],
    useBias: false,
    kernelInitializer: "ones",
  });
  const input = layers.input({ shape: [1] });
  const model =
    kind === "sequential"
      ? layers.sequential({ layers: [dense] })
      : layers.model({
          inputs: input,
          outputs: dense.apply(input) as layers.SymbolicTensor,
        });
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  return model;
}

const RATES = [0.1, 0.25, 0.05];
const AFTER = 0.8 * 0.5 * 0.9;

function makeCallback(model?: layers.LayersModel): LearningRateCallback {
  return new LearningRateCallback({
    schedule: (step) => RATES[step] as number,
    per: "step",
    snapshotsAfter: [1],
    ...(model && { model }),
  });
}

/** Three epochs of one step; every list must give the same three updates. */
function trainsInEveryList(copy: () => Copy): void {
  describe.each(["sequential", "functional"] as const)("of a %s model", (kind) => {
    it.each(Object.entries(LISTS))("%s", async (_, list) => {
      const model = squareModel(copy(), kind);
      const ours = makeCallback();
      const onEpochEnd = vi.fn();
      const callbacks = list(ours, { onEpochEnd }, copy()) as Callbacks;
      const { core } = copy();
      const [x, y] = [core.ones([1, 1]), core.zeros([1, 1])];
      await model.fit(x, y, { epochs: 3, verbose: 0, callbacks });
      expect(model.getWeights()[0]?.dataSync()[0]).toBeCloseTo(AFTER, 6);
      expect(ours.snapshots[0]?.weights[0]?.values[0]).toBeCloseTo(0.4, 6);
      const hooks = [callbacks].flat().filter((each) => each.onEpochEnd === onEpochEnd);
      expect(onEpochEnd).toHaveBeenCalledTimes(3 * hooks.length);
    });
  });
}

const own: Copy = { core, layers };

/** Loads another copy of the same version, as lies in `node_modules` beside ours. */
function secondCopy(): Copy {
  const path = require.resolve("@tensorflow/tfjs-layers");
  const first = require.cache[path];
  delete require.cache[path];
  try {
    return { core, layers: require(path) as typeof layers };
  } finally {
    // Under another name, so that both are there, as they are in a program with two.
    require.cache[`${path}?second`] = require.cache[path];
    require.cache[path] = first;
  }
}

describe("in the lists of lr-finder's own TensorFlow.js", () => {
  trainsInEveryList(() => own);

  it("of fitDataset", async () => {
    const batch = () => ({ xs: core.ones([1, 1]), ys: core.zeros([1, 1]) });
    const model = squareModel(own, "sequential");
    await model.fitDataset(data.array([1]).map(batch), {
      epochs: 3,
      verbose: 0,
      callbacks: [{ onEpochEnd() {} }, makeCallback() as Hooks],
    });
    expect(model.getWeights()[0]?.dataSync()[0]).toBeCloseTo(AFTER, 6);
  });

  it("leaves calls without it as they are", async () => {
    makeCallback();
    const model = squareModel(own, "functional");
    const [x, y] = [core.ones([1, 1]), core.zeros([1, 1])];
    const mixed = [early(layers), {}] as Callbacks;
    await expect(model.fit(x, y, { verbose: 0, callbacks: mixed })).rejects.toThrow("setParams");
    expect((await model.fit(x, y, { epochs: 2, verbose: 0 })).epoch).toEqual([0, 1]);
  });
});

describe("in the lists of another copy of TensorFlow.js", () => {
  const other = secondCopy();
  expect(makeCallback()).not.toBeInstanceOf(other.layers.Callback);
  trainsInEveryList(() => other);
});

describe("in the lists of a copy that cannot be found", () => {
  let hidden: Copy;
  beforeEach(() => {
    hidden = secondCopy();
    delete require.cache[`${require.resolve("@tensorflow/tfjs-layers")}?second`];
  });
  afterEach(() => vi.unstubAllGlobals());

  const train = (model: layers.LayersModel, ours: LearningRateCallback) =>
    model.fit(core.ones([1, 1]), core.zeros([1, 1]), { epochs: 3, verbose: 0, callbacks: ours });

  it("asks for the model, and takes it", async () => {
    const model = squareModel(hidden, "functional");
    await expect(train(model, makeCallback())).rejects.toThrow("`model` is missing");
    await train(model, makeCallback(model));
    expect(model.getWeights()[0]?.dataSync()[0]).toBeCloseTo(AFTER, 6);
  });

  it("finds the one that a page has as `tf`", async () => {
    vi.stubGlobal("tf", hidden.layers);
    const model = squareModel(hidden, "functional");
    await train(model, makeCallback());
    expect(model.getWeights()[0]?.dataSync()[0]).toBeCloseTo(AFTER, 6);
  });
});

/** Where `.ci/run` installs other versions, a folder each. */
const VERSIONS = repoFile("dist/.tfjs");
const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];

describeWith(
  { what: "other versions of TensorFlow.js", isThere: versions.length > 0, inCi: true },
  "in the lists of other versions",
  () => {
    describe.each(versions)("%s", (version) => {
      const load = createRequire(join(VERSIONS, version, "package.json"));
      let copy: Copy;
      beforeEach(() => {
        copy ??= {
          core: load("@tensorflow/tfjs-core") as typeof core,
          layers: load("@tensorflow/tfjs-layers") as typeof layers,
        };
        expect(copy.layers.version_layers).toBe(version);
      });
      trainsInEveryList(() => copy);
    });
  },
);
