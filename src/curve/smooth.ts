import { checkPositive } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { checkKeys } from "../core/keys.ts";
import { checkLadder } from "./cut.ts";
import { type Kernel, localLinear } from "./kernel.ts";
import { atPoints, gatherNodes, type Nodes, nodeMeans, spread } from "./nodes.ts";
import { placesOf } from "./places.ts";

/** Kernel width of curves, in decades. */
export const DEFAULT_BANDWIDTH = 0.3;

/** Nodes a kernel width. At 20, what gathering adds to a smoothed value is under 1/3000 of it. */
const NODES_A_BANDWIDTH = 20;

/** A smoothed curve at the n LRs that it was made from. */
export interface Smoothed {
  /** n smoothed losses. */
  readonly value: readonly number[];
  /** n slopes: loss per decade of LR. */
  readonly slope: readonly number[];
  /** n variances of `value` when one loss has variance 1. */
  readonly variance: readonly number[];
}

/** The smoother over one ladder: nodes, their kernel, and the points' places. */
export interface LogLrSmoother {
  /** n places in decades, rising: log10 LR, or as {@link placesOf} has them. */
  readonly xs: Float64Array;
  readonly nodes: Nodes;
  readonly kernel: Kernel;
}

/**
 * Prepares the smoother of {@link smoothLogLr} for a ladder, to be used for many series.
 *
 * @param lrs n learning rates, > 0, never falling; at least one
 * @param counts n numbers of losses behind each LR
 * @param bandwidth in decades, > 0
 */
export function logLrSmoother(
  lrs: readonly number[],
  counts: ArrayLike<number>,
  bandwidth: number,
): LogLrSmoother {
  return smootherAt(Math.log10, lrs, counts, bandwidth);
}

/**
 * Prepares the smoother of `buildCurve` for a ladder: that of {@link logLrSmoother}, or one over LR for
 * a linear ladder (see {@link placesOf}).
 *
 * @param lrs n learning rates, > 0, never falling; at least one
 * @param counts n numbers of losses behind each LR
 * @param bandwidth in decades, > 0
 */
export function ladderSmoother(
  lrs: readonly number[],
  counts: ArrayLike<number>,
  bandwidth: number,
): LogLrSmoother {
  return smootherAt(placesOf(lrs).at, lrs, counts, bandwidth);
}

function smootherAt(
  place: (lr: number) => number,
  lrs: readonly number[],
  counts: ArrayLike<number>,
  bandwidth: number,
): LogLrSmoother {
  const xs = Float64Array.from(lrs, place);
  const nodes = gatherNodes(xs, counts, bandwidth / NODES_A_BANDWIDTH);
  return { xs, nodes, kernel: localLinear(nodes, bandwidth) };
}

/**
 * Smooths losses over log10 LR without lag: local-linear regression with a centred Gaussian kernel
 * cut off at 4 standard deviations. Exact on a straight line over log10 LR, edges and uneven
 * ladders included; time near-linear in n. No outlier is treated: see `buildCurve` for that.
 *
 * @param lrs n learning rates, > 0, never falling (equal ones share one value)
 * @param losses n finite losses of any sign
 * @param options.bandwidth standard deviation of the kernel in decades, default 0.3
 * @param options.counts n weights: how many losses each one is the mean of; default 1
 * @throws InputError for arrays of unequal length, a non-finite loss, an LR that is not above 0 or
 *   falls, or a bandwidth that is not above 0
 * @source Fan and Gijbels, Local Polynomial Modelling (1996), section 2.3
 */
export function smoothLogLr(
  lrs: readonly number[],
  losses: readonly number[],
  options: { readonly bandwidth?: number; readonly counts?: readonly number[] } = {},
): Smoothed {
  checkKeys("smoothLogLr", options, { bandwidth: true, counts: true });
  const bandwidth = checkPositive("bandwidth", options.bandwidth ?? DEFAULT_BANDWIDTH);
  checkLadder(lrs, losses, "smoothLogLr");
  const bad = losses.findIndex((loss) => !Number.isFinite(loss));
  if (bad >= 0) {
    throw new InputError(
      "bad-curve",
      `\`losses[${bad}]\` must be finite, got ${losses[bad]}; cut the curve before it`,
      { data: { index: bad, value: losses[bad] } },
    );
  }
  if (lrs.length === 0) return { value: [], slope: [], variance: [] };
  const counts = options.counts ?? new Array<number>(lrs.length).fill(1);
  const { xs, nodes, kernel } = logLrSmoother(lrs, counts, bandwidth);
  // Differences of losses near the largest double would overflow.
  const scale = losses.some((loss) => Math.abs(loss) > 1e150) ? 1e200 : 1;
  const fit = kernel.apply(
    nodeMeans(
      nodes,
      counts,
      losses.map((loss) => loss / scale),
    ),
  );
  const { value, slope } = spread(nodes, xs, fit.value, fit.slope);
  return {
    value: value.map((v) => v * scale),
    slope: slope.map((v) => v * scale),
    variance: atPoints(nodes, kernel.variance),
  };
}
