import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { loadData } from "../../src/dataset/load.ts";
import { tempFiles } from "./support.ts";

const folder = fileURLToPath(new URL("../../datasets/", import.meta.url));
const files = tempFiles();

test("make.mjs writes the bundled files again", () => {
  execFileSync(process.execPath, [`${folder}make.mjs`, files.folder]);
  const names = readdirSync(files.folder).sort();
  expect(names).toEqual(
    readdirSync(folder)
      .filter((name) => /\.(csv|gz)$/.test(name))
      .sort(),
  );
  for (const name of names) {
    const [made, kept] = [files.path(name), `${folder}${name}`].map((path) => {
      const bytes = readFileSync(path);
      return name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
    });
    expect(made?.equals(kept as Buffer), name).toBe(true);
  }
});

test("they are small", () => {
  const bytes = readdirSync(folder).reduce(
    (sum, name) => sum + statSync(`${folder}${name}`).size,
    0,
  );
  expect(bytes).toBeLessThan(600_000);
});

describe("what is found in them", () => {
  test.each([
    ["blobs.csv", "kind", "classification", 1200, [6], 4, []],
    ["spirals.csv", "arm", "classification", 1500, [2], 3, []],
    ["house-prices.csv", "price", "regression", 1500, [12], 0, ["missing-values"]],
    ["digits-images.idx3-ubyte.gz", undefined, "classification", 1500, [16, 16, 1], 10, []],
  ])("%s", async (name, target, task, rows, shape, classes, warnings) => {
    const data = await loadData(`${folder}${name}`, target === undefined ? {} : { target });
    expect(data.dataset).toMatchObject({ task, rows, featureShape: shape });
    expect(data.dataset.classes).toHaveLength(classes);
    expect(data.warnings.map((warning) => warning.code)).toEqual(warnings);
  });
});
