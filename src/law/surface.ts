import { maxOf } from "../core/stats.ts";
import { cholesky, dot, logDeterminant, type Matrix, solveCholesky, solveLower } from "./matrix.ts";
import type { Prior, Priors } from "./priors.ts";

/** Where the factors of a point stand in its coordinates (log10 each). */
export interface Axes {
  /** Index of the batch size; null where none varies. */
  readonly batch: number | null;
  /** Index of the horizon that moves the critical batch size. */
  readonly horizon: number | null;
  /** Whether that horizon counts updates: it then sees `batch` times as many examples. */
  readonly horizonInUpdates: boolean;
  /** Beliefs of all other coordinates, and of a horizon without a batch size; null for those two. */
  readonly linear: readonly (Prior | null)[];
}

/** A cell as the surface sees it. */
export interface Reading {
  /** log10 of each factor. */
  readonly x: readonly number[];
  /** log10 of the best LR. */
  readonly y: number;
  /** In decades. */
  readonly standardError: number;
}

/** The best LR over the factors: one of the weighted pictures of it, or all of them. */
export interface Surface {
  /** Mean and variance of the log10 best LR at a point, of each picture with its weight. */
  at(x: readonly number[]): Place;
  /** How the best LRs at two points of this surface go together. */
  covariance(a: Place, b: Place): number;
  /** Standard deviation of a cell's best LR around the surface, in decades. */
  readonly scatter: number;
  /** Log of the probability of the readings. */
  readonly evidence: number;
}

interface Picture {
  readonly weight: number;
  readonly mean: number;
  readonly variance: number;
}

interface PlacedPicture extends Picture {
  /** From the middle of the cells. */
  readonly x: readonly number[];
  /** Where it stands to the cells, and to the rates that they leave free. */
  readonly near: Float64Array;
  readonly free: readonly number[];
  readonly posterior: Matrix;
}

/** A point of a surface, in all of its pictures. */
export type Place = readonly PlacedPicture[];

/** Powers of the examples seen by which the critical batch size may grow. */
const SHIFTS = [0, 0.3, 0.6];
/** Where the critical batch size may lie, in decades from the middle of the cells, and how far it is thought to be. */
const KNEES = { from: -2, to: 2, count: 9, sd: 1.2 };
/** How sharp the bend at the critical batch size is: decades. */
const KNEE_WIDTH = 0.2;
/** Scatter of cells, in decades, that is tried; the belief is log-normal around `USUAL_SCATTER`, by a factor e. */
const SCATTERS = [0.03, 0.06, 0.12, 0.25, 0.5];
const USUAL_SCATTER = 0.1;
/** What a smooth law leaves out, as a process over the factors: its size, and the distance over which it goes on. */
const RESIDUAL = { size: 0.06, length: 0.6 };
const BASE_SD = 1;
/** Pictures that weigh less than this share of the heaviest are left out. */
const LEAST_WEIGHT = 1e-5;

/**
 * The best LR over the factors, from cells: log LR falls or rises with the log of each factor at a rate
 * of its own; with the batch size at one rate below a critical one and at another above; the critical
 * one moves with the examples seen. What that leaves out is a smooth process. Where the critical batch
 * lies, how it moves and how much cells scatter is not known: every combination is a picture, linear in
 * all its rates, that weighs what it makes of the cells (its evidence).
 *
 * @param readings at least one
 */
