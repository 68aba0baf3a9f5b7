import { expect, test } from "vitest";
import { fitParabola, valueAt } from "../../src/core/parabola.ts";

test("a parabola through points of one is that one", () => {
  const fit = fitParabola([-1, 0, 1, 2], [4, 1, 0, 1]);
  for (const [i, value] of [1, -2, 1].entries()) expect(fit.coefficients[i]).toBeCloseTo(value, 12);
  expect(valueAt(fit, 3)).toBeCloseTo(4, 12);
});

test("a weight of 2 is the point twice, one of 0 is none", () => {
  const twice = fitParabola([-1, -1, 0, 1, 2], [3, 3, 1, 2, 5]).coefficients;
  const weighted = fitParabola([-1, 0, 1, 2, 7], [3, 1, 2, 5, 99], [2, 1, 1, 1, 0]).coefficients;
  for (const [i, value] of twice.entries()) expect(weighted[i]).toBeCloseTo(value, 12);
});

test("residuals are orthogonal to 1, x and x^2, and the inverse is that of the normal matrix", () => {
  const xs = [-1.5, -0.5, 0, 0.7, 1.1];
  const ys = [3, 1.2, 0.9, 1.4, 2.7];
  const weights = [1, 0.5, 2, 1, 0.3];
  const fit = fitParabola(xs, ys, weights);
  const sum = (power: number, of: (i: number) => number) =>
    xs.reduce((all, x, i) => all + (weights[i] as number) * x ** power * of(i), 0);
  const residual = (i: number) => (ys[i] as number) - valueAt(fit, xs[i] as number);
  for (const power of [0, 1, 2]) expect(sum(power, residual)).toBeCloseTo(0, 12);
  for (const row of [0, 1, 2]) {
    for (const column of [0, 1, 2]) {
      const product = [0, 1, 2].reduce(
        (all, k) => all + (fit.inverse[row]?.[k] as number) * sum(k + column, () => 1),
        0,
      );
      expect(product).toBeCloseTo(row === column ? 1 : 0, 12);
    }
  }
});

test("points that do not decide it give no number", () => {
  const { coefficients } = fitParabola([0, 1, 1], [1, 2, 3]);
  expect(coefficients.some(Number.isFinite)).toBe(false);
});
