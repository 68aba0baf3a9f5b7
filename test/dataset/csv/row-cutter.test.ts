import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { RowCutter } from "../../../src/dataset/csv/row-cutter.ts";
import { cellsOf, RowCollector } from "../../../src/dataset/csv/rows.ts";
import { resolveLoadOptions } from "../../../src/dataset/options.ts";

function cut(pieces: readonly string[]) {
  const rows = new RowCollector("a.csv", ",", resolveLoadOptions({ header: false }));
  const cutter = new RowCutter("a.csv", rows);
  for (const piece of pieces) cutter.push(piece);
  cutter.end();
  return rows.finish();
}

const plain = fc.string({ unit: fc.constantFrom("a", "1", ".", "é", "☃"), maxLength: 4 });
const quoted = fc
  .string({ unit: fc.constantFrom("a", ",", "\n", '"'), maxLength: 4 })
  .map((text) => `"${text.replaceAll('"', '""')}"`);
const inner = plain.map((text) => `x${text}"y`);
const cell = fc.oneof({ weight: 6, arbitrary: plain }, quoted, inner);
const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
  fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 12,
  }),
);

test("text in any pieces is cut as papaparse cuts it in one", () => {
  fc.assert(
    fc.property(
      table,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      fc.boolean(),
      (rows, sizes, endsWithLineEnd) => {
        const text = rows.map((row) => row.join(",")).join("\n") + (endsWithLineEnd ? "\n" : "");
        const pieces: string[] = [];
        for (let at = 0, i = 0; at < text.length; i++) {
          const size = sizes[i % sizes.length] as number;
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        const whole = Papa.parse<string[]>(text, { delimiter: ",", newline: "\n" }).data;
        if (endsWithLineEnd) whole.pop();
        const found = cut(pieces);
        expect(found.rows.map(cellsOf)).toEqual(whole.map((row) => row.map((c) => c.trim())));
        expect(found.rowNumbers).toEqual(whole.map((_, i) => i + 1));
      },
    ),
    { seed: 3, numRuns: 400 },
  );
});

test("a last line without an end, empty lines and rows across many pieces", () => {
  expect(cut(["1,", "2", "2\n\n3,4\n", "\n", "5", ",", "6"]).rows.map(cellsOf)).toEqual([
    ["1", "22"],
    ["3", "4"],
    ["5", "6"],
  ]);
});
