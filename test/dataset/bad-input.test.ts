import { chmodSync, mkdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { loadData } from "../../src/dataset/load.ts";
import type { LoadOptions } from "../../src/dataset/options.ts";
import { notRoot, skipWithout } from "../helpers/needs.ts";
import { csv, expectInputError, tempFiles } from "./support.ts";

const files = tempFiles();
const good = csv("x,name,price", 30, (i) => `${i * 3},${"ab"[i % 2]},${i / 7}`);

/** Writes the file, loads it and expects the error; the message always names the file. */
async function rejects(
  content: string | Uint8Array,
  options: LoadOptions,
  code: string,
  ...texts: string[]
) {
  const path = files.write("bad.csv", content);
  return expectInputError(() => loadData(path, options), code, path, ...texts);
}

describe("files", () => {
  test("missing", () =>
    expectInputError(() => loadData(files.path("none.csv")), "missing-file", "none.csv"));
  test("a folder", () => {
    mkdirSync(files.path("folder.csv"));
    return expectInputError(() => loadData(files.path("folder.csv")), "not-a-file", "folder.csv");
  });
  test("not readable", async (context) => {
    const path = files.write("locked.csv", good);
    chmodSync(path, 0);
    skipWithout(notRoot, context);
    await expectInputError(() => loadData(path), "unreadable-file", "locked.csv");
  });
  test("empty", () => rejects("", { target: 0 }, "empty-file"));
  test("empty inside a gzip", () => rejects(gzipSync(""), { target: 0 }, "empty-file"));
  test("only empty lines", () => rejects("\n\n  \n", { target: 0 }, "empty-file", "empty lines"));
  test("header only", () => rejects("x,name,price\n", { target: "price" }, "no-rows", "header"));
  test("header only, forced", () => rejects("1,2\n", { target: 0, header: true }, "no-rows"));
  test("one column", () =>
    rejects("x\n1\n2\n", { target: 0 }, "one-column", "row 1", "`delimiter`"));
  test("fewer than 10 rows", () =>
    expectInputError(
      () =>
        loadData(
          files.write(
            "few.csv",
            csv("x,y", 9, (i) => `${i},${i % 2}`),
          ),
          { target: "y" },
        ),
      "too-few-rows",
      "9 usable rows",
    ));
  test("truncated gzip", () =>
    rejects(gzipSync(good).subarray(0, 60), { target: 0 }, "bad-gzip", "truncated"));
  test("damaged gzip", () => {
    const bytes = gzipSync(good);
    bytes.fill(0xff, 30, 50);
    return rejects(bytes, { target: 0 }, "bad-gzip");
  });
  test("a spreadsheet", () =>
    rejects(Buffer.from("PK\x03\x04rest"), { target: 0 }, "unknown-format", "export it as CSV"));
  test("bytes that are no text", () =>
    rejects(Buffer.from([0x41, 0x2c, 0x00, 0x0a]), { target: 0 }, "not-text"));
});

describe("rows and cells", () => {
  const lines = good.trimEnd().split("\n");
  const withLine = (row: number, line: string) =>
    [...lines.slice(0, row - 1), line, ...lines.slice(row)].join("\n");

  test("too many cells", () =>
    rejects(
      withLine(7, "1,a,2,3"),
      { target: "price" },
      "ragged-row",
      "row 7",
      "4 cells",
      "has 3",
    ));
  test("too few cells", () =>
    rejects(withLine(31, "1,a"), { target: "price" }, "ragged-row", "row 31", "2 cells", "has 3"));
  test("empty lines count as rows", () =>
    rejects(`${lines.join("\n\n")}\n1,2`, { target: "price" }, "ragged-row", "row 62"));
  test("text in a numeric column", async () => {
    const error = await rejects(
      withLine(12, "12x,a,5.5"),
      { target: "price" },
      "bad-cell",
      "row 12",
      'column "x"',
      '"12x" is not a number',
      "leave it empty",
      "`categorical`",
    );
    expect(error.data).toMatchObject({ row: 12, column: "x", text: "12x" });
  });
  test("the first bad cell of the file is named", () =>
    rejects(
      csv("a,b,y", 60, (i) => `${i === 50 ? "late" : i},${i === 7 ? "early" : i},${i / 7}`),
      { target: "y" },
      "bad-cell",
      "row 9",
      'column "b"',
      '"early"',
    ));
  test("one text in a short column of numbers", () =>
    rejects(
      csv("x,y", 12, (i) => `${i === 3 ? "oops" : i},${i / 7}`),
      { target: "y" },
      "bad-cell",
      "row 5",
      '"oops"',
    ));
  test("text in a column forced to be numeric", () =>
    rejects(
      good,
      { target: "price", numeric: ["name"] },
      "bad-cell",
      "row 2",
      'column "name"',
      '"a"',
    ));
  test("text in a numeric target", () =>
    rejects(
      withLine(9, "3,a,cheap"),
      { target: "price" },
      "bad-cell",
      "row 9",
      'column "price"',
      '"cheap"',
    ));
  test.each(["Infinity", "-inf", "1e39"])("%s", async (cell) => {
    await rejects(
      withLine(9, `${cell},a,2.5`),
      { target: "price" },
      "bad-cell",
      "row 9",
      'column "x"',
      `"${cell}"`,
      "32-bit",
    );
  });
  test("a header taken for data", () =>
    rejects(
      csv("id,2001,2002,y", 30, (i) => `${i},${i},${i},${i / 7}`),
      { target: 3 },
      "bad-cell",
      "row 1",
      "`header`",
    ));
  test("commas in numbers between commas, where they may be either", () =>
    rejects(
      csv("x,y", 30, (i) => `"${i},5",${i % 2}`),
      { target: "y" },
      "comma-number",
      'column "x"',
      '"0,5"',
      "row 2",
    ));
  test("decimal commas beside decimal points", () =>
    rejects(
      csv("x;y", 30, (i) => `${i % 3 ? `${i}.5` : `${i},5`};${i % 2}`),
      { target: "y", delimiter: ";" },
      "comma-number",
      'column "x"',
      "thousands",
    ));
  test("text after a closing quote", () =>
    rejects(withLine(5, '"1"2,a,3'), { target: "price" }, "bad-quotes", "row 5"));
  test("a quote that is never closed", () =>
    rejects(withLine(5, '1,"a,3'), { target: "price" }, "bad-quotes", "row 5", "never closed"));
  test("a quote that is never closed in a large file", () =>
    rejects(
      `${withLine(5, '1,"a,3')}\n${"1,b,2\n".repeat(1_600_000)}`,
      { target: "price" },
      "bad-quotes",
      "row 5",
    ));
});

describe("columns", () => {
  test("no target", () => rejects(good, {}, "no-target", "`target`", "0 x, 1 name, 2 price"));
  test("a target that is not there", async () => {
    const error = await rejects(
      good,
      { target: "prize" },
      "unknown-column",
      "`target`",
      'Did you mean "price"?',
      "0 x, 1 name, 2 price",
    );
    expect(error.data.nearest).toBe("price");
  });
  test.each([3, "3", -1, "-1"])("index %s", async (target) => {
    await rejects(good, { target }, "unknown-column", "`target`", "from 0 to 2");
  });
  test.each(["numeric", "categorical", "ignore"] as const)(
    "an unknown column in %s",
    async (option) => {
      await rejects(
        good,
        { target: "price", [option]: ["nam"] },
        "unknown-column",
        `\`${option}\``,
        '"name"',
      );
    },
  );
  test("a name that two columns have", () =>
    rejects(
      csv("a,a,y", 30, (i) => `${i},${i},${i % 2}`),
      { target: "a" },
      "ambiguous-column",
      "0 or 1",
    ));
  test("a column in two lists", () =>
    expectInputError(
      () => loadData(files.write("x.csv", good), { target: "price", numeric: ["x"], ignore: [0] }),
      "column-conflict",
      '"x"',
      "`ignore`",
      "`numeric`",
    ));
  test("the target in a list", () =>
    expectInputError(
      () => loadData(files.write("x.csv", good), { target: "price", ignore: ["price"] }),
      "column-conflict",
      '"price"',
      "`ignore`",
    ));
  test("no feature is left", () =>
    rejects(good, { target: "price", ignore: ["x", "name"] }, "no-features"));
  test("every feature is constant", () =>
    rejects(
      csv("x,y", 30, (i) => `1,${i % 2}`),
      { target: "y" },
      "no-features",
      "constant",
    ));
});

describe("targets", () => {
  const target = (value: (i: number) => unknown) => csv("x,y", 30, (i) => `${i / 7},${value(i)}`);
  test("constant", () =>
    rejects(
      target(() => 4.5),
      { target: "y" },
      "constant-target",
      '"y"',
      "4.5",
    ));
  test("a single class", () =>
    rejects(
      target(() => "cat"),
      { target: "y" },
      "single-class",
      '"y"',
      '"cat"',
    ));
  test("all missing", () =>
    rejects(
      target(() => "NA"),
      { target: "y" },
      "empty-target",
      '"y"',
    ));
  test("regression on text", () =>
    rejects(
      target((i) => "ab"[i % 2]),
      { target: "y", task: "regression" },
      "text-target",
      "`task`",
      '"y"',
      '"a"',
    ));
  test("classification on fractions", () =>
    rejects(
      target((i) => i / 3),
      { target: "y", task: "classification" },
      "float-target",
      "`task`",
      '"y"',
    ));
  test("a class for each row", () =>
    rejects(
      target((i) => `n${i}`),
      { target: "y" },
      "too-many-classes",
      '"y"',
      "30 classes in 30 rows",
    ));
  test("the held-out share leaves nothing", () =>
    expectInputError(
      () => loadData(files.write("x.csv", good), { target: "price", heldOut: 0.99 }),
      "too-few-rows",
      "`heldOut`",
    ));
});

describe("options", () => {
  test.each([
    ["heldOut", 1],
    ["heldOut", -0.1],
    ["heldOut", Number.NaN],
    ["maxHeldOut", 0],
    ["seed", 1.5],
    ["maxRows", 0],
    ["header", "maybe"],
    ["delimiter", ",,"],
    ["delimiter", '"'],
    ["task", "clasification"],
    ["scale", "yes"],
    ["targetScale", "log"],
  ])("%s: %s", async (option, value) => {
    await expectInputError(
      () => loadData(files.write("x.csv", good), { target: 0, [option]: value } as LoadOptions),
      "bad-option",
      `\`${option}\``,
    );
  });
  test("labels with a table", () =>
    rejects(good, { target: "price", labels: "l.idx" }, "bad-option", "`labels`", "`target`"));
});
