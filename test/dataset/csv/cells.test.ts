import { describe, expect, test } from "vitest";
import {
  isCommaNumber,
  isMissing,
  looksLikeHeader,
  parseNumber,
} from "../../../src/dataset/csv/cells.ts";

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

const rows = (...lines: string[]) => lines.map((line) => line.split(","));

test.each([
  ["names above numbers", "x,y", ["1,2", "3,4"], true],
  ["numbers all the way", "1,2", ["3,4", "5,6"], false],
  ["names above numbers and text", "size,kind", ["1,a", "2,b"], true],
  ["text and numbers all the way", "M,0.4", ["F,0.5", "M,0.1"], false],
  ["years as names of half the columns lose to nothing but a majority", "id,1990", ["1,2"], false],
  ["years as names of some columns", "id,size,1990", ["1,2,3", "4,5,6"], true],
  ["one bad cell in row 1 is not a header", "1,abc,3", ["4,5,6", "7,8,9"], false],
  ["a missing cell in row 1 does not vote", "NA,2", ["1,2", "3,4"], false],
  ["an unnamed index column does not vote", ",x", ["0,5", "1,6"], true],
  ["missing cells below do not vote", "x,y", ["NA,?", "1,2"], true],
  ["text only, values that come again", "red,round", ["blue,round", "red,square"], false],
  ["text only, names that never come again", "color,shape", ["red,round", "red,square"], true],
  ["text only, nothing repeats", "color,shape", ["red,round", "blue,square"], false],
  ["a row of text alone", "x,y", [], true],
  ["a row of numbers alone", "1,y", [], false],
])("%s", (_name, first, below, expected) => {
  expect(looksLikeHeader(first.split(","), rows(...below))).toBe(expected);
});
