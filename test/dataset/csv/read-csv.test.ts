import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../../src/dataset/csv/read-csv.ts";
import { cellOf, cellsOf } from "../../../src/dataset/csv/rows.ts";
import { openContent } from "../../../src/dataset/files.ts";
import { type LoadOptions, resolveLoadOptions } from "../../../src/dataset/options.ts";
import { csv, expectInputError, tempFiles } from "../support.ts";

const files = tempFiles();

async function read(path: string, options: LoadOptions = {}) {
  const content = await openContent(path);
  const result = await readCsv(content, resolveLoadOptions(options));
  return { ...result, cells: result.table.rows.map(cellsOf), digest: content.digest() };
}

const LINES = ["x,name,y", "1,a,2", "3,b,4", "5,a,6"];
const CELLS = LINES.slice(1).map((line) => line.split(","));

describe("forms of a file", () => {
  test.each([
    ["commas", LINES.join("\n")],
    ["a line end at the end", `${LINES.join("\n")}\n`],
    ["CRLF", `${LINES.join("\r\n")}\r\n`],
    ["lone CR", LINES.join("\r")],
    ["mixed line ends", `x,name,y\r\n1,a,2\n3,b,4\r\n5,a,6`],
    ["a byte order mark", `\ufeff${LINES.join("\n")}`],
    ["empty lines at the end", `${LINES.join("\n")}\n\n\n  \n`],
    ["empty lines in between", LINES.join("\n\n")],
    ["quotes", LINES.join("\n").replaceAll(",a,", ',"a",')],
    ["quotes and CRLF", LINES.join("\r\n").replace("x,name,y", '"x","name","y"')],
    ["spaces around cells", LINES.join("\n").replaceAll(",", " , ")],
    ["semicolons", LINES.join("\n").replaceAll(",", ";")],
    ["tabs", LINES.join("\n").replaceAll(",", "\t")],
    ["pipes", LINES.join("\n").replaceAll(",", "|")],
  ])("%s", async (name, text) => {
    const { table, cells, warnings } = await read(files.write(`${name}.csv`, text));
    expect(table.names).toEqual(["x", "name", "y"]);
    expect(table.hasHeader).toBe(true);
    expect(cells).toEqual(CELLS);
    expect(warnings).toEqual([]);
  });

  test("gzip and UTF-16 with a byte order mark", async () => {
    const text = LINES.join("\n");
    const zipped = await read(files.write("a.csv.gz", gzipSync(text)));
    expect(zipped.cells).toEqual(CELLS);
    const wide = await read(files.write("wide.csv", Buffer.from(`\ufeff${text}`, "utf16le")));
    expect(wide.cells).toEqual(CELLS);
  });

  test("a .tsv file is cut at tabs, whatever is in its cells", async () => {
    const { cells } = await read(files.write("a.tsv", "a,b,c\td\n1,2,3\t4\n5,6,7\t8\n"));
    expect(cells).toEqual([
      ["1,2,3", "4"],
      ["5,6,7", "8"],
    ]);
  });

  test("a delimiter can be given", async () => {
    const path = files.write("tilde.csv", "a~b\n1~2\n");
    expect((await read(path, { delimiter: "~" })).cells).toEqual([["1", "2"]]);
    const tabs = files.write("tabs.csv", "a\tb\n1\t2\n");
    expect((await read(tabs, { delimiter: "\\t" })).cells).toEqual([["1", "2"]]);
    const rows = Array.from({ length: 300 }, (_, i) => [`${i}`, `x${i}`]);
    const faces = files.write(
      "faces.csv",
      `a🙂b\n${rows.map((row) => row.join("🙂")).join("\n")}\n`,
    );
    expect((await read(faces, { delimiter: "🙂" })).cells).toEqual(rows);
  });

  test("quoted cells keep delimiters, quotes and line ends", async () => {
    const path = files.write("q.csv", 'a,b\n"x, ""y""\nz",1\n"w",2\n');
    expect((await read(path)).cells).toEqual([
      ['x, "y"\nz', "1"],
      ["w", "2"],
    ]);
  });

  test("bytes that are not UTF-8 are refused with their row and column, also beyond the sample", async () => {
    const rows = Array.from(
      { length: 50_000 },
      (_, i) => `${i},"x\n${i}",${i === 40_000 ? "\xe9" : "e"}\n`,
    );
    const path = files.write("latin1.csv", Buffer.from(`a,b,c\n${rows.join("")}`, "latin1"));
    await expect(read(path, { maxRows: 10 })).rejects.toMatchObject({
      code: "not-utf8",
      data: { path, row: 40_002, column: 3 },
    });
  });

  test("a replacement character that stands in the file is text like any other", async () => {
    const path = files.write("replaced.csv", "a,b\ncaf\ufffd,1\nbar,2\n");
    expect((await read(path)).cells[0]).toEqual(["caf\ufffd", "1"]);
  });

  test("a header can be forced either way", async () => {
    const path = files.write("h.csv", LINES.join("\n"));
    const off = await read(path, { header: false });
    expect(off.table.names).toEqual(["column0", "column1", "column2"]);
    expect(off.cells).toHaveLength(4);
    const numbers = files.write("n.csv", "1,2\n3,4\n5,6\n");
    const on = await read(numbers, { header: true });
    expect(on.table.names).toEqual(["1", "2"]);
    expect(on.cells).toHaveLength(2);
  });

  test("unnamed columns of a header get a name by place", async () => {
    expect((await read(files.write("u.csv", ",x\n0,5\n1,6\n"))).table.names).toEqual([
      "column0",
      "x",
    ]);
  });

  test("the digest is the SHA-256 of the file's own bytes", async () => {
    const bytes = gzipSync(LINES.join("\n"));
    const { digest } = await read(files.write("d.csv.gz", bytes));
    expect(digest).toBe(createHash("sha256").update(bytes).digest("hex"));
  });
});

