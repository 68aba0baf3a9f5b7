import fc from "fast-check";
import { expect, test } from "vitest";
import { formatFigure, formatLoss, formatLr, roundLr } from "../../src/core/format.ts";

test.each([
  [0.001, "0.001"],
  [0.0012345, "0.00123"],
  [1e-7, "1.0e-7"],
  [3.21e-5, "3.21e-5"],
  [32, "32.0"],
  [250000, "2.5e+5"],
  [0, "0.0"],
  [-0.5, "-0.5"],
])("%d is written %s", (lr, text) => {
  expect(formatLr(lr)).toBe(text);
});

test("what is written reads back as the rounded number, in a form that YAML 1.1 takes for a float", () => {
  // The float pattern of PyYAML's resolver, without its base-60 and inf/nan forms.
  const yaml11 = /^[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?$/;
  const lr = fc.double({ min: -300, max: 300, noNaN: true }).map((log) => 10 ** log);
  fc.assert(
    fc.property(lr, fc.integer({ min: 1, max: 17 }), (value, digits) => {
      const text = formatLr(value, digits);
      expect(Number(text)).toBe(roundLr(value, digits));
      expect(text).toMatch(yaml11);
      expect(JSON.parse(text)).toBe(roundLr(value, digits));
    }),
  );
});

test("losses are short, and non-finite ones are named", () => {
  expect(formatLoss(2.34567)).toBe("2.346");
  expect(formatLoss(0)).toBe("0");
  expect(formatLoss(1.23456e12)).toBe("1.235e+12");
  expect(formatLoss(Number.NaN)).toBe("NaN");
  expect(formatLoss(Number.NEGATIVE_INFINITY)).toBe("-Infinity");
});

test.each([
  [512, "512"],
  [262144, "262144"],
  [214663680, "2.15e8"],
  [0.0449, "0.0449"],
  [0.00025, "2.5e-4"],
  [0, "0"],
  [-1.2345, "-1.23"],
])("%d in a sentence is %s", (value, text) => {
  expect(formatFigure(value)).toBe(text);
});
