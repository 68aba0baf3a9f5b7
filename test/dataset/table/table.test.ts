import { describe, expect, test } from "vitest";
import type { PreparedData } from "../../../src/dataset/index.ts";
import { loadData } from "../../../src/dataset/load.ts";
import { csv, tempFiles } from "../support.ts";

const files = tempFiles();
const codes = (data: PreparedData) => data.warnings.map((warning) => warning.code);
const row = (data: PreparedData, i: number) => {
  const width = data.dataset.features.length / data.dataset.rows;
  return [...data.dataset.features.subarray(i * width, (i + 1) * width)];
};

describe("scaling", () => {
  // Times in milliseconds, where single precision alone would lose the differences.
  const value = (i: number) => 1.7e12 + ((i * 7919) % 101) * 1000;
  const path = files.write(
    "s.csv",
    csv("t,big,y", 60, (i) => `${value(i)},${(i * 31) % 17},${i * 2.5}`),
  );

  test("uses the training rows' mean and population deviation, for features and target", async () => {
    const { dataset, split } = await loadData(path, { target: "y", seed: 2 });
    for (const [column, of] of [value, (i: number) => (i * 31) % 17].entries()) {
      const train = [...split.train].map(of);
      const mean = train.reduce((a, b) => a + b) / train.length;
      const deviation = Math.sqrt(train.reduce((a, b) => a + (b - mean) ** 2, 0) / train.length);
      for (let i = 0; i < 60; i++) {
        expect(dataset.features[2 * i + column]).toBeCloseTo((of(i) - mean) / deviation, 5);
      }
    }
    const train = [...split.train].map((i) => dataset.targets[i] as number);
    expect(train.reduce((a, b) => a + b) / train.length).toBeCloseTo(0, 6);
    expect(train.reduce((a, b) => a + b * b, 0) / train.length).toBeCloseTo(1, 5);
    expect(dataset.summary.steps.join(" ")).toMatch(/Target scaled.*loss of 1/);
  });

  test("held-out rows have no part in it", async () => {
    const before = await loadData(path, { target: "y", seed: 2 });
    const heldOut = before.split.heldOut[0] as number;
    const changed = csv(
      "t,big,y",
      60,
      (i) => `${value(i)},${i === heldOut ? 1e6 : (i * 31) % 17},${i * 2.5}`,
    );
    const after = await loadData(files.write("s2.csv", changed), { target: "y", seed: 2 });
    expect(after.split).toEqual(before.split);
    for (const i of before.split.train) expect(row(after, i)).toEqual(row(before, i));
    expect(row(after, heldOut)).not.toEqual(row(before, heldOut));
  });

  test("can be turned off", async () => {
    const raw = await loadData(path, { target: "y", scale: false, targetScale: "none" });
    expect(row(raw, 3)).toEqual([Math.fround(value(3)), (3 * 31) % 17]);
    expect(raw.dataset.targets[3]).toBe(7.5);
  });
});

describe("missing values", () => {
  const markers = ["", "NA", "?", "null", "None", "N/A", "nan"];
  const text = csv("x,kind,y", 70, (i) => {
    const x = i < 7 ? markers[i] : i;
    return `${x},${i >= 10 && i < 15 ? "NA" : `k${i % 2}`},${i >= 60 && i < 63 ? "" : i % 2}`;
  });

  test("numbers get the training median, categories a level, rows without target go", async () => {
    const data = await loadData(files.write("m.csv", text), { target: "y", scale: false });
    const { dataset, split } = data;
    expect(dataset.rows).toBe(67);
    expect(dataset.featureShape).toEqual([4]);
    // Rows 0 to 59 kept their place; 60 to 62 are gone.
    const place = (i: number) => (i < 60 ? i : i + 3);
    const present = [...split.train]
      .filter((i) => i >= 7)
      .map(place)
      .sort((a, b) => a - b);
    const middle = present.length / 2;
    const median =
      ((present[Math.ceil(middle) - 1] as number) + (present[Math.floor(middle)] as number)) / 2;
    for (let i = 0; i < 7; i++) expect(row(data, i)[0]).toBe(median);
    expect(row(data, 7)[0]).toBe(7);
    expect(row(data, 8).slice(1)).toEqual([1, 0, 0]);
    expect(row(data, 9).slice(1)).toEqual([0, 1, 0]);
    expect(row(data, 12).slice(1)).toEqual([0, 0, 1]);
    expect(data.warnings).toMatchObject([
      { code: "missing-target", data: { column: "y", rows: 3 } },
      {
        code: "missing-values",
        data: {
          cells: 12,
          columns: [
            { column: "x", cells: 7, filledWith: "median" },
            { column: "kind", cells: 5, filledWith: "level" },
          ],
        },
      },
    ]);
    expect(dataset.summary.steps.join(" ")).toContain("k0, k1, (missing)");
  });
});

