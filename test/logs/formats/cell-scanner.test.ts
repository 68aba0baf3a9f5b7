import fc from "fast-check";
import { expect, test } from "vitest";
import { CellScanner } from "../../../src/logs/formats/csv/cell-scanner.ts";
import { parseLog } from "../../../src/logs/index.ts";

function scan(cell: string, delimiter = ","): { value: number; end: number; isLast: boolean } {
  const scanner = new CellScanner(delimiter);
  scanner.open(`é,${cell}${delimiter}x\n`);
  const value = scanner.number(2);
  return { value, end: scanner.end - 2, isLast: scanner.isLast };
}

test("reads plain numbers exactly as Number does, or leaves them", () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc
      .tuple(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.nat(15))
      .map(([x, digits]) => x.toExponential(digits)),
    fc
      .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.nat(12))
      .map(([x, digits]) => x.toFixed(digits)),
    fc.stringMatching(/^[-+]?\d{0,18}\.?\d{0,18}(?:[eE][-+]?\d{0,3})?$/),
  );
  fc.assert(
    fc.property(number, (text) => {
      const { value, end } = scan(text);
      expect(end).toBe(text.length);
      if (!Number.isNaN(value)) expect(value).toBe(Number(text));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["0.00000100001842", 0.00000100001842],
  ["-1.5e-06", -1.5e-6],
  ["1E3", 1000],
  ["-0", -0],
  [".5", 0.5],
  ["7.", 7],
])("reads %s without help", (text, value) => {
  expect(scan(text).value).toBe(value);
});

test.each(["", "-", ".", "1e", "1e+", " 1", "1 ", "0x10", "nan", "1_000", "+1", "1e400"])(
  "leaves %j to others, up to its end",
  (text) => {
    expect(scan(text)).toEqual({ value: Number.NaN, end: text.length, isLast: false });
  },
);

test("a delimiter that is part of numbers is not scanned for", () => {
  expect([",", ";", "\t", "|", " "].every(CellScanner.canScan)).toBe(true);
  expect(["-", ".", "e", "1", "🙂"].some(CellScanner.canScan)).toBe(false);
});

test("text beyond ASCII beside the numbers moves nothing", () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${10 ** (i / 10 - 5)};é🙂${i};${40 - i}`);
  const table = parseLog(`lr;名前;loss\n${rows.join("\n")}\n`, "x.csv");
  const loss = table.columns.find(({ name }) => name === "loss");
  expect([...(loss?.values ?? [])]).toEqual(rows.map((_, i) => 40 - i));
});

test("a delimiter of two code units still divides cells", () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${10 ** (i / 10 - 5)}🙂${30 - i}`);
  const table = parseLog(`lr🙂loss\n${rows.join("\n")}\n`, "x.csv", { delimiter: "🙂" });
  expect(table.columns.map(({ name, values }) => [name, values.length])).toEqual([
    ["lr", 30],
    ["loss", 30],
  ]);
});
