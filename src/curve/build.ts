import { checkPositive } from "../core/check.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import { mean, median, minOf } from "../core/stats.ts";
import { checkRuns } from "./check-curve.ts";
import type { Curve, CurveRun } from "./curve.ts";
import { type CutRun, cutRun } from "./cut.ts";
import { divergedAt, type Level, measureLevel } from "./level.ts";
import { isLinear, placesOf } from "./places.ts";
import { type Grouping, groupingOf, poolRuns } from "./pool.ts";
import { fallIndex, findRegimes, hasDrop } from "./regimes.ts";
import { robustFit } from "./robust-fit.ts";
import { DEFAULT_BANDWIDTH } from "./smooth.ts";

/** How {@link buildCurve} smooths losses, and what it leaves out. */
export interface CurveOptions {
  /** Standard deviation of the smoothing kernel, in decades, > 0. @default 0.3 */
  readonly bandwidth?: number;
  /** Points below this LR are left out, > 0. @default none */
  readonly fromLr?: number;
  /** Points above this LR are left out, > 0. @default none */
  readonly toLr?: number;
}

const CURVE_KEYS: KeyTable<CurveOptions> = {
  bandwidth: true,
  fromLr: true,
  toLr: true,
};

const TRIM_KEYS: KeyTable<Omit<CurveOptions, "bandwidth">> = { fromLr: true, toLr: true };

/** Losses count at most as start + this many spans: a wall of 1e30 is a wall, not a scale. */
const CEILING = 2;
/** Curves of more LRs than this are dense: neighbours tell the noise better than the fit does, as they do in a linear ladder. */
const DENSE = 2000;
/** Without noise, a single loss is held to within this part of the drop of those around it. */
const SPIKE = 0.1;

/**
 * The loss-vs-LR curve of one or more runs of the same sweep.
 *
 * Each run is cut at its first non-finite loss. Runs are pooled by LR (they may end at different
 * steps; one that diverged counts as "at the ceiling" from there on, so that the survivors do not
 * make high LRs look good). Losses are measured from the start of the curve in units of its drop
 * and noise, held below a ceiling and freed of lone spikes, then smoothed with a centred
 * local-linear kernel over log10 LR (see `smoothLogLr`), or over LR in the upper part of a linear
 * ladder, where a bandwidth of 0.3 is a twentieth of its steps: no lag, right at the edges. Losses of any sign and size give the same curve, shifted and scaled.
 *
 * Time is near-linear in the number of points. Of more than 20,000 distinct LRs, neighbours share an
 * entry of the curve (`lrCounts` says how many), and `low` and `high` are those of all their losses.
 *
 * @param runs each with n LRs (> 0, never falling) and n losses; no runs or no finite loss give a
 *   curve of no points with `minimumIndex` -1
 * @throws InputError for LRs that fall or are not above 0, arrays of unequal length, or an option
 *   out of range
 */
export function buildCurve(runs: readonly CurveRun[], options: CurveOptions = {}): Curve {
  checkKeys("buildCurve", options, CURVE_KEYS);
  const { bandwidth = DEFAULT_BANDWIDTH, ...trims } = options;
  checkPositive("bandwidth", bandwidth);
  return prepareCurve(runs, trims)(bandwidth);
}

/**
 * The same curve for many kernel widths: what does not depend on the width (cutting, pooling, start
 * and noise, walls) is worked out once.
 *
 * @returns the curve of {@link buildCurve} at a bandwidth in decades, > 0
 * @throws InputError as {@link buildCurve} does
 */
export function prepareCurve(
  runs: readonly CurveRun[],
  options: Omit<CurveOptions, "bandwidth"> = {},
): (bandwidth: number) => Curve {
  checkKeys("prepareCurve", options, TRIM_KEYS);
  const fromLr = checkPositive("fromLr", options.fromLr ?? Number.MIN_VALUE);
  const toLr = checkPositive("toLr", options.toLr ?? Number.MAX_VALUE);
  const within = (lr: number) => lr >= fromLr && lr <= toLr;

  checkRuns(runs);
  const cut = runs.map((run, r) => trim(cutRun(run, `runs[${r}]`), within));
  const heldOut = poolHeldOut(runs, within);
  const grouping = groupingOf(cut);
  const pool = poolRuns(cut, grouping);
  if (pool.lrs.length === 0) {
    const divergedLr = lowest(cut.map((run) => run.nonFiniteLr));
    return (bandwidth) => emptyCurve(divergedLr, checkPositive("bandwidth", bandwidth), heldOut);
  }
  const level = measureLevel(pool, cut);
  const walls = cut.map((run) => divergedAt(run, level));
  const divergedLr = lowest(walls);
  const { values, counts } = scaled(cut, walls, grouping, level);
  const size = (value: number) => value * level.span;

  return (bandwidth) => {
    const fit = robustFit(pool.lrs, values, counts, {
      bandwidth: checkPositive("bandwidth", bandwidth),
      noise: level.noise / level.span,
      reach: (SPIKE * level.drop) / level.span,
      until: divergedLr ?? Number.MAX_VALUE,
    });
    const smoothed = fit.value.map((value) => level.start + size(value));
    const measured = {
      lrs: pool.lrs,
      counts: pool.counts,
      ...(pool.lrCounts === null ? {} : { lrCounts: pool.lrCounts }),
      // What smoothing takes off a bend is noise to the fit, and weighs more the more losses agree on it.
      raw: pool.mean,
      noise:
        pool.lrs.length <= DENSE && !isLinear(pool.lrs)
          ? size(fit.noise)
          : Math.min(size(fit.noise), level.noise),
      smoothed,
      standardError: fit.standardError.map(size),
      startLoss: level.start,
      minimumIndex: smoothed.indexOf(smoothed.reduce((low, value) => Math.min(low, value))),
      divergedLr,
      bandwidth,
    };
    const placed = { ...measured, startLoss: flatLevel(measured, pool.mean, bandwidth) };
    return {
      ...placed,
      low: pool.low,
      high: pool.high,
      slope: fit.slope.map(size),
      regimes: findRegimes(placed),
      heldOut,
    };
  };
}