describe("kinds of columns", () => {
  test("text is one-hot in code point order, a level that only held-out rows have is all zeros", async () => {
    const text = csv("k,x,y", 40, (i) => `${["b", "a", "C"][i % 3]},${i},${i % 2}`);
    const first = await loadData(files.write("k.csv", text), { target: "y" });
    expect(row(first, 0).slice(0, 3)).toEqual([0, 0, 1]);
    expect(row(first, 2).slice(0, 3)).toEqual([1, 0, 0]);
    const heldOut = first.split.heldOut[0] as number;
    const rare = csv(
      "k,x,y",
      40,
      (i) => `${i === heldOut ? "rare" : ["b", "a", "C"][i % 3]},${i},${i % 2}`,
    );
    const second = await loadData(files.write("k2.csv", rare), { target: "y" });
    expect(second.dataset.featureShape).toEqual([4]);
    expect(row(second, heldOut).slice(0, 3)).toEqual([0, 0, 0]);
  });

  test("numeric, categorical and ignore overrule, by name or index", async () => {
    const text = csv("zip,x,junk,y", 40, (i) => `${100 + (i % 3)},${i},${i},${i % 2}`);
    const path = files.write("o.csv", text);
    const plain = await loadData(path, { target: "y" });
    expect(plain.dataset.featureShape).toEqual([3]);
    const chosen = await loadData(path, { target: 3, categorical: ["zip"], ignore: [2] });
    expect(chosen.dataset.featureShape).toEqual([4]);
    const forced = csv("a,y", 40, (i) => `${i % 3 === 0 ? "" : i},${i % 2}`);
    const numeric = await loadData(files.write("f.csv", forced), { target: "y", numeric: ["a"] });
    expect(numeric.dataset.featureShape).toEqual([1]);
  });

  test("a name that exists wins over an index", async () => {
    const path = files.write(
      "i.csv",
      csv("a,0,y", 30, (i) => `${i},${i % 2},${i % 5}`),
    );
    const byName = await loadData(path, { target: "0", header: true });
    expect(byName.dataset.summary.steps.join(" ")).toContain("column 0, 2 classes");
    const byIndex = await loadData(path, { target: 2, header: true });
    expect(byIndex.dataset.classes).toHaveLength(5);
  });

  test("constant columns are left out with a step, empty ones with a warning", async () => {
    const path = files.write(
      "c.csv",
      csv("same,none,x,y", 30, (i) => `5,,${i},${i % 2}`),
    );
    const data = await loadData(path, { target: "y" });
    expect(data.dataset.featureShape).toEqual([1]);
    expect(data.dataset.summary.steps.join(" ")).toContain("Left out as constant: same");
    expect(data.warnings).toMatchObject([
      { code: "empty-column", data: { columns: ["none"] } },
      { code: "row-number-column", data: { column: "x" } },
    ]);
  });

  test("a column of names is left out with a warning, unless forced", async () => {
    const path = files.write(
      "names.csv",
      csv("name,x,y", 80, (i) => `n${i},${(i * 7) % 5},${i % 2}`),
    );
    const data = await loadData(path, { target: "y" });
    expect(data.dataset.featureShape).toEqual([1]);
    expect(data.warnings).toMatchObject([
      { code: "too-many-levels", data: { column: "name", levels: 80 } },
    ]);
    const forced = await loadData(path, { target: "y", categorical: ["name"] });
    expect(forced.dataset.featureShape).toEqual([1 + 64]);
    expect(codes(forced)).toEqual(["more-features-than-rows"]);
  });

  test("a column of numbers and some texts is kept as categories with a warning", async () => {
    const text = csv("size,y", 40, (i) => `${i % 5 === 0 ? "XL" : i % 3},${i % 2}`);
    const path = files.write("mixed.csv", text);
    const data = await loadData(path, { target: "y" });
    expect(data.dataset.featureShape).toEqual([4]);
    expect(data.warnings).toMatchObject([
      { code: "mixed-column", data: { column: "size", numbers: 32, texts: 8, row: 2 } },
    ]);
    expect(codes(await loadData(path, { target: "y", categorical: ["size"] }))).toEqual([]);
  });

  test("more than 1000 levels are too many however often each comes", async () => {
    const path = files.write(
      "lv.csv",
      csv("k,x,y", 4004, (i) => `k${i % 1001},${(i * 7) % 5},${i % 2}`),
    );
    expect(codes(await loadData(path, { target: "y" }))).toEqual(["too-many-levels"]);
  });
});

