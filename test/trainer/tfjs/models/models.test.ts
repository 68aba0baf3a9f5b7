import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTfjsTrainer } from "../../../../src/trainer/index.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { buildModel } from "../../../../src/trainer/tfjs/models/build.ts";
import { loadModelFile } from "../../../../src/trainer/tfjs/models/file.ts";
import { outputActivation, planTargets } from "../../../../src/trainer/tfjs/models/output.ts";
import { lossesOf, makeData, weightsOf } from "../fixtures.ts";

let folder: string;
let other: string;
const OUTSIDE = /weight file .* lies outside the model's folder/;

beforeAll(async () => {
  await startEngine("cpu");
  folder = await mkdtemp(join(tmpdir(), "lr-finder-model-"));
  other = await mkdtemp(join(tmpdir(), "lr-finder-other-"));
});
afterAll(() => Promise.all([folder, other].map((each) => rm(each, { recursive: true }))));

/** Writes a model as `model.save` does, with our own hands. */
async function save(name: string, model: tfl.LayersModel, change: object = {}): Promise<string> {
  const path = join(folder, `${name}.json`);
  const handler: tf.io.IOHandler = {
    save: async (artifacts: tf.io.ModelArtifacts) => {
      const { modelTopology, trainingConfig, weightSpecs, weightData } = artifacts;
      const weights = Buffer.from(weightData as ArrayBuffer);
      await writeFile(join(folder, `${name}-1.bin`), weights.subarray(0, 10));
      await writeFile(join(folder, `${name}-2.bin`), weights.subarray(10));
      const weightsManifest = [{ paths: [`${name}-1.bin`, `${name}-2.bin`], weights: weightSpecs }];
      const file = { format: "layers-model", modelTopology, trainingConfig, weightsManifest };
      await writeFile(path, JSON.stringify({ ...file, ...change }));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    },
  };
  await model.save(handler, { includeOptimizer: true });
  return path;
}

const classifier = (units: number, activation: "softmax" | "sigmoid" | "linear") =>
  tfl.sequential({ layers: [tfl.layers.dense({ inputShape: [4], units, activation })] });

describe("buildModel", () => {
  it("builds the specs for tables and images", () => {
    const mlp = buildModel({ kind: "mlp", units: [5, 6] }, [4], 3, 1);
    expect(mlp.countParams()).toBe(4 * 5 + 5 + 5 * 6 + 6 + 6 * 3 + 3);
    const flat = buildModel({ kind: "mlp", units: [5] }, [4, 4, 1], 3, 1);
    expect(flat.countParams()).toBe(16 * 5 + 5 + 5 * 3 + 3);
    const linear = buildModel({ kind: "linear" }, [4], 1, 1);
    expect(linear.countParams()).toBe(5);
    const cnn = buildModel({ kind: "cnn", filters: [2, 3] }, [9, 8, 1], 10, 1);
    expect(cnn.countParams()).toBe(9 * 2 + 2 + 9 * 2 * 3 + 3 + 2 * 2 * 3 * 10 + 10);
    expect(cnn.outputs[0]?.shape).toEqual([null, 10]);
  });

  it("gives the same weights for the same seed, others for another, of the right size", () => {
    const weights = (seed: number) =>
      weightsOf(buildModel({ kind: "mlp", units: [200] }, [50], 2, seed));
    expect(weights(0)).toEqual(weights(0));
    expect(weights(0)).not.toEqual(weights(1));
    // He normal: standard deviation sqrt(2 / 50), kept by tfjs' truncated form.
    const kernel = weights(5)[0] as number[];
    const sd = Math.sqrt(kernel.reduce((sum, w) => sum + w * w, 0) / kernel.length);
    expect(sd / Math.sqrt(2 / 50)).toBeGreaterThan(0.8);
    expect(sd / Math.sqrt(2 / 50)).toBeLessThan(1.1);
  });

  it("rejects a cnn for tables and for images smaller than its pools", () => {
    expect(() => buildModel({ kind: "cnn", filters: [2] }, [13], 2, 1)).toThrow(
      /\[13\]; use an mlp/,
    );
    expect(() => buildModel({ kind: "cnn", filters: [2, 2, 2] }, [28, 7, 1], 2, 1)).toThrow(
      /at least 8x8, and these are 28x7/,
    );
  });
});

