import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadData } from "../../src/dataset/load.ts";
import type { LoadOptions } from "../../src/dataset/options.ts";
import { describeWith } from "../helpers/needs.ts";

// Public data sets that are not part of the project; the tests run where the folder is present.
const folder = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

// Rows, columns, classes and training shares as the sets' own descriptions give them.
const SETS: [string, LoadOptions, string, number, number[], string[]][] = [
  [
    "iris.csv",
    { target: 4 },
    "classification",
    150,
    [4],
    ["Iris-setosa", "Iris-versicolor", "Iris-virginica"],
  ],
  ["wine.csv", { target: "13" }, "classification", 178, [13], ["1", "2", "3"]],
  ["banknote_authentication.csv", { target: "column4" }, "classification", 1372, [4], ["0", "1"]],
  ["abalone.csv", { target: 8 }, "regression", 4177, [3 + 7], []],
  [
    "winequality-white.csv",
    { target: 11 },
    "classification",
    4898,
    [11],
    ["3", "4", "5", "6", "7", "8", "9"],
  ],
  ["winequality-white.csv", { target: 11, task: "regression" }, "regression", 4898, [11], []],
  ["mnist-t10k-images-idx3-ubyte.gz", {}, "classification", 10_000, [28, 28, 1], [..."0123456789"]],
];

describeWith({ what: "the public data sets", isThere: existsSync(folder) }, "real data", () => {
  test.each(SETS)("%s %o", async (name, options, task, rows, shape, classes) => {
    const { dataset, split, warnings } = await loadData(`${folder}${name}`, options);
    expect(dataset).toMatchObject({ task, rows, featureShape: shape, classes });
    expect(split.heldOut.length).toBe(Math.min(2000, Math.round(rows / 5)));
    expect(split.train.length + split.heldOut.length).toBe(rows);
    expect(dataset.features.every(Number.isFinite)).toBe(true);
    expect(warnings).toEqual([]);
    if (name.endsWith(".csv")) expect(dataset.summary.steps[0]).toContain("no header");
  });
});
