import type { Nodes } from "./nodes.ts";

/**
 * A local-linear smoother with its weights worked out, so that many series over the same places
 * (bootstrap resamples) cost a multiplication each.
 */
export interface Kernel {
  /** Fitted value and slope per unit of x at each node. */
  apply(values: ArrayLike<number>): { value: Float64Array; slope: Float64Array };
  /** Variance of each fitted value when every weight-1 point has variance 1. */
  readonly variance: Float64Array;
  /** Weight of each node in its own fit. */
  readonly own: Float64Array;
}

/** The Gaussian is cut off at this many standard deviations. */
const REACH = 4;

/**
 * Local-linear regression with a Gaussian kernel (Fan and Gijbels 1996, section 2.3): at each node
 * a weighted straight line is fitted to what lies around, and gives value and slope. Against a
 * kernel mean it has no bias on a straight line, neither at the edges nor where points get denser
 * (a linear sweep seen over log LR).
 *
 * On evenly spaced places away from the edges it is the kernel mean: a parabola a x^2 keeps its
 * slope 2 a x exactly and is raised by a h^2.
 *
 * @param bandwidth h, standard deviation of the Gaussian, in units of x. Where points are sparser
 *   than that, it is widened to half the distance of the second nearest node.
 */
export function localLinear(nodes: Nodes, bandwidth: number): Kernel {
  const { x, weight } = nodes;
  const count = x.length;
  const from = new Int32Array(count);
  const offset = new Int32Array(count + 1);
  const widths = new Float64Array(count);
  let low = 0;
  let high = 0;
  for (let n = 0; n < count; n++) {
    const here = x[n] as number;
    const width = Math.max(bandwidth, secondNearest(x, n) / 2);
    const reach = REACH * width;
    while (low > 0 && here - (x[low - 1] as number) <= reach) low--;
    while (here - (x[low] as number) > reach) low++;
    while (high > n && (x[high - 1] as number) - here > reach) high--;
    while (high < count && (x[high] as number) - here <= reach) high++;
    widths[n] = width;
    from[n] = low;
    offset[n + 1] = (offset[n] as number) + high - low;
  }
  const total = offset[count] as number;
  const toValue = new Float64Array(total);
  const toSlope = new Float64Array(total);
  const variance = new Float64Array(count);
  const own = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const here = x[n] as number;
    const width = widths[n] as number;
    const start = offset[n] as number;
    const size = (offset[n + 1] as number) - start;
    const first = from[n] as number;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    for (let k = 0; k < size; k++) {
      const u = ((x[first + k] as number) - here) / width;
      const mass = Math.exp(-0.5 * u * u) * (weight[first + k] as number);
      toValue[start + k] = mass;
      s0 += mass;
      s1 += mass * u;
      s2 += mass * u * u;
    }
    const spread = s0 * s2 - s1 * s1;
    // All the weight in one place: a level, no slope.
    const degenerate = !(spread > 1e-12 * s0 * s0);
    for (let k = 0; k < size; k++) {
      const u = ((x[first + k] as number) - here) / width;
      const mass = toValue[start + k] as number;
      const share = degenerate ? mass / s0 : (mass * (s2 - s1 * u)) / spread;
      toValue[start + k] = share;
      toSlope[start + k] = degenerate ? 0 : (mass * (s0 * u - s1)) / (spread * width);
      variance[n] = (variance[n] as number) + (share * share) / (weight[first + k] as number);
    }
    own[n] = toValue[start + n - first] as number;
  }
  return {
    variance,
    own,
    apply(values) {
      const value = new Float64Array(count);
      const slope = new Float64Array(count);
      for (let n = 0; n < count; n++) {
        const start = offset[n] as number;
        const shift = (from[n] as number) - start;
        // Measured from the node's own value: equal values give exactly that value.
        const origin = values[n] as number;
        let sum = 0;
        let rise = 0;
        for (let k = start; k < (offset[n + 1] as number); k++) {
          const y = (values[k + shift] as number) - origin;
          sum += (toValue[k] as number) * y;
          rise += (toSlope[k] as number) * y;
        }
        value[n] = origin + sum;
        slope[n] = rise;
      }
      return { value, slope };
    },
  };
}

/** Distance to the second nearest other node; to the nearest where there is no second, 0 for none. */
function secondNearest(x: Float64Array, n: number): number {
  const here = x[n] as number;
  const distances = [n - 2, n - 1, n + 1, n + 2]
    .filter((other) => other >= 0 && other < x.length)
    .map((other) => Math.abs((x[other] as number) - here))
    .sort((a, b) => a - b);
  return distances[1] ?? distances[0] ?? 0;
}
