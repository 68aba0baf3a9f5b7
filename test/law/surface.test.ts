import { expect, test } from "vitest";
import { priorsFor } from "../../src/law/priors.ts";
import { fitSurface, momentsOf, quantileOf } from "../../src/law/surface.ts";
import golden from "./golden.json" with { type: "json" };

const priors = priorsFor("adam");
const axes = {
  batch: 2,
  horizon: 1,
  horizonInUpdates: false,
  linear: [priors.size, priors.horizon, null],
};

test("mean, variance, covariance and scatter are those of another way to work them out (golden.py)", () => {
  const surface = fitSurface(golden.cells, axes, priors);
  for (const [i, point] of golden.points.entries()) {
    const { mean, variance } = momentsOf(surface.at(point));
    expect(mean).toBeCloseTo(golden.mean[i] as number, 4);
    expect(variance).toBeCloseTo(golden.variance[i] as number, 4);
  }
  const [a, b] = golden.points as [number[], number[]];
  expect(surface.covariance(surface.at(a), surface.at(b))).toBeCloseTo(golden.covariance01, 5);
  expect(surface.scatter).toBeCloseTo(golden.scatter, 4);
});

test("the covariance of a point with itself is its variance", () => {
  const surface = fitSurface(golden.cells, axes, priors);
  for (const point of golden.points) {
    const there = surface.at(point);
    expect(surface.covariance(there, there)).toBeCloseTo(momentsOf(there).variance, 9);
  }
});

test("quantiles of one normal are those of the table", () => {
  const one = [{ weight: 1, mean: -3, variance: 0.04 }];
  expect(quantileOf(one, 0.9, 0)).toBeCloseTo(-3 + 0.2 * 1.28155, 4);
  expect(quantileOf(one, 0.025, 0)).toBeCloseTo(-3 - 0.2 * 1.95996, 4);
  // Variances add: 0.04 + 0.05 = 0.3^2.
  expect(quantileOf(one, 0.9, 0.05)).toBeCloseTo(-3 + 0.3 * 1.28155, 4);
});

test("a quarter of a mixture of two far apart is the middle of the lower one", () => {
  const two = [-4, -2].map((mean) => ({ weight: 0.5, mean, variance: 0.01 }));
  expect(quantileOf(two, 0.25, 0)).toBeCloseTo(-4, 4);
  expect(momentsOf(two)).toEqual({ mean: -3, variance: expect.closeTo(1.01, 9) });
});