export function fitSurface(readings: readonly Reading[], axes: Axes, priors: Priors): Surface {
  const count = readings.length;
  const centre = axes.linear.map(
    (_, i) => readings.reduce((sum, { x }) => sum + (x[i] as number), 0) / count,
  );
  const xs = readings.map(({ x }) => x.map((value, i) => value - (centre[i] as number)));
  const base = readings.reduce((sum, { y }) => sum + y, 0) / count;
  const kernels = SCATTERS.map((scatter) => {
    const matrix = xs.map((a, i) =>
      Float64Array.from(xs.slice(0, i + 1), (b, j) => {
        const error = i === j ? scatter ** 2 + (readings[i] as Reading).standardError ** 2 : 0;
        return kernel(a, b) + error;
      }),
    );
    return { scatter, factor: cholesky(matrix) };
  });
  const shapes = shapesFor(axes);
  const fitted = shapes.flatMap((shape) => {
    const rates = ratesOf(shape, axes, priors);
    const mean = rates.map(({ mean }) => mean);
    const rows = xs.map((x) => features(x, shape, axes));
    return kernels.map(({ scatter, factor }) => {
      const columns = mean.map((_, j) =>
        solveLower(
          factor,
          rows.map((row) => row[j] as number),
        ),
      );
      const residuals = rows.map((row, i) => (readings[i] as Reading).y - base - dot(row, mean));
      const white = solveLower(factor, residuals);
      const precision = columns.map((a, i) =>
        Float64Array.from(columns.slice(0, i + 1), (b, j) => {
          const prior = i === j ? 1 / (rates[i] as Prior).sd ** 2 : 0;
          return dot(a, b) + prior;
        }),
      );
      const posterior = cholesky(precision);
      const right = columns.map((column) => dot(column, white));
      const update = solveCholesky(posterior, right);
      const priorDeterminant = rates.reduce((sum, { sd }) => sum + 2 * Math.log(sd), 0);
      const likelihood =
        -0.5 * (dot(white, white) - dot(update, right)) -
        0.5 * (logDeterminant(factor) + logDeterminant(posterior) + priorDeterminant);
      const belief =
        -0.5 * Math.log(scatter / USUAL_SCATTER) ** 2 - 0.5 * ((shape?.knee ?? 0) / KNEES.sd) ** 2;
      return {
        shape,
        scatter,
        factor,
        columns,
        posterior,
        rates: mean.map((value, i) => value + (update[i] as number)),
        left: white.map(
          (value, i) =>
            value -
            columns.reduce(
              (sum, column, j) => sum + (column[i] as number) * (update[j] as number),
              0,
            ),
        ),
        score: likelihood + belief,
        prior: belief,
      };
    });
  });
  const top = maxOf(fitted.map(({ score }) => score));
  const total = fitted.reduce((sum, { score }) => sum + Math.exp(score - top), 0);
  const believed = fitted.reduce((sum, { prior }) => sum + Math.exp(prior), 0);
  const kept = fitted.filter(({ score }) => Math.exp(score - top) > LEAST_WEIGHT);
  const keptTotal = kept.reduce((sum, { score }) => sum + Math.exp(score - top), 0);
  const pictures = kept.map((fit) => ({ ...fit, weight: Math.exp(fit.score - top) / keptTotal }));

  const factors = new Set(pictures.map(({ factor }) => factor));
  const at = (point: readonly number[]): Place => {
    const x = point.map((value, i) => value - (centre[i] as number));
    const toCells = xs.map((other) => kernel(x, other));
    const nearBy = new Map(
      [...factors].map((factor) => [factor, solveLower(factor, toCells)] as const),
    );
    return pictures.map(({ weight, shape, factor, columns, posterior, rates, left }) => {
      const near = nearBy.get(factor) as Float64Array;
      const row = features(x, shape, axes);
      const free = row.map((value, j) => value - dot(columns[j] as Float64Array, near));
      const mean = base + dot(row, rates) + dot(near, left);
      const variance = RESIDUAL.size ** 2 - dot(near, near) + quadratic(posterior, free, free);
      return { weight, mean, variance, x, near, free, posterior };
    });
  };
  return {
    at,
    covariance(a, b) {
      const [meanA, meanB] = [momentsOf(a).mean, momentsOf(b).mean];
      return a.reduce((sum, one, i) => {
        const other = b[i] as PlacedPicture;
        const within =
          kernel(one.x, other.x) -
          dot(one.near, other.near) +
          quadratic(one.posterior, one.free, other.free);
        return sum + one.weight * (within + (one.mean - meanA) * (other.mean - meanB));
      }, 0);
    },
    scatter: Math.sqrt(
      pictures.reduce((sum, { weight, scatter }) => sum + weight * scatter ** 2, 0),
    ),
    evidence: top + Math.log(total / believed),
  };
}

