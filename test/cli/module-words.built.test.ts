// What a module exports is named as its export, what is typed as an option, in code as the library's name.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { loadData } from "../../src/index.ts";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";

const LAYERS = pathToFileURL(
  repoFile("node_modules/@tensorflow/tfjs-layers/dist/tf-layers.node.js"),
).href;

const PARTS = {
  model: "() => tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [1] })] })",
  optimizer: '"sgd"',
  loss: '"meanSquaredError"',
  data: "{ xs: [[1], [2], [3]], ys: [[1], [2], [3]] }",
};

function refused(args: readonly string[]) {
  const main = repoFile("dist/cli/main.js");
  const { status, stderr } = spawnSync(process.execPath, [main, "run", ...args], {
    encoding: "utf8",
    cwd: temporaryFolder(),
  });
  expect(status).toBe(2);
  return stderr;
}

function withModule(parts: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const file = join(temporaryFolder(), "m.mjs");
  const exports = Object.entries({ ...PARTS, ...parts })
    .filter(([, code]) => code !== "")
    .map(([name, code]) => `export const ${name} = ${code};\n`);
  writeFileSync(file, `import tfl from ${JSON.stringify(LAYERS)};\n${exports.join("")}`);
  return refused(["--module", file, ...args]);
}

describe("an export of a module", () => {
  test.each([
    [{ batchSize: "-3" }, "`batchSize` of m.mjs must be an integer of at least 1, got -3"],
    [{ stepsPerEpoch: "0.5" }, "`stepsPerEpoch` of m.mjs must be an integer"],
    [{ optimizer: '"adm"' }, "`optimizer` of m.mjs must be one of"],
    [{ optimizer: '{ name: "momentum", useNesterov: true }' }, "useNesterov"],
    [{ optimizer: '{ name: "adam", beta1: 2 }' }, "`beta1 of adam` of m.mjs must be"],
    [{ loss: '"mean"' }, "`loss` of m.mjs must be one of"],
    [{ optimizer: "" }, "`optimizer` of m.mjs is missing: export a tf optimizer"],
    [{ loss: "" }, "`loss` of m.mjs is missing: export a name"],
    [{ heldOut: "2" }, "`heldOut` of m.mjs"],
    [{ validationSplit: "2" }, "`validationSplit` of m.mjs"],
    [{ heldOut: "0.1", validationSplit: "0.2" }, "`heldOut`"],
    [{ data: "{ xs: [[1], [2]], ys: [[1]] }" }, "`data` of m.mjs"],
    [{ data: "null" }, "`data` of m.mjs must be rows"],
    [{ model: "{}" }, "`model` of m.mjs must be a LayersModel"],
    [{ batchSizes: "3" }, "has no option `batchSizes`"],
  ])("is none of the command line: %j", (parts, said) => {
    const stderr = withModule(parts);
    expect(stderr).toContain(said);
    expect(stderr.replace(/--module/g, "")).not.toMatch(/--[a-z]/);
  });

  test.each([
    [["--batch-size", "-3"], "--batch-size must be"],
    [["--optimizer", "adm"], "--optimizer must be one of"],
    [["--loss", "mean"], "--loss must be one of"],
    [["--held-out", "2"], "--held-out must be"],
  ])("gives way to what is typed, which is named as that: %j", (args, said) => {
    expect(withModule({}, args)).toContain(said);
  });
});

const TABLES: Readonly<Record<string, string>> = {
  "no target": "a,b\n1,2\n3,4\n",
  "one column": "a\n1\n2\n",
  "numbers with a comma": `a,b\n${Array.from({ length: 20 }, (_, i) => `"${i},5",${i}`).join("\n")}\n`,
  "a text among numbers": `a,b\n${Array.from({ length: 40 }, (_, i) => `1,${i % 7}`).join("\n")}\nx,2\n`,
};

describe("an option that a table lacks", () => {
  test.each([
    ["no target", {}, "target", "--target"],
    ["one column", { target: 0 }, "delimiter", "--delimiter"],
    ["numbers with a comma", { target: "b" }, "categorical", "--categorical"],
    ["a text among numbers", { target: "b", numeric: ["a"] }, "categorical", "--categorical"],
  ] as const)("%s: has the name of who is told", async (name, options, own, flag) => {
    const file = join(temporaryFolder(), "t.csv");
    writeFileSync(file, TABLES[name] as string);
    const error = await loadData(file, options).then(
      () => null,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toContain(`\`${own}\``);
    expect(error?.message).not.toMatch(/--[a-z]/);
    const typed = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
    const stderr = refused(["--data", file, ...typed]);
    expect(stderr).toContain(flag);
    expect(stderr).not.toContain("`");
  });
});

test("a folder as a model is answered with what a model is", () => {
  const folder = temporaryFolder();
  const stderr = refused([
    "--data",
    repoFile("datasets/blobs.csv"),
    "--target",
    "kind",
    "--model",
    folder,
  ]);
  expect(stderr).toContain("--model cannot be");
  expect(stderr).toContain("a saved model is its model.json");
  expect(stderr).not.toContain("--data");
});
