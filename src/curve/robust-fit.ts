import { median } from "../core/stats.ts";
import { nodeMeans, spread } from "./nodes.ts";
import { placesOf } from "./places.ts";
import { runningMedian } from "./running-median.ts";
import { ladderSmoother } from "./smooth.ts";

/** A robust fit over one ladder; everything in the units of the values that went in. */
export interface RobustFit {
  readonly value: readonly number[];
  /** Per decade of LR. */
  readonly slope: readonly number[];
  readonly standardError: readonly number[];
  /** Standard deviation of one value of weight 1 around the fit. */
  readonly noise: number;
}

/** Half a window of the median that a spike is measured against: decades, and nodes at least. */
const SPIKE_DECADES = 0.15;
const SPIKE_NODES = 3;
/** Window over which noise is taken to be alike: decades either side, and nodes at least and at most. */
const NOISE_DECADES = 0.75;
const NOISE_NODES = [6, 50] as const;

/**
 * Local-linear fit over a ladder (in log10 LR, see `placesOf`) that single spikes do not move, with its standard errors.
 *
 * A node's value is held to within `reach` (plus 5 x noise) of the median around it; a straight
 * line, a steep wall and the ends of the curve are left as they are. The standard error uses the
 * noise nearby (geometric mean of the local and the overall one): loss noise shrinks with the loss
 * and grows towards the wall.
 *
 * @param values n values, of the order of 1
 * @param counts n weights, >= 1
 * @param noise first guess of the standard deviation of one value of weight 1
 * @param reach how far from its surroundings a value may lie when there is no noise
 * @param until points from this LR on do not count for the noise
 */
export function robustFit(
  lrs: readonly number[],
  values: readonly number[],
  counts: readonly number[],
  options: { bandwidth: number; noise: number; reach: number; until: number },
): RobustFit {
  const places = placesOf(lrs);
  const { xs, nodes, kernel } = ladderSmoother(lrs, counts, options.bandwidth);
  const count = nodes.x.length;
  const raw = nodeMeans(nodes, counts, values);
  const middle = runningMedian(
    raw,
    halfWindow(nodes.x, SPIKE_DECADES, SPIKE_NODES, NOISE_NODES[1]),
  );
  const held = raw.map((value, n) => {
    const limit = options.reach + (5 * options.noise) / Math.sqrt(nodes.weight[n] as number);
    const centre = middle[n] as number;
    return Math.min(centre + limit, Math.max(centre - limit, value));
  });
  const fit = kernel.apply(held);

  // Residuals, each scaled to the noise of one value of weight 1.
  const end = places.at(options.until);
  const residuals: number[] = [];
  for (let n = 0; n < count && (n < 3 || (nodes.x[n] as number) < end); n++) {
    const one = 1 / (nodes.weight[n] as number);
    const left = one - 2 * (kernel.own[n] as number) * one + (kernel.variance[n] as number);
    const residual = Math.abs((held[n] as number) - (fit.value[n] as number));
    residuals.push(left > 0.05 * one ? residual / Math.sqrt(left) : 0);
  }
  const noise = 1.4826 * median(residuals);
  const half = halfWindow(nodes.x, NOISE_DECADES, ...NOISE_NODES);
  const errors = kernel.variance.map((variance, n) => {
    const local = 1.4826 * median(residuals.slice(Math.max(0, n - half), n + half + 1));
    return Math.sqrt(variance * noise * (Number.isFinite(local) ? local : noise));
  });
  const { value, slope } = spread(nodes, xs, fit.value, fit.slope);
  return {
    value,
    slope: slope.map((rise, i) => rise * places.aDecade(lrs[i] as number)),
    noise,
    standardError: spread(
      nodes,
      xs,
      errors,
      errors.map(() => 0),
    ).value,
  };
}

/** Nodes within so many decades, at their mean spacing. */
function halfWindow(x: Float64Array, decades: number, least: number, most: number): number {
  const length = (x.at(-1) as number) - (x[0] as number);
  const nodes = Math.round((decades * (x.length - 1)) / length);
  return Math.min(most, Math.max(least, Number.isFinite(nodes) ? nodes : least));
}
