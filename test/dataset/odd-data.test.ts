import { describe, expect, test } from "vitest";
import { loadData } from "../../src/dataset/index.ts";
import { tempFiles } from "./support.ts";

const files = tempFiles();
const rows = (count: number, row: (i: number) => string, head = "x,y") =>
  `${head}\n${Array.from({ length: count }, (_, i) => row(i)).join("\n")}\n`;
const load = (text: string, options = {}) =>
  loadData(files.write("odd.csv", text), { target: "y", ...options });
const codes = async (text: string, options = {}) =>
  (await load(text, options)).warnings.map(({ code }) => code);

describe("too few rows are said to be just that", () => {
  test.each([
    ["of two classes", rows(3, (i) => `${i},${i % 2 ? "a" : "b"}`)],
    ["of one class", rows(5, (i) => `${i},a`)],
    ["of numbers", rows(9, (i) => `${i},${i / 7}`)],
    ["of a constant", rows(4, (i) => `${i},1`)],
  ])("%s", (_, text) => expect(load(text)).rejects.toMatchObject({ code: "too-few-rows" }));

  test("a cap below them is refused by its name", () =>
    expect(
      load(
        rows(40, (i) => `${i},${i % 2}`),
        { maxRows: 5 },
      ),
    ).rejects.toThrow("`maxRows` must be an integer of at least 10"));
});

describe("classes", () => {
  test("too rare to be among the held-out rows are said", async () => {
    const { warnings } = await load(rows(300, (i) => `${i % 17},${i === 7 ? "rare" : "usual"}`));
    expect(warnings).toMatchObject([
      {
        code: "classes-not-held-out",
        message: expect.stringContaining('"rare" (1 row)'),
        data: { classes: [{ name: "rare", rows: 1 }] },
      },
    ]);
  });

  test("that all have a held-out row are not, nor is anything where none is held out", async () => {
    expect(await codes(rows(300, (i) => `${i % 17},${i % 30 === 7 ? "b" : "a"}`))).toEqual([]);
    const rare = rows(300, (i) => `${i % 17},${i === 7 ? "rare" : "usual"}`);
    expect(await codes(rare, { heldOut: 0 })).toEqual([]);
  });
});

test.each([
  ["2024-05-31", (i: number) => new Date(2e11 + i * 864e5).toISOString().slice(0, 10)],
  ["2024-05-31T10:00:00Z", (i: number) => new Date(2e11 + i * 864e5).toISOString()],
  ["31.05.2024", (i: number) => `${1 + (i % 28)}.${1 + (i % 12)}.${1990 + i}`],
])("a column of dates (%s) gets no advice to one-hot encode it", async (_, date) => {
  const { warnings } = await load(rows(120, (i) => `${date(i)},${i % 7},${i % 2}`, "when,x,y"));
  const [note] = warnings;
  expect(note).toMatchObject({ code: "too-many-levels", data: { column: "when", dates: true } });
  expect(note?.message).toMatch(/dates.*`--ordered`/);
  expect(note?.message).not.toContain("--categorical");
});

test("columns of one name are said, as features only", async () => {
  const { warnings } = await load(rows(40, (i) => `${i % 7},${i % 5},${i % 2}`, "a,a,y"));
  expect(warnings).toMatchObject([{ code: "same-name-columns", data: { names: ["a"] } }]);
  const ignored = rows(40, (i) => `${i % 7},${i % 5},${i % 2}`, "a,a,y");
  expect(await codes(ignored, { ignore: [0] })).toEqual([]);
});

describe("decimal commas are read as analyze reads them", () => {
  const text = (delimiter: string) =>
    rows(40, (i) => `${(i * 7) % 31},5${delimiter}${i % 13},25`, `x${delimiter}y`);

  test.each([";", "\t", "|"])("between %j", async (delimiter) => {
    const { dataset, warnings } = await load(text(delimiter), { delimiter });
    expect(dataset.task).toBe("regression");
    expect(dataset.features.length).toBe(40);
    expect(warnings.map(({ code }) => code)).toEqual(["decimal-commas"]);
    const points = await load(text(delimiter).replaceAll(",", "."), { delimiter });
    expect(points.dataset.features).toEqual(dataset.features);
    expect(points.dataset.targets).toEqual(dataset.targets);
  });

  test("found without a word about delimiter and header", async () => {
    const { dataset } = await load(text(";"));
    expect([dataset.task, dataset.rows]).toEqual(["regression", 40]);
  });
});
