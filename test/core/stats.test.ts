import { expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import {
  differenceNoise,
  firstNonFinite,
  mean,
  median,
  quantile,
  standardError,
} from "../../src/core/stats.ts";

test("quantiles interpolate between order statistics (numpy.quantile's default)", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([4, 1, 3, 2], 0.1)).toBeCloseTo(1.3, 12);
  expect(quantile([7], 0.9)).toBe(7);
  expect(median([])).toBeNaN();
  expect(mean([1, 2, 6])).toBe(3);
});

test("noise is the standard deviation around a trend, spikes or not", () => {
  const source = random(6);
  const values = Array.from({ length: 5000 }, (_, i) => i * 0.001 + 0.2 * source.normal());
  expect(differenceNoise(values)).toBeCloseTo(0.2, 1);
  for (let i = 0; i < 5000; i += 50) values[i] = 1e9;
  expect(differenceNoise(values)).toBeGreaterThan(0.19);
  expect(differenceNoise(values)).toBeLessThan(0.22);
  expect(differenceNoise([1])).toBeNaN();
});

test("quantiles of many values: selected as sorting would place them", () => {
  const source = random(11);
  const shapes: ((i: number) => number)[] = [
    () => source.normal(),
    () => source.int(3),
    (i) => i,
    (i) => -i,
    (i) => Math.min(i, 500 - i),
    () => 4,
  ];
  for (const shape of shapes) {
    for (const count of [63, 64, 65, 500]) {
      const values = Array.from({ length: count }, (_, i) => shape(i));
      const before = [...values];
      const sorted = Float64Array.from(values).sort();
      for (let k = 0; k < count; k += 7) {
        expect(quantile(values, k / (count - 1))).toBeCloseTo(sorted[k] as number, 9);
      }
      const [low, high] = [sorted[(count - 1) >> 1], sorted[count >> 1]] as [number, number];
      expect(median(values)).toBe(low + 0.5 * (high - low) * (count % 2 === 0 ? 1 : 0));
      expect(values).toEqual(before);
    }
  }
});

test("the standard error of a mean", () => {
  expect(standardError([1, 2, 6])).toBeCloseTo(Math.sqrt(14 / 6), 12);
  // scipy.stats.sem
  expect(standardError([0.3, -1.2, 4.5, 2.25, 7])).toBeCloseTo(1.463181465164181, 12);
  expect(standardError(Float32Array.of(3, 3, 3))).toBe(0);
  expect(standardError([5])).toBeNaN();
  expect(standardError([])).toBeNaN();
});

test("the first value that is not finite", () => {
  expect(firstNonFinite([1, Number.NaN, Number.POSITIVE_INFINITY])).toBe(1);
  expect(firstNonFinite(new Float64Array([0, Number.NEGATIVE_INFINITY]))).toBe(1);
  expect(firstNonFinite([1, 2])).toBe(-1);
});