function trim(run: CutRun, within: (lr: number) => boolean): CutRun {
  const { lrs, losses } = run;
  // They never fall: where both ends are within, all are.
  if (lrs.length === 0 || (within(lrs[0] as number) && within(lrs.at(-1) as number))) return run;
  const nonFiniteLr = run.nonFiniteLr !== null && within(run.nonFiniteLr) ? run.nonFiniteLr : null;
  const stopReason = within(lrs.at(-1) as number) ? run.stopReason : undefined;
  const kept = losses.filter((_, i) => within(lrs[i] as number));
  return { lrs: lrs.filter(within), losses: kept, nonFiniteLr, stopReason };
}

/** The lowest LR at which any run diverged. */
function lowest(walls: readonly (number | null)[]): number | null {
  const found = walls.filter((lr) => lr !== null);
  return found.length > 0 ? minOf(found) : null;
}

/** Pooled losses in spans above the start, below the ceiling; and the weight of each. */
function scaled(
  runs: readonly CutRun[],
  walls: readonly (number | null)[],
  grouping: Grouping,
  level: Level,
): { values: number[]; counts: number[] } {
  const { start, span } = level;
  const pool = poolRuns(runs, grouping, { start, span, least: -1e9, most: CEILING });
  const { lrs } = pool;
  const values = [...pool.mean];
  const counts = [...pool.counts];
  for (let r = 0; r < runs.length; r++) {
    if (walls[r] === null) continue;
    const end = runs[r]?.lrs.at(-1) ?? 0;
    for (let i = lrs.length - 1; i >= 0 && (lrs[i] as number) > end * (1 + 1e-9); i--) {
      const count = (counts[i] as number) + 1;
      values[i] = (values[i] as number) + (CEILING - (values[i] as number)) / count;
      counts[i] = count;
    }
  }
  return { values, counts };
}

/** Median raw loss over the flat stretch, up to one kernel width before the fall. */
function flatLevel(
  curve: Parameters<typeof fallIndex>[0],
  raw: readonly number[],
  bandwidth: number,
): number {
  const index = hasDrop(curve) ? fallIndex(curve) : 0;
  const limit = placesOf(curve.lrs).away(curve.lrs[index] as number, -bandwidth);
  const flat = raw.filter((_, i) => (curve.lrs[i] as number) < limit);
  return flat.length > raw.length / 6 ? median(flat) : curve.startLoss;
}

function emptyCurve(
  divergedLr: number | null,
  bandwidth: number,
  heldOut: Curve["heldOut"],
): Curve {
  return {
    lrs: [],
    counts: [],
    raw: [],
    low: [],
    high: [],
    smoothed: [],
    standardError: [],
    slope: [],
    startLoss: Number.NaN,
    noise: Number.NaN,
    minimumIndex: -1,
    divergedLr,
    regimes: [],
    bandwidth,
    heldOut,
  };
}

/**
 * The held-out losses of all runs in order of LR: one point a distinct LR, the mean of the runs
 * that measured there (non-finite when one of them is).
 */
export function poolHeldOut(
  runs: readonly CurveRun[],
  within: (lr: number) => boolean,
): Curve["heldOut"] {
  const byLr = new Map<number, number[]>();
  for (const { lr, loss } of runs.flatMap((run) => run.heldOut ?? [])) {
    if (!within(lr)) continue;
    const losses = byLr.get(lr);
    if (losses === undefined) byLr.set(lr, [loss]);
    else losses.push(loss);
  }
  return [...byLr].sort(([a], [b]) => a - b).map(([lr, losses]) => ({ lr, loss: mean(losses) }));
}
