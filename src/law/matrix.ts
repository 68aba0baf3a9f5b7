/** A matrix as its rows; all of one length. */
export type Matrix = readonly Float64Array[];

/**
 * The lower Cholesky factor L of a symmetric positive definite matrix A = L L'.
 *
 * @param a n x n, of which the lower half is read
 * @returns n rows; NaN in them where `a` is not positive definite
 */
export function cholesky(a: Matrix): Matrix {
  const n = a.length;
  const factor = Array.from({ length: n }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    const row = factor[i] as Float64Array;
    for (let j = 0; j <= i; j++) {
      const other = factor[j] as Float64Array;
      let sum = (a[i] as Float64Array)[j] as number;
      for (let k = 0; k < j; k++) sum -= (row[k] as number) * (other[k] as number);
      row[j] = i === j ? Math.sqrt(sum) : sum / (other[j] as number);
    }
  }
  return factor;
}

/** x of L x = b, for a lower factor. */
export function solveLower(factor: Matrix, b: ArrayLike<number>): Float64Array {
  const n = factor.length;
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = factor[i] as Float64Array;
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (row[k] as number) * (x[k] as number);
    x[i] = sum / (row[i] as number);
  }
  return x;
}

/** x of L L' x = b. */
export function solveCholesky(factor: Matrix, b: ArrayLike<number>): Float64Array {
  const n = factor.length;
  const x = solveLower(factor, b);
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < n; k++) {
      sum -= ((factor[k] as Float64Array)[i] as number) * (x[k] as number);
    }
    x[i] = sum / ((factor[i] as Float64Array)[i] as number);
  }
  return x;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Log of the determinant of L L'. */
export function logDeterminant(factor: Matrix): number {
  return factor.reduce((sum, row, i) => sum + 2 * Math.log(row[i] as number), 0);
}
