import { random } from "../core/random.ts";
import { quantile } from "../core/stats.ts";
import {
  atPoints,
  type Curve,
  isLinear,
  ladderSmoother,
  nodeMeans,
  placesOf,
} from "../curve/index.ts";
import { centredMinimum } from "./centred-minimum.ts";

const RESAMPLES = 200;
/** Neighbouring losses share noise (the same weights): they are resampled in blocks of this many. */
const BLOCK = 5;
/** Points times resamples are kept below this: with very many points a few resamples tell enough. */
const MAX_WORK = 2_000_000;
const LEAST_RESAMPLES = 20;

/** log10 LR from a resampled series of losses over the curve's LRs; null where there is none. */
export type PickLog10 = (losses: readonly number[]) => number | null;

/**
 * The range of LRs that the data cannot tell from the pick: the 5th to the 95th percentile of what
 * the same rule picks on moving-block bootstrap resamples of the curve (smoothed curve plus
 * residuals, in blocks of 5, each scaled to the noise at its place), moved so that their median is
 * the pick. At least half a step of the ladder either side.
 *
 * @param lr the pick, > 0
 * @param pick the rule
 * @param seed of the resampling: the same curve and seed give the same range
 * @returns low and high, low <= lr <= high; both ends reach over the whole curve when the rule gives
 *   no pick on more than half of the resamples
 * @source Kuensch, Annals of Statistics 17 (1989)
 */
export function bootstrapRange(
  curve: Curve,
  lr: number,
  pick: PickLog10,
  seed: number,
): [number, number] {
  const { lrs } = curve;
  const resample = resampler(curve, seed);
  const rounds = Math.min(RESAMPLES, Math.max(LEAST_RESAMPLES, Math.floor(MAX_WORK / lrs.length)));
  const picks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const found = pick(resample());
    if (found !== null) picks.push(found);
  }
  if (picks.length < rounds / 2) {
    return [Math.min(lr, lrs[0] as number), Math.max(lr, lrs.at(-1) as number)];
  }
  const middle = quantile(picks, 0.5);
  const [first, last] = [lrs[0] as number, lrs.at(-1) as number];
  const step = Math.log10(last / first) / (lrs.length - 1);
  const half = step / placesOf(lrs).aDecade(Math.max(first, lr)) / 2;
  const down = Math.max(half, middle - quantile(picks, 0.05));
  const up = Math.max(half, quantile(picks, 0.95) - middle);
  return [lr / 10 ** down, lr * 10 ** up];
}

/** The pick of `centred-minimum` on resampled losses, with the smoother's weights worked out once. */
export function centredMinimumPick(curve: Curve): PickLog10 {
  const { lrs, counts, bandwidth, standardError } = curve;
  const { nodes, kernel } = ladderSmoother(lrs, counts, bandwidth);
  const errors = nodeMeans(nodes, counts, standardError);
  const { lrAt } = placesOf(lrs);
  const xs = isLinear(lrs) ? nodes.x.map((place) => Math.log10(lrAt(place))) : nodes.x;
  return (losses) =>
    centredMinimum(xs, kernel.apply(nodeMeans(nodes, counts, losses)).value, errors);
}

/** Smoothed curve plus residuals drawn in blocks. */
function resampler(curve: Curve, seed: number): () => number[] {
  const { lrs, counts, raw, smoothed, standardError, divergedLr, bandwidth } = curve;
  const { nodes, kernel } = ladderSmoother(lrs, counts, bandwidth);
  const variance = atPoints(nodes, kernel.variance);
  const own = atPoints(nodes, kernel.own);
  const weight = atPoints(nodes, nodes.weight);
  const noise = lrs.map((_, i) => {
    const one = (standardError[i] as number) / Math.sqrt(variance[i] as number);
    return one / Math.sqrt(counts[i] as number);
  });
  const wall = divergedLr ?? Number.POSITIVE_INFINITY;
  const residuals: number[] = [];
  for (let i = 0; i < lrs.length && (i < BLOCK || (lrs[i] as number) < wall); i++) {
    const count = counts[i] as number;
    // Part of a point's own noise is in the fit: the residual is scaled up for it.
    const share = ((own[i] as number) * count) / (weight[i] as number);
    const left = Math.max(0.2, 1 - 2 * share + (variance[i] as number) * count);
    const scale = (noise[i] as number) * Math.sqrt(left);
    const scaled = scale > 0 ? ((raw[i] as number) - (smoothed[i] as number)) / scale : 0;
    residuals.push(Math.min(4, Math.max(-4, scaled)));
  }
  const stream = random(seed, "bootstrap");
  const starts = Math.max(1, residuals.length - BLOCK + 1);
  return () => {
    let from = 0;
    return smoothed.map((value, i) => {
      if (i % BLOCK === 0) from = stream.int(starts);
      const residual = residuals[(from + (i % BLOCK)) % residuals.length] as number;
      return value + residual * (noise[i] as number);
    });
  };
}
