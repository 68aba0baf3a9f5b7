import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { cutRows } from "../../../src/logs/formats/csv/cut-rows.ts";

/** Cells as a writer of CSV may put them, and what is meant. */
const cell = (delimiter: string) =>
  fc.oneof(
    fc
      .stringMatching(/^[ a-z0-9.,;|\t]{0,6}$/)
      .filter((text) => !text.includes(delimiter))
      .map((text) => ({ written: text, meant: text })),
    fc
      .string({ unit: fc.constantFrom("a", " ", '"', "\n", ",", ";", "\t", "|"), maxLength: 8 })
      .map((text) => ({ written: `"${text.replaceAll('"', '""')}"`, meant: text })),
  );
const table = fc.constantFrom(",", ";", "\t", "|").chain((delimiter) =>
  fc.record({
    delimiter: fc.constant(delimiter),
    rows: fc.array(fc.array(cell(delimiter), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    }),
  }),
);
/** A last row of one empty cell is none, where no line end comes after it. */
const ended = table.filter(({ rows }) => written(rows.slice(-1), "") !== "");
type Row = readonly { readonly written: string }[];
const written = (rows: readonly Row[], delimiter: string) =>
  rows.map((row) => row.map((each) => each.written).join(delimiter)).join("\n");

describe("rows with quotes", () => {
  test("what was written comes back, whole and in pieces", () => {
    fc.assert(
      fc.property(ended, ({ delimiter, rows }) => {
        const text = written(rows, delimiter);
        const meant = rows.map((row) => row.map((each) => each.meant));
        const whole = cutRows(text, delimiter, { isWhole: true });
        expect(whole).toEqual({ rows: meant, end: text.length, badRow: null, isOpen: false });
        const [first] = meant;
        expect(cutRows(text, delimiter, { isWhole: true, most: 1 }).rows).toEqual([first]);
        const begun = cutRows(text, delimiter, { isWhole: false });
        expect(begun.rows).toEqual(meant.slice(0, -1));
        const rest = cutRows(text.slice(begun.end), delimiter, { isWhole: true });
        expect([...begun.rows, ...rest.rows]).toEqual(meant);
      }),
      { seed: 1 },
    );
  });

  test("of any text it makes what papaparse makes", () => {
    const unit = fc.constantFrom('"', '"', ",", "\n", "a", " ");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), fc.boolean(), (text, isWhole) => {
        const { data, errors, meta } = new Papa.Parser({
          delimiter: ",",
          newline: "\n",
          fastMode: false,
        }).parse(text, 0, !isWhole) as Papa.ParseResult<string[]>;
        const cut = cutRows(text, ",", { isWhole });
        const bad = errors.find(({ code }) => code === "InvalidQuotes")?.row ?? null;
        // After a wrong quote papaparse passes over a character; blanks at the very end are one to it.
        if (bad !== null) return cut.badRow === bad || /" +$/.test(text);
        expect(cut).toEqual({
          rows: data,
          end: meta.cursor,
          badRow: null,
          isOpen: errors.some(({ code }) => code === "MissingQuotes"),
        });
        return true;
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  test.each([
    ["blanks after a closing quote", '"a" ,b\n"c"  \n', [["a", "b"], ["c"]], null],
    ["text after a closing quote", 'a\n"b"c,d\n', [["a"], ['b"c,d\n']], 1],
    ["a quote inside of a cell", 'a"b,c\n', [['a"b', "c"]], null],
    ["nothing", "", [], null],
  ])("%s", (_what, text, rows, badRow) => {
    const cut = cutRows(text, ",", { isWhole: badRow !== null });
    expect(cut.badRow).toBe(badRow);
    if (badRow === null) expect(cut.rows).toEqual(rows);
    else expect(cut).toMatchObject({ rows, isOpen: true });
  });
});
