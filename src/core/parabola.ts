/** A parabola that was laid through points. */
export interface Parabola {
  /** Of 1, x, x^2. */
  readonly coefficients: readonly [number, number, number];
  /** Inverse of the weighted normal matrix, by rows. */
  readonly inverse: readonly (readonly number[])[];
}

/**
 * The least-squares parabola through points. Worked value: through (-1, 4), (0, 1), (1, 0), (2, 1) goes
 * 1 - 2x + x^2.
 *
 * @param xs three different ones at least; near 0, or digits are lost
 * @param weights one for each point, 0 or above. @default 1 each
 * @returns coefficients that are not finite where the points do not decide it
 */
export function fitParabola(
  xs: readonly number[],
  ys: readonly number[],
  weights: readonly number[] = xs.map(() => 1),
): Parabola {
  const moments = [0, 0, 0, 0, 0];
  const right = [0, 0, 0];
  for (const [i, x] of xs.entries()) {
    const weight = weights[i] as number;
    for (let power = 0; power < 5; power++)
      moments[power] = (moments[power] as number) + weight * x ** power;
    for (let power = 0; power < 3; power++) {
      right[power] = (right[power] as number) + weight * x ** power * (ys[i] as number);
    }
  }
  const [a, b, c, d, e] = moments as [number, number, number, number, number];
  // Inverse of [[a, b, c], [b, c, d], [c, d, e]] by its cofactors.
  const cofactors = [
    [c * e - d * d, c * d - b * e, b * d - c * c],
    [c * d - b * e, a * e - c * c, b * c - a * d],
    [b * d - c * c, b * c - a * d, a * c - b * b],
  ];
  const [top] = cofactors as [number[]];
  const determinant = a * (top[0] as number) + b * (top[1] as number) + c * (top[2] as number);
  const inverse = cofactors.map((row) => row.map((value) => value / determinant));
  const coefficients = inverse.map((row) =>
    row.reduce((sum, value, i) => sum + value * (right[i] as number), 0),
  ) as [number, number, number];
  return { coefficients, inverse };
}

export function valueAt({ coefficients: [base, slope, bend] }: Parabola, x: number): number {
  return base + slope * x + bend * x * x;
}