describe("planTargets", () => {
  const { dataset } = makeData();
  const two = makeData({ classes: 2 }).dataset;
  const number = makeData({ task: "regression" }).dataset;

  it.each([
    ["softmax", "categoricalCrossentropy"],
    ["sigmoid", "binaryCrossentropy"],
    ["linear", "softmaxCrossEntropy"],
  ] as const)("fits the loss to a %s output", (activation, loss) => {
    expect(planTargets(classifier(3, activation), dataset, undefined)).toEqual({
      loss,
      encoding: "one-hot",
      warnings: [],
    });
  });

  it("takes one unit for two classes, and one number", () => {
    expect(planTargets(classifier(1, "sigmoid"), two, undefined)).toMatchObject({
      loss: "binaryCrossentropy",
      encoding: "column",
    });
    expect(planTargets(classifier(1, "linear"), two, undefined).loss).toBe("sigmoidCrossEntropy");
    expect(planTargets(classifier(1, "linear"), number, "mae").loss).toBe("meanAbsoluteError");
  });

  it("rejects what cannot fit", () => {
    expect(() => planTargets(classifier(4, "softmax"), dataset, undefined)).toThrow(
      /output has the shape \[4\], and the target needs 3/,
    );
    expect(() => planTargets(classifier(3, "linear"), number, undefined)).toThrow(/needs 1/);
    expect(() => planTargets(classifier(1, "linear"), number, "softmaxCrossEntropy")).toThrow(
      /is for classes/,
    );
    expect(() => planTargets(classifier(1, "sigmoid"), two, "categoricalCrossentropy")).toThrow(
      /one unit a class/,
    );
  });

  it("warns of a loss for logits on probabilities, and the other way round", () => {
    const codes = (activation: "softmax" | "linear", loss: string) =>
      planTargets(classifier(3, activation), dataset, loss).warnings.map(({ code }) => code);
    expect(codes("softmax", "softmaxCrossEntropy")).toEqual(["loss-activation"]);
    expect(codes("linear", "categoricalCrossentropy")).toEqual(["loss-activation"]);
    expect(codes("linear", "meanSquaredError")).toEqual([]);
  });

  it("finds the activation behind nested models and activation layers", () => {
    const inner = classifier(3, "softmax");
    expect(outputActivation(tfl.sequential({ layers: [inner] }))).toBe("softmax");
    const layered = tfl.sequential({
      layers: [tfl.layers.dense({ inputShape: [4], units: 3 }), tfl.layers.softmax()],
    });
    expect(outputActivation(layered)).toBe("softmax");
  });
});

