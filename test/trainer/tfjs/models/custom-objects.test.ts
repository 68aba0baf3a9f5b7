import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeEach, describe, expect, it } from "vitest";
import { createTfjsTrainer } from "../../../../src/trainer/index.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { cli } from "../../../helpers/cli.ts";
import { heldOutOf, lossesOf, makeData } from "../fixtures.ts";

await startEngine("cpu");

/** x times a weight that is trained. */
const LAYERS = `
import * as tf from ${JSON.stringify(import.meta.resolve("@tensorflow/tfjs-core"))};
import { layers } from ${JSON.stringify(import.meta.resolve("@tensorflow/tfjs-layers"))};
import { START } from "./start.mjs";

export class Scale extends layers.Layer {
  static className = "Scale";
  build() {
    this.factor = this.addWeight("factor", [1], "float32", { apply: () => tf.fill([1], START), getClassName: () => "Fill", getConfig: () => ({}) });
    super.build();
  }
  call(inputs) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.mul(x, this.factor.read());
  }
  computeOutputShape(shape) {
    return shape;
  }
}
export const unrelated = 5;
`;

let folder: string;
let layersFile: string;
let modelFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lr-custom-"));
  layersFile = join(folder, "layers.mjs");
  await writeFile(layersFile, LAYERS);
  await writeFile(join(folder, "start.mjs"), "export const START = 1;\n");
  modelFile = join(folder, "model.json");
  const dense = tfl.layers.dense({ inputShape: [4], units: 3, name: "dense" });
  const { Scale } = await import(layersFile);
  const model = tfl.sequential({ layers: [dense, new Scale({ name: "scale" })] });
  await model.save({
    save: async ({ modelTopology, weightSpecs, weightData }: tf.io.ModelArtifacts) => {
      await writeFile(join(folder, "weights.bin"), Buffer.from(weightData as ArrayBuffer));
      const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
      await writeFile(modelFile, JSON.stringify({ modelTopology, weightsManifest }));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    },
  });
  model.dispose();
  return () => rm(folder, { recursive: true });
});

const trainer = (customObjects?: string | Readonly<Record<string, unknown>>, model = modelFile) =>
  createTfjsTrainer({
    data: makeData(),
    model,
    ...(customObjects !== undefined && { customObjects }),
    engine: "cpu",
  });

describe("a saved model with a layer of the user's", () => {
  it("trains with the module that exports it, and with an object of the class", async () => {
    const { Scale } = await import(layersFile);
    const runs: number[][] = [];
    for (const given of [layersFile, { Scale }, { anything: Scale }]) {
      const made = await trainer(given);
      // 4 * 3 + 3 of the dense layer, one factor.
      expect(made.info.parameterCount).toBe(16);
      await made.snapshot();
      const before = await heldOutOf(made);
      runs.push(await lossesOf(made, 5));
      expect(await heldOutOf(made)).not.toBe(before);
      await made.restore();
      expect(await heldOutOf(made)).toBe(before);
      await made.close();
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });

  it("leaves TensorFlow.js's own list of classes as it was", async () => {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const before = { ...classNameMap };
    await (await trainer(layersFile)).close();
    expect(classNameMap).toEqual(before);
    await expect(trainer()).rejects.toThrow();
    expect(classNameMap).toEqual(before);
  });

  it("without it the message names the class and the way", async () => {
    await expect(trainer()).rejects.toMatchObject({
      code: "model-file",
      message: `\`model\` ${modelFile} cannot be built: Unknown layer: Scale, which is not of TensorFlow.js: give the module that exports it, --custom-objects layers.mjs (\`customObjects\` in code)`,
    });
    await writeFile(layersFile, LAYERS.replaceAll("Scale", "Shift"));
    const other = join(folder, "other.mjs");
    await writeFile(other, LAYERS.replaceAll("Scale", "Shift"));
    await expect(trainer(other)).rejects.toThrow(
      `Unknown layer: Scale, which is not of TensorFlow.js and not among \`customObjects\` ${other}: export a class with \`static className = "Scale"\``,
    );
  });

  it("its module and what that imports are part of the run's identity", async () => {
    const made = await trainer(layersFile);
    const { files, weights } = (await made.identity?.()) ?? {};
    await made.close();
    expect(Object.keys(files ?? {})).toEqual(["layers.mjs", "start.mjs"]);
    expect(weights).toMatch(/^[0-9a-f]{64}$/);
  });
});

it.each([
  ["export const a = 1;", "gives no class for a saved model (a): export classes"],
  ["", "gives no class for a saved model (nothing)"],
  ["export default 5;", "gives no class"],
  ["throw new Error('broken');", "fails when it is imported: broken"],
  [LAYERS.replace("static className", "static title"), 'add `static className = "Scale"`'],
  [
    'export class Scale { static className = "Scale"; static fromConfig() {} }',
    "the class Scale is made with another copy of TensorFlow.js",
  ],
])("is refused, with what to do: %s", async (text, message) => {
  const file = join(folder, `bad-${text.length}.mjs`);
  await writeFile(file, text);
  await expect(trainer(file)).rejects.toThrow(message);
});

it("is refused where there is no saved model, and where the module is missing", async () => {
  await expect(trainer(layersFile, "mlp:4")).rejects.toThrow(
    "`customObjects` needs `model` to be the path of a saved model.json, and it is mlp:4",
  );
  await expect(trainer(join(folder, "none.mjs"))).rejects.toThrow("none.mjs cannot be read");
  await expect(trainer(5 as unknown as string)).rejects.toThrow("an object of classes, got 5");
});

it("the default export may hold the classes", async () => {
  const file = join(folder, "default.mjs");
  await writeFile(file, `import { Scale } from "./layers.mjs";\nexport default { Scale };\n`);
  await (await trainer(file)).close();
});

it("is an option of run, by its flag in messages too", async () => {
  const data = join(folder, "rows.csv");
  const rows = Array.from({ length: 60 }, (_, i) => [i % 7, i % 5, i % 3, i, "abc"[i % 3]].join());
  await writeFile(data, `a,b,c,d,e\n${rows.join("\n")}\n`);
  const args = ["run", "--data", data, "--target", "e", "--model", modelFile];
  const run = (...more: string[]) => cli([...args, "--engine", "cpu", ...more]);
  const missing = await run("--dry-run");
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.err).toContain("Unknown layer: Scale, which is not of TensorFlow.js");
  expect(missing.err).toContain("--custom-objects layers.mjs");
  const given = await run("--custom-objects", layersFile, "--dry-run", "--json");
  expect(given).toMatchObject({ code: 0 });
  const none = await run("--custom-objects", join(folder, "none.mjs"), "--dry-run");
  expect(none.err).toMatch(/--custom-objects .*none\.mjs cannot be read/);
});
