import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createLogParser,
  isSweep,
  keepPickable,
  parseLog,
  pickColumns,
  sweepFromLog,
  trainingLogFrom,
} from "../../../src/logs/index.ts";
import { LRS, lossAt, sweepCsv, valuesOf } from "../support.ts";

const codes = (table: { warnings: readonly { code: string }[] }) =>
  table.warnings.map(({ code }) => code);

function expectSweep(content: string | Uint8Array): void {
  const table = parseLog(content, "sweep.csv");
  const [run] = sweepFromLog(table).runs;
  expect(run?.lrs).toEqual(LRS);
  expect(run?.losses).toEqual(LRS.map(lossAt));
}

describe("layout", () => {
  test.each([
    ["comma", sweepCsv()],
    ["semicolon", sweepCsv({ delimiter: ";" })],
    ["tab", sweepCsv({ delimiter: "\t" })],
    ["pipe", sweepCsv({ delimiter: "|" })],
    ["space", sweepCsv({ delimiter: " " })],
    ["decimal commas between semicolons", sweepCsv({ delimiter: ";", comma: true })],
    ["decimal commas between tabs", sweepCsv({ delimiter: "\t", comma: true })],
    ["CRLF", sweepCsv().replaceAll("\n", "\r\n")],
    ["lone CR", sweepCsv().replaceAll("\n", "\r")],
    ["no line end at the end", sweepCsv().trimEnd()],
    ["blank lines before and between", `\n\n${sweepCsv().replaceAll("\n", "\n\n")}`],
    ["a byte order mark", `\ufeff${sweepCsv()}`],
    ["quoted cells", sweepCsv().replace(/^(.*),(.*)$/gm, '"$1","$2"')],
    ["Excel's sep line", `sep=;\n${sweepCsv({ delimiter: ";" })}`],
    ["numpy's header", `# ${sweepCsv()}`],
  ])("%s", (_, text) => {
    expectSweep(text);
  });

  test("UTF-16 of both byte orders, with and without a mark", () => {
    for (const mark of ["\ufeff", ""]) {
      const little = Buffer.from(mark + sweepCsv(), "utf16le");
      expectSweep(new Uint8Array(little));
      expectSweep(new Uint8Array(Buffer.from(little).swap16()));
    }
  });

  test("decimal commas are said", () => {
    expect(codes(parseLog(sweepCsv({ delimiter: ";", comma: true }), "a.csv"))).toEqual([
      "decimal-commas",
    ]);
  });

  test("a table without a header has columns by their place", () => {
    const table = parseLog(sweepCsv().replace("lr,loss\n", ""), "a.csv");
    expect(table.names).toEqual(["0", "1"]);
    expect(sweepFromLog(table, { lr: "0", loss: "1" }).runs[0]?.lrs).toEqual(LRS);
    expect(() => sweepFromLog(table)).toThrow(/no column that is known to hold losses.*"0", "1"/);
  });

  test("a header that comes again, and rows are counted as people do", () => {
    const table = parseLog("lr,loss\n0.1,1\nlr,loss\n0.2,x\n", "a.csv");
    expect(codes(table)).toEqual(["repeated-header"]);
    expect(() => pickColumns(table)).toThrow('a.csv, row 4, "loss": expected a number, got "x"');
  });

  test("only the columns kept are held, all are named", () => {
    const table = parseLog("a,lr,loss\n1,2,3\n", "a.csv", { keep: (name) => name !== "a" });
    expect(table.columns.map(({ name }) => name)).toEqual(["lr", "loss"]);
    expect(table.names).toEqual(["a", "lr", "loss"]);
  });

  test.each([1, 2, 40])("a header of 250 kB above %i rows is read whole", (rows) => {
    const names = Array.from({ length: 20_000 }, (_, i) => `metric_${i}`);
    const header = [...names, "lr", "loss"].join(",");
    const row = (i: number) => [...names.map(() => "0"), LRS[i], 2 - i / 1000].join(",");
    const text = `${header}\n${Array.from({ length: rows }, (_, i) => `${row(i % LRS.length)}\n`).join("")}`;
    for (const size of [50_000, 64 * 1024, text.length]) {
      const parser = createLogParser("wide.csv", {
        keep: (name) => name === "lr" || name === "loss",
      });
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
      const table = parser.end();
      expect(valuesOf(table, "lr")).toHaveLength(rows);
      expect(table.columns.map(({ name }) => name).slice(-2)).toEqual(["lr", "loss"]);
      expect(table.warnings).toEqual([]);
    }
  });

  test("sparse columns know their rows", () => {
    const table = parseLog("lr,loss\n0.1,\n,2\n0.3,3\n", "a.csv");
    expect(table.columns.map(({ rows, values }) => [rows && [...rows], [...values]])).toEqual([
      [
        [0, 2],
        [0.1, 0.3],
      ],
      [
        [1, 2],
        [2, 3],
      ],
    ]);
  });
});