describe("large files", () => {
  const text = csv(
    "id,text,kind",
    30_000,
    (i) => `${i},"é☃ ""${i}"",\n${"z".repeat(i % 7)}",k${i % 3}`,
  );
  const wanted = (i: number) => [String(i), `é☃ "${i}",\n${"z".repeat(i % 7)}`.trim(), `k${i % 3}`];

  test("chunk borders within characters, quotes and lines do no harm", async () => {
    const { table, cells } = await read(files.write("big.csv", text));
    expect(table.totalRows).toBe(30_000);
    expect(cells.every((row, i) => row.join("\0") === wanted(i).join("\0"))).toBe(true);
    expect(table.rowNumbers[29_999]).toBe(30_001);
  });

  test("a row cap keeps a seeded sample of the whole file and says so", async () => {
    const path = files.write("cap.csv", text);
    const once = await read(path, { maxRows: 500, seed: 3 });
    const again = await read(path, { maxRows: 500, seed: 3 });
    const other = await read(path, { maxRows: 500, seed: 4 });
    expect(once.cells).toHaveLength(500);
    expect(again.cells).toEqual(once.cells);
    expect(other.cells).not.toEqual(once.cells);
    expect(once.table.totalRows).toBe(30_000);
    expect(once.warnings).toMatchObject([
      { code: "row-cap", data: { totalRows: 30_000, kept: 500 } },
    ]);
    // Every held row is one of the file's, in the file's order, from all over the file.
    const ids = once.cells.map((row) => Number(row[0]));
    expect(ids.every((id, i) => once.cells[i]?.join() === wanted(id).join())).toBe(true);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(once.table.rowNumbers).toEqual(ids.map((id) => id + 2));
    const mean = ids.reduce((sum, id) => sum + id, 0) / 500;
    // Standard error of the mean of 500 uniform places: 30000 / sqrt(12 x 500) = 387.
    expect(Math.abs(mean - 15_000)).toBeLessThan(4 * 387);
  });

  test("a ragged row is found although the sample would not hold it", async () => {
    const path = files.write("late.csv", `${csv("a,b", 20_000, (i) => `${i},1`)}1,2,3\n`);
    await expectInputError(
      () => read(path, { maxRows: 10 }),
      "ragged-row",
      path,
      "row 20002",
      "3 cells",
      "row 1 has 2",
    );
  });
});

test("any table that is written comes back cell by cell", async () => {
  const cell = fc.string({
    unit: fc.constantFrom("a", "B", "1", ",", ";", '"', "\n", " ", "é"),
    maxLength: 6,
  });
  const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 8,
    }),
  );
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const text = rows
        .map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(","))
        .join("\n");
      const path = files.write("property.csv", text);
      const result = await read(path, { header: false, delimiter: "," });
      const trimmed = rows.map((row) => row.map((c) => c.trim()));
      expect(result.cells).toEqual(trimmed);
      const column = trimmed.length % 2;
      expect(result.table.rows.map((row) => cellOf(row, column))).toEqual(
        trimmed.map((row) => row[column]),
      );
    }),
    { numRuns: 150, seed: 7 },
  );
});
