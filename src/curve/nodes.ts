/**
 * Points gathered into nodes: neighbours closer than a small fraction of the kernel's width stand
 * for one point at their mean place. It keeps the smoother near-linear in the number of points,
 * and a straight line stays exactly straight.
 */
export interface Nodes {
  /** Weighted mean place of each node, rising. */
  readonly x: Float64Array;
  /** Sum of the points' weights. */
  readonly weight: Float64Array;
  /** First point of each node; one more entry at the end, the number of points. */
  readonly first: Int32Array;
}

/**
 * @param xs places, never falling
 * @param weights one a point, > 0
 * @param width nodes are cells of this width; a point alone in its cell is a node by itself
 */
export function gatherNodes(
  xs: ArrayLike<number>,
  weights: ArrayLike<number>,
  width: number,
): Nodes {
  const first: number[] = [];
  let cell = Number.NaN;
  for (let i = 0; i < xs.length; i++) {
    const own = Math.floor(((xs[i] as number) - (xs[0] as number)) / width);
    if (own !== cell) first.push(i);
    cell = own;
  }
  const count = first.length;
  first.push(xs.length);
  const nodes = {
    x: new Float64Array(count),
    weight: new Float64Array(count),
    first: Int32Array.from(first),
  };
  for (let n = 0; n < count; n++) {
    let sum = 0;
    for (let i = first[n] as number; i < (first[n + 1] as number); i++) sum += weights[i] as number;
    nodes.weight[n] = sum;
  }
  nodes.x.set(nodeMeans(nodes, weights, xs));
  return nodes;
}

/** Weighted mean over each node's points. */
export function nodeMeans(
  nodes: Nodes,
  weights: ArrayLike<number>,
  values: ArrayLike<number>,
): Float64Array {
  const means = new Float64Array(nodes.x.length);
  for (let n = 0; n < means.length; n++) {
    const from = nodes.first[n] as number;
    // Measured from the node's first value: equal values give exactly that value.
    const origin = values[from] as number;
    let sum = 0;
    for (let i = from + 1; i < (nodes.first[n + 1] as number); i++) {
      sum += ((values[i] as number) - origin) * (weights[i] as number);
    }
    means[n] = origin + sum / (nodes.weight[n] as number);
  }
  return means;
}

/**
 * Values at the points from values and slopes at the nodes: a cubic between nodes (Hermite, whose
 * slope is interpolated linearly), a line beyond the outer ones. A point alone in its node gets
 * the node's own value.
 */
export function spread(
  nodes: Nodes,
  xs: ArrayLike<number>,
  value: Float64Array,
  slope: Float64Array,
): { value: number[]; slope: number[] } {
  const values: number[] = new Array(xs.length);
  const slopes: number[] = new Array(xs.length);
  const last = nodes.x.length - 1;
  for (let n = 0; n <= last; n++) {
    for (let i = nodes.first[n] as number; i < (nodes.first[n + 1] as number); i++) {
      const x = xs[i] as number;
      const beyond = x - (nodes.x[n] as number);
      const other = beyond < 0 ? n - 1 : n + 1;
      if (beyond === 0 || other < 0 || other > last) {
        values[i] = (value[n] as number) + beyond * (slope[n] as number);
        slopes[i] = slope[n] as number;
        continue;
      }
      const left = Math.min(n, other);
      const x0 = nodes.x[left] as number;
      const gap = (nodes.x[left + 1] as number) - x0;
      const t = (x - x0) / gap;
      const s0 = slope[left] as number;
      const s1 = slope[left + 1] as number;
      const y0 = value[left] as number;
      const rise = (value[left + 1] as number) - y0;
      const bend = t * (1 - t) * ((1 - t) * (s0 * gap - rise) - t * (s1 * gap - rise));
      values[i] = y0 + t * rise + bend;
      slopes[i] = s0 + t * (s1 - s0);
    }
  }
  return { value: values, slope: slopes };
}

/** One value a node, repeated for each of its points. */
export function atPoints(nodes: Nodes, values: ArrayLike<number>): number[] {
  const points: number[] = [];
  for (let n = 0; n < nodes.x.length; n++) {
    for (let i = nodes.first[n] as number; i < (nodes.first[n + 1] as number); i++) {
      points.push(values[n] as number);
    }
  }
  return points;
}