describe("bad input", () => {
  test("a delimiter that is not the file's is refused with the one that is", () => {
    expect(() => parseLog(sweepCsv({ delimiter: ";" }), "a.csv", { delimiter: "," })).toThrow(
      'a.csv is not divided by ",": its cells seem to be divided by ";"',
    );
    expect(() => parseLog(sweepCsv(), "a.csv", { delimiter: ",," })).toThrow(/one character/);
  });

  test("decimal commas between commas", () => {
    expect(() => parseLog(sweepCsv({ comma: true }), "a.csv")).toThrow(
      /a\.csv, row 1 has 2 cells where|row 2 has 4 cells where there are 2 columns.*decimal commas/,
    );
  });

  test("one row with too many cells is left out, and said", () => {
    const table = parseLog(sweepCsv().replace("\n", "\n1,2,3\n"), "a.csv");
    expect(table.warnings[0]).toMatchObject({
      code: "ragged-rows",
      data: { firstRow: 2, cells: 3 },
    });
    expect(valuesOf(table, "lr")).toEqual(LRS);
  });

  test("a last line that is cut off", () => {
    const text = sweepCsv();
    const lastRow = text.trimEnd().lastIndexOf("\n");
    const table = parseLog(text.slice(0, lastRow + 4), "a.csv");
    expect(codes(table)).toEqual(["ragged-rows"]);
    expect(valuesOf(table, "lr")).toEqual(LRS.slice(0, -1));
    const quoted = parseLog(`lr,loss\n"1","2"\n"3","4`, "a.csv");
    expect(codes(quoted)).toEqual(["cut-off"]);
    expect(valuesOf(quoted, "lr")).toEqual([1]);
  });

  test("quotes that do not fit name the row", () => {
    expect(() => parseLog('lr,loss\n1,2\n"3"x,4\n5,6\n', "a.csv")).toThrow(/a\.csv, row 3 .*quote/);
  });

  test("duplicate columns must be told apart by their place", () => {
    const text = "loss,lr,loss\n1,0.1,5\n2,0.2,6\n";
    const table = parseLog(text, "a.csv");
    expect(codes(table)).toEqual(["duplicate-columns"]);
    expect(() => pickColumns(table)).toThrow(/several columns that may hold the loss.*zero-based/);
    expect(() => pickColumns(table, { loss: "loss" })).toThrow(/2 columns called "loss".* 0 or 2/);
    expect([...(pickColumns(table, { loss: "2" }).loss?.values ?? [])]).toEqual([5, 6]);
  });

  test.each(["", "\ufeff", "\n\n"])("an empty file: %j", (text) => {
    expect(() => parseLog(text, "a.csv")).toThrow("a.csv is empty");
  });

  test("a header alone", () => {
    const table = parseLog("lr,loss\n", "a.csv");
    expect(table.rows).toBe(0);
    expect(() => sweepFromLog(table)).toThrow(/has no rows, only the names "lr", "loss"/);
  });

  test("binary files say what they are", () => {
    expect(() => parseLog(Uint8Array.of(0x1f, 0x8b, 8, 0), "a.gz")).toThrow(/is gzip/);
    expect(() => parseLog(Uint8Array.of(0x80, 4, 0x95, 0), "a.pkl")).toThrow(/json\.dump/);
    expect(() => parseLog(Uint8Array.of(1, 0, 2, 0, 0, 0, 1), "a.bin")).toThrow(/binary/);
  });

  test("bytes that are not UTF-8 are said", () => {
    const bytes = Buffer.concat([
      Buffer.from("lr,loss,m"),
      Buffer.of(0xe9),
      Buffer.from("\n1,2,3\n"),
    ]);
    expect(codes(parseLog(new Uint8Array(bytes), "a.csv"))).toEqual(["not-utf8"]);
  });
});

