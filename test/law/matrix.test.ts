import { expect, test } from "vitest";
import { cholesky, dot, logDeterminant, solveCholesky } from "../../src/law/matrix.ts";

// [[4, 2, 0.4], [2, 5, 1], [0.4, 1, 3]]: determinant 4 (15 - 1) - 2 (6 - 0.4) + 0.4 (2 - 2) = 44.8.
const a = [
  [4, 2, 0.4],
  [2, 5, 1],
  [0.4, 1, 3],
].map((row) => Float64Array.from(row));

test("the factor gives the matrix back", () => {
  const factor = cholesky(a);
  for (const [i, row] of a.entries()) {
    for (const [j, value] of row.entries()) {
      expect(dot(factor[i] as Float64Array, factor[j] as Float64Array)).toBeCloseTo(value, 12);
    }
  }
  expect(logDeterminant(factor)).toBeCloseTo(Math.log(44.8), 12);
});

test("a solution solves", () => {
  const x = solveCholesky(cholesky(a), [1, -2, 3]);
  for (const [i, row] of a.entries()) expect(dot(row, x)).toBeCloseTo([1, -2, 3][i] as number, 12);
});

test("a matrix that is not positive definite gives NaN, not a number", () => {
  const factor = cholesky([Float64Array.of(1, 0), Float64Array.of(2, 1)]);
  expect(factor[1]?.[1]).toBeNaN();
});