/** Mean and variance of a mixture. */
export function momentsOf(pictures: readonly Picture[]): { mean: number; variance: number } {
  const total = pictures.reduce((sum, { weight }) => sum + weight, 0);
  const mean = pictures.reduce((sum, { weight, mean }) => sum + weight * mean, 0) / total;
  const variance =
    pictures.reduce(
      (sum, { weight, mean: own, variance }) => sum + weight * (variance + (own - mean) ** 2),
      0,
    ) / total;
  return { mean, variance };
}

/**
 * The value below which a share of a mixture lies, found by halving to 1e-6 decades.
 *
 * @param extra variance that is added to every picture
 */
export function quantileOf(pictures: readonly Picture[], share: number, extra: number): number {
  const { mean, variance } = momentsOf(pictures);
  const reach = 8 * Math.sqrt(variance + extra);
  let [low, high] = [mean - reach, mean + reach];
  const total = pictures.reduce((sum, { weight }) => sum + weight, 0);
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    const below = pictures.reduce(
      (sum, { weight, mean: own, variance: wide }) =>
        sum + weight * normalBelow((middle - own) / Math.sqrt(wide + extra)),
      0,
    );
    if (below / total < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Share of a standard normal below z (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const above = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z > 0 ? 1 - above : above;
}

/** Where the critical batch size lies, and the power of the examples by which it moves; null without a batch size. */
type Shape = { readonly knee: number; readonly shift: number } | null;

function shapesFor({ batch, horizon }: Axes): readonly Shape[] {
  if (batch === null) return [null];
  const { from, to, count } = KNEES;
  const knees = Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  const shifts = horizon === null ? [0] : SHIFTS;
  return shifts.flatMap((shift) => knees.map((knee) => ({ knee, shift })));
}

/** Beliefs of the features, in their order. */
function ratesOf(shape: Shape, { linear }: Axes, priors: Priors): readonly Prior[] {
  const base = { mean: 0, sd: BASE_SD };
  const others = linear.filter((prior) => prior !== null);
  if (shape === null) return [base, ...others];
  return [base, priors.below, priors.above, ...others];
}

/** Of a point, from the middle of the cells: 1, batch size below and above the critical one, the others. */
function features(x: readonly number[], shape: Shape, axes: Axes): number[] {
  const others = x.flatMap((value, i) => {
    if (axes.linear[i] === null) return [];
    return [i === axes.horizon ? value + inExamples(x, axes) : value];
  });
  if (shape === null || axes.batch === null) return [1, ...others];
  const { knee, shift } = shape;
  const examples = axes.horizon === null ? 0 : (x[axes.horizon] as number) + inExamples(x, axes);
  const from = (x[axes.batch] as number) - shift * examples - knee;
  const below = belowKnee(from) - belowKnee(-knee);
  return [1, below, from + knee - below, ...others];
}

/** What a horizon in updates lacks to one in examples. */
function inExamples(x: readonly number[], { batch, horizonInUpdates }: Axes): number {
  return horizonInUpdates && batch !== null ? (x[batch] as number) : 0;
}

/** min(u, 0), rounded over the width of the bend. */
function belowKnee(u: number): number {
  const z = -u / KNEE_WIDTH;
  return -KNEE_WIDTH * (z > 30 ? z : Math.log1p(Math.exp(z)));
}

function kernel(a: readonly number[], b: readonly number[]): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += ((a[i] as number) - (b[i] as number)) ** 2;
  return RESIDUAL.size ** 2 * Math.exp(-squares / (2 * RESIDUAL.length ** 2));
}

function quadratic(factor: Matrix, a: ArrayLike<number>, b: ArrayLike<number>): number {
  return dot(a, solveCholesky(factor, b));
}
