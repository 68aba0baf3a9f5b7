import { describe, expect, test } from "vitest";
import { type ArrayDataOptions, datasetFromArrays } from "../../src/dataset/arrays.ts";
import { expectInputError } from "./support.ts";

const features = Array.from({ length: 30 }, (_, i) => [i, (i * 7) % 11]);
const targets = features.map((_, i) => i % 2);

test("rows of numbers, unscaled", () => {
  const { dataset, split, warnings } = datasetFromArrays({ features, targets });
  expect(dataset.featureShape).toEqual([2]);
  expect([...dataset.features]).toEqual(features.flat());
  expect([...dataset.targets]).toEqual(targets);
  expect(dataset.summary).toMatchObject({ source: "arrays", rows: 30, features: 2, classes: 2 });
  expect([split.train.length, split.heldOut.length]).toEqual([24, 6]);
  expect(warnings).toEqual([]);
});

test("one flat array with a shape, and typed targets", () => {
  const { dataset } = datasetFromArrays({
    features: Float32Array.from({ length: 30 * 4 }, (_, i) => i),
    featureShape: [2, 2, 1],
    targets: Uint8Array.from(targets),
    name: "squares",
  });
  expect([dataset.name, dataset.rows, dataset.featureShape]).toEqual(["squares", 30, [2, 2, 1]]);
});

test("labels are classes; a regression target stays as it is unless asked", () => {
  const labelled = datasetFromArrays({ features, targets: targets.map((t) => (t ? "yes" : "no")) });
  expect(labelled.dataset.classes).toEqual(["no", "yes"]);
  const prices = features.map((_, i) => 1000 * i + 0.5);
  const raw = datasetFromArrays({ features, targets: prices });
  expect(raw.dataset.task).toBe("regression");
  expect(raw.dataset.targets[2]).toBe(2000.5);
  const scaled = datasetFromArrays({ features, targets: prices, targetScale: "standard" });
  expect(Math.max(...scaled.dataset.targets)).toBeLessThan(3);
});

test("scaling uses the training rows", () => {
  const { dataset, split } = datasetFromArrays({
    features: features.map((row) => [...row, 5]),
    targets,
    scale: true,
  });
  const column = (c: number) =>
    [...split.train].map((row) => dataset.features[row * 3 + c] as number);
  for (const c of [0, 1]) {
    const values = column(c);
    expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(0, 5);
    expect(values.reduce((a, b) => a + b * b, 0) / values.length).toBeCloseTo(1, 5);
  }
  expect(new Set(column(2))).toEqual(new Set([5]));
});

test("the digest changes with any number", () => {
  const digest = (value: number) =>
    datasetFromArrays({ features: [[value, 1], ...features.slice(1)], targets }).dataset.summary
      .digest;
  expect(digest(1)).toBe(digest(1));
  expect(digest(1)).not.toBe(digest(2));
  expect(digest(1)).toMatch(/^[0-9a-f]{64}$/);
});

describe("bad arrays", () => {
  const rejects = (options: Partial<ArrayDataOptions>, code: string, ...texts: string[]) =>
    expectInputError(() => datasetFromArrays({ features, targets, ...options }), code, ...texts);
  const withRow = (row: number, cells: number[]) =>
    features.map((old, i) => (i === row ? cells : old));

  test("NaN and numbers beyond a float32", async () => {
    await rejects({ features: withRow(4, [1, Number.NaN]) }, "bad-cell", "row 4, column 1", "NaN");
    await rejects({ features: withRow(0, [1e39, 1]) }, "bad-cell", "row 0, column 0", "1e+39");
    await rejects(
      {
        features: Float32Array.from({ length: 60 }, (_, i) => (i === 7 ? Number.NaN : i)),
        featureShape: [2],
      },
      "bad-cell",
      "row 3, column 1",
    );
  });
  test("a short row", () =>
    rejects({ features: withRow(4, [1]) }, "bad-option", "`features[4]`", "2 numbers"));
  test("empty rows", () => rejects({ features: [[], []] }, "bad-option", "`features[0]`"));
  test("another number of rows than targets", async () => {
    await rejects({ features: features.slice(1) }, "row-count", "29 rows", "30");
    await rejects({ features: new Float32Array(59), featureShape: [2] }, "row-count", "29.5 rows");
  });
  test("a flat array without a shape", () =>
    rejects({ features: new Float32Array(60) }, "bad-option", "`featureShape`"));
  test("a shape that is none", () =>
    rejects({ featureShape: [2, 0] }, "bad-option", "`featureShape`"));
  test("bad targets", async () => {
    await rejects(
      { targets: targets.map((t, i) => (i === 5 ? Number.NaN : t)) },
      "bad-option",
      "`targets[5]`",
    );
    await rejects(
      { targets: targets.map((t, i) => (i === 5 ? "" : `${t}`)) },
      "bad-option",
      "`targets[5]`",
    );
    await rejects({ targets: targets.map(() => 3) }, "constant-target", "`targets`", "3");
    await rejects({ targets: targets.map(() => "a") }, "single-class", "`targets`");
  });
  test("too few rows", () =>
    rejects(
      { features: features.slice(0, 4), targets: [0, 1, 0, 1] },
      "too-few-rows",
      "4 usable rows",
    ));
  test("options", async () => {
    await rejects({ heldOut: 1 }, "bad-option", "`heldOut`");
    await rejects({ task: "cluster" as "auto" }, "bad-option", "`task`");
  });
  test("more features than rows is a warning", () => {
    const wide = Array.from({ length: 12 }, (_, i) => Array.from({ length: 40 }, (_, j) => i * j));
    const { warnings } = datasetFromArrays({ features: wide, targets: targets.slice(0, 12) });
    expect(warnings).toMatchObject([
      { code: "more-features-than-rows", data: { features: 40, trainingRows: 10 } },
    ]);
  });
});
