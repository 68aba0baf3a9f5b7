import { describe, expect, test } from "vitest";
import { isCommaNumber, isMissing, parseNumber } from "../../../src/dataset/csv/cells.ts";

describe("isMissing", () => {
  test.each(["", "NA", "n/a", "NaN", "nan", "NULL", "None", "?"])("%j is missing", (cell) => {
    expect(isMissing(cell)).toBe(true);
  });
  test.each(["0", "no", "nana", "-", "missing", "??"])("%j is not", (cell) => {
    expect(isMissing(cell)).toBe(false);
  });
});

describe("parseNumber", () => {
  test.each([
    ["1", 1],
    ["-.5", -0.5],
    ["+3.", 3],
    ["1e-3", 0.001],
    ["2E5", 200000],
    ["007", 7],
    ["3.4028234663852886e38", 3.4028234663852886e38],
  ])("%s is a number", (cell, value) => {
    expect(parseNumber(cell)).toBe(value);
  });
  test.each(["abc", "1,5", "0x1f", "0B1", "0o7", "1_000", "12%", "1 2", "1e", "e5", "--1"])(
    "%s is text",
    (cell) => {
      expect(parseNumber(cell)).toBeNaN();
    },
  );
  test.each([
    ["Infinity", Number.POSITIVE_INFINITY],
    ["-inf", Number.NEGATIVE_INFINITY],
    ["INF", Number.POSITIVE_INFINITY],
    ["1e39", Number.POSITIVE_INFINITY],
    ["-1e400", Number.NEGATIVE_INFINITY],
  ])("%s is a number that does not fit a float32", (cell, value) => {
    expect(parseNumber(cell)).toBe(value);
  });
});

test("numbers with commas are told from other texts", () => {
  expect(["1,5", "-12,345.6", "1,234,567"].map(isCommaNumber)).toEqual([true, true, true]);
  expect(["1.5", "a,b", ",5", "1,", "1,x"].some(isCommaNumber)).toBe(false);
});
