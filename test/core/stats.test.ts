import { expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { differenceNoise, mean, median, quantile } from "../../src/core/stats.ts";

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
