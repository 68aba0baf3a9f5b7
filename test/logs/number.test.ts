import { describe, expect, test } from "vitest";
import { cellNumber, decimalCommaNumber } from "../../src/logs/number.ts";

describe("cellNumber", () => {
  test.each([
    ["1e-3", 0.001],
    [" 2.5 ", 2.5],
    ["+.5", 0.5],
    ["-7.", -7],
    ["1E+05", 1e5],
  ])("%j is a number", (text, value) => {
    expect(cellNumber(text)).toBe(value);
  });

  test.each(["nan", "NaN", "NAN", "-nan", "nan(ind)", "-nan(ind)", "1.#QNAN", "-1.#IND", "#NUM!"])(
    "%j is NaN",
    (text) => {
      expect(cellNumber(text)).toBeNaN();
    },
  );

  test.each([
    ["inf", Number.POSITIVE_INFINITY],
    ["-Inf", Number.NEGATIVE_INFINITY],
    ["+Infinity", Number.POSITIVE_INFINITY],
    ["-∞", Number.NEGATIVE_INFINITY],
    ["1.#INF", Number.POSITIVE_INFINITY],
    ["-1.#INF00", Number.NEGATIVE_INFINITY],
  ])("%j is infinite", (text, value) => {
    expect(cellNumber(text)).toBe(value);
  });

  test.each(["", "  ", "NA", "n/a", "None", "null", "<NA>", "-"])("%j is nothing", (text) => {
    expect(cellNumber(text)).toBeNull();
  });

  test.each(["0x10", "0b1", "1,5", "abc", "1_000", "1 2", "tensor(2.3)"])(
    "%j is no number",
    (text) => {
      expect(cellNumber(text)).toBeUndefined();
    },
  );
});

test("decimal commas", () => {
  expect(decimalCommaNumber("0,001")).toBe(0.001);
  expect(decimalCommaNumber("-1,5e-3")).toBe(-0.0015);
  expect(decimalCommaNumber("1.234,5")).toBeUndefined();
  expect(decimalCommaNumber("1,2,3")).toBeUndefined();
});