test("pieces of any size give the same table", () => {
  const cell = fc.oneof(
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((x) => [String(x), Number(String(x))] as const),
    fc.constant(["", null] as const),
    fc.constant(["inf", Number.POSITIVE_INFINITY] as const),
    fc.integer().map((x) => [`"${x}"`, x] as const),
  );
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 70 }), fc.boolean(), (cells, size, crlf) => {
      const end = crlf ? "\r\n" : "\n";
      const text = ["lr,loss,x", ...cells.map((row) => row.map(([t]) => t).join(","))].join(end);
      const bytes = new TextEncoder().encode(text + end);
      const parser = createLogParser("a.csv");
      for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
      const table = parser.end();
      expect(table.rows).toBe(cells.length);
      for (const [i, name] of ["lr", "loss", "x"].entries()) {
        const wanted = cells.flatMap((row, r) => (row[i]?.[1] == null ? [] : [[r, row[i]?.[1]]]));
        const column = table.columns.find((other) => other.name === name);
        const found = [...(column?.values ?? [])].map((value, k) => [
          column?.rows?.[k] ?? k,
          value,
        ]);
        expect(found).toEqual(wanted);
      }
    }),
    { numRuns: 150, seed: 7 },
  );
});

test("a file that grows: whole lines only, the rest when it comes", () => {
  const parser = createLogParser("a.csv");
  const push = (text: string) => parser.push(new TextEncoder().encode(text));
  expect(parser.view().rows).toBe(0);
  push("lr,lo");
  expect(parser.view().rows).toBe(0);
  push("ss\n0.001,2.5\n0.01,1.");
  const first = parser.view();
  expect(valuesOf(first, "loss")).toEqual([2.5]);
  push("75\n");
  expect(valuesOf(parser.view(), "loss")).toEqual([2.5, 1.75]);
  for (let i = 0; i < 1000; i++) push(`${1 + i},3\n`);
  expect(valuesOf(parser.view(), "loss")).toHaveLength(1002);
  expect(valuesOf(first, "loss")).toEqual([2.5]);
  expect(isSweep(parser.end())).toBe(true);
});

describe("tables that are aligned by runs of blanks", () => {
  const numbers = Array.from({ length: 60 }, (_, i) => [i, 10 ** (-5 + i / 12), 2.5 - i / 100]);
  const aligned = (names: readonly string[], index: boolean) => {
    const rows = [names, ...numbers.map((row) => row.map(String))];
    const widths = names.map((_, k) => Math.max(...rows.map((row) => (row[k] ?? "").length)));
    return rows
      .map((row, i) => {
        const line = row.map((cell, k) => cell.padStart(widths[k] as number)).join("  ");
        return index ? `${(i === 0 ? "" : String(i - 1)).padEnd(4)}${line}` : line;
      })
      .join("\n");
  };

  test.each([
    ["one word a name", ["step", "lr", "loss"], false, "loss"],
    ["names of two words", ["step", "lr", "total loss"], false, "total loss"],
    ["an index without a name", ["step", "lr", "loss"], true, "loss"],
  ])("%s", (_, names, index, loss) => {
    const text = aligned(names, index);
    const bytes = new TextEncoder().encode(text);
    for (const size of [7, 64, bytes.length]) {
      const parser = createLogParser("table.txt");
      for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
      const table = parser.end();
      expect(table.format).toBe("csv");
      const picked = pickColumns(table);
      expect(picked.loss?.name).toBe(loss);
      expect([...(picked.lr?.values ?? [])]).toEqual(numbers.map((row) => row[1]));
      expect([...(picked.loss?.values ?? [])]).toEqual(numbers.map((row) => row[2]));
    }
  });
});

describe("TensorBoard's CSV of one tag", () => {
  const text =
    "Wall time,Step,Value\n1700000000.5,0,2.5\n1700000001.5,10,1.5\n1700000002.5,20,1.25\n";

  test.each([
    "run-a-tag-train_loss.csv",
    "runs/x/train_loss.csv",
    "loss_train.csv",
    "run-.-tag-Loss_train.csv",
  ])("%s says that it holds losses", (file) => {
    const log = trainingLogFrom(parseLog(text, file, { keep: keepPickable() }));
    expect([[...log.steps], [...log.losses]]).toEqual([
      [0, 10, 20],
      [2.5, 1.5, 1.25],
    ]);
  });

  test("a name that does not say it is not guessed at", () => {
    const read = () =>
      trainingLogFrom(parseLog(text, "run-a-tag-accuracy.csv", { keep: keepPickable() }));
    expect(read).toThrow(/no column that is known to hold losses.*"Value"/);
  });
});
