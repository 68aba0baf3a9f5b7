import { describe, expect, it } from "vitest";
import { gradientOver, indexGradient, smallestIndex } from "../../../src/suggest/rules/gradient.ts";

describe("numpy.gradient", () => {
  it("over the index: numpy's own documented example", () => {
    expect(indexGradient([1, 2, 4, 7, 11, 16])).toEqual([1, 1.5, 2.5, 3.5, 4.5, 5]);
  });

  it("over uneven places: numpy's own documented example", () => {
    const expected = [1, 3, 3.5, 6.7, 6.9, 2.5];
    gradientOver([0, 1, 1.5, 3.5, 4, 6], [1, 2, 4, 7, 11, 16]).forEach((slope, i) => {
      expect(slope).toBeCloseTo(expected[i] as number, 12);
    });
  });
});

it("the smallest index is the first of equals and leaves NaN out", () => {
  expect(smallestIndex([Number.NaN, 2, 1, 1])).toBe(2);
  expect(smallestIndex([Number.NaN])).toBe(-1);
  expect(smallestIndex([])).toBe(-1);
});