describe("a saved model", () => {
  const data = makeData();

  it("is trained from its weights, with the loss and optimizer that it was compiled with", async () => {
    const model = classifier(3, "softmax");
    model.compile({ optimizer: tf.train.adam(0.1, 0.7), loss: "meanSquaredError" });
    // Its slots are saved too, and must not be taken for weights.
    await model.trainOnBatch(tf.ones([2, 4]), tf.ones([2, 3]));
    const path = await save("good", model);
    const { model: loaded, compiled } = await loadModelFile(path);
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
    expect(compiled.optimizer).toMatchObject({ name: "adam", beta1: 0.7 });
    const trainer = await createTfjsTrainer({ data, model: path, engine: "cpu" });
    expect(trainer.info.optimizer).toBe("adam");
    const [first] = await lossesOf(trainer, 1);
    expect(first).toBeLessThan(1);
    await trainer.close();
    const named = await createTfjsTrainer({
      data,
      model: path,
      optimizer: "sgd",
      loss: "hinge",
      engine: "cpu",
    });
    expect(named.info.optimizer).toBe("sgd");
    await named.close();
  });

  it("leaves no tensor behind when it does not fit the data", async () => {
    const path = await save("narrow", classifier(3, "softmax"));
    const wide = makeData({ featureShape: [5] });
    const tensors = tf.memory().numTensors;
    await expect(createTfjsTrainer({ data: wide, model: path })).rejects.toMatchObject({
      code: "model-data",
      message: "the model's input has the shape [4], and a row of the data has [5]",
    });
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it.each([
    ["missing file", async () => join(folder, "none.json"), /none\.json cannot be read: ENOENT/],
    ["not JSON", async () => text("junk", "{ oops"), /junk\.json is not JSON/],
    ["a list", async () => text("list", "[1]"), /must hold a JSON object/],
    ["other JSON", async () => text("other", '{"a":1}'), /is not a LayersModel/],
    ["a GraphModel", async () => text("graph", '{"format":"graph-model"}'), /is a GraphModel/],
    [
      "a layer of a strange shape",
      strangeShape,
      /strange\.json has a layer of the shape \[\{\},4\]: each length must be null or an integer/,
    ],
    ["an unknown layer", unknownLayer, /odd\.json cannot be built: Unknown layer: Mystery/],
    [
      "a short shard",
      shortShard,
      /short-2\.bin of short\.json has \d+ bytes, and its weights need 60/,
    ],
    ["a missing shard", missingShard, /weight file gone-2\.bin of .* cannot be read/],
    [
      "a shard in another folder",
      async () => elsewhere("up", join("..", basename(other), "elsewhere.bin")),
      OUTSIDE,
    ],
    [
      "a shard by its whole path",
      async () => elsewhere("abs", join(other, "elsewhere.bin")),
      OUTSIDE,
    ],
    ["a shard that is a link out of the folder", async () => elsewhere("out", "link.bin"), OUTSIDE],
  ])("is rejected: %s", async (_name, make, message) => {
    await expect(createTfjsTrainer({ data, model: await make() })).rejects.toMatchObject({
      name: "InputError",
      code: "model-file",
      message: expect.stringMatching(message),
    });
  });

  async function text(name: string, content: string): Promise<string> {
    await writeFile(join(folder, `${name}.json`), content);
    return join(folder, `${name}.json`);
  }
  async function strangeShape(): Promise<string> {
    const path = await save("strange", classifier(3, "softmax"));
    const whole = await readFile(path, "utf8");
    await writeFile(path, whole.replace(/"batch_input_shape":\[null,/, '"batch_input_shape":[{},'));
    return path;
  }
  async function unknownLayer(): Promise<string> {
    const path = await save("odd", classifier(3, "softmax"));
    await writeFile(path, (await readFile(path, "utf8")).replaceAll('"Dense"', '"Mystery"'));
    return path;
  }
  async function shortShard(): Promise<string> {
    const path = await save("short", classifier(3, "softmax"));
    await writeFile(join(folder, "short-2.bin"), Buffer.alloc(7));
    return path;
  }
  async function elsewhere(name: string, shard: string): Promise<string> {
    const path = await save(name, classifier(3, "softmax"));
    const file = JSON.parse(await readFile(path, "utf8"));
    const [first] = file.weightsManifest[0].paths;
    await copyFile(join(folder, first), join(other, "elsewhere.bin"));
    if (shard === "link.bin") await symlink(join(other, "elsewhere.bin"), join(folder, shard));
    file.weightsManifest[0].paths[0] = shard;
    await writeFile(path, JSON.stringify(file));
    return path;
  }
  async function missingShard(): Promise<string> {
    const path = await save("gone", classifier(3, "softmax"));
    await rm(join(folder, "gone-2.bin"));
    return path;
  }
});