test("the same file and seed give the same data set", async () => {
  const text = csv("k,x,y", 200, (i) => `${["b", "a"][i % 2]},${i / 3},${i % 4}`);
  const options = { target: "y", maxRows: 100, seed: 9 };
  const once = await loadData(files.write("a.csv", text), options);
  const again = await loadData(files.write("a.csv", text), options);
  expect(again).toEqual(once);
  expect(once.dataset.rows).toBe(100);
  expect(once.dataset.summary.source).toBe("a.csv");
});

describe("rows that belong together", () => {
  const id = (i: number) => `p${i % 10}`;
  const path = files.write(
    "g.csv",
    csv("id,x,y", 60, (i) => `${id(i)},${(i * 7) % 13},${i * 2.5}`),
  );

  test("stay on one side, and their column is no feature", async () => {
    const { dataset, split } = await loadData(path, { target: "y", groups: "id" });
    const trained = new Set([...split.train].map(id));
    expect([...split.heldOut].filter((i) => trained.has(id(i)))).toEqual([]);
    expect(split.heldOut.length).toBe(12);
    expect(dataset.featureShape).toEqual([1]);
    expect(dataset.summary.steps.join(" ")).toMatch(
      /id keeps rows together; it is no feature.*12 held out, no group on both sides \(2 of 10 groups\)/,
    );
  });

  test("in their order: the last ones are held out", async () => {
    const { dataset, split } = await loadData(path, { target: "y", ordered: true });
    expect([split.heldOut[0], split.heldOut.length]).toEqual([48, 12]);
    expect(dataset.summary.steps.join(" ")).toContain("Split in the order of the rows");
  });

  test("a column that cannot say it is refused", async () => {
    const refused = (options: object, message: string) =>
      expect(loadData(path, { target: "y", ...options })).rejects.toThrow(message);
    await refused({ groups: "idd" }, 'Did you mean "id"?');
    await refused({ groups: "y" }, "is the `target` and in `groups`");
    await refused({ groups: "id", categorical: ["id"] }, "in `groups`, which is no feature");
    await refused({ groups: "id", ordered: true }, "`groups` cannot be used with `ordered`");
    await refused({ heldOut: 0.2, validationSplit: 0.2 }, "`heldOut` or `validationSplit`");
    const holes = files.write(
      "h.csv",
      csv("id,x,y", 60, (i) => `${i === 4 ? "" : id(i)},${(i * 7) % 13},${i * 2.5}`),
    );
    await expect(loadData(holes, { target: "y", groups: "id" })).rejects.toThrow(
      /row 6: no value in the column of `groups`, "id"/,
    );
  });
});
