import { minOf } from "../../core/stats.ts";
import type { Curve } from "../../curve/index.ts";
import type { Methods } from "../../suggest/index.ts";
import type { SweepRun } from "../../sweep/types.ts";

/**
 * What the loss chart and its tables are made from. The page of one result fills it from the
 * result; anything that computes the curve or the picks again (another smoothing, an imported log)
 * fills it from there and gets the same chart.
 */
export interface LossSources {
  readonly runs: readonly SweepRun[];
  readonly curve: Curve;
  readonly rules: Methods;
  /** The recommended LR and its range; null when there is no suggestion. */
  readonly recommended: { readonly lr: number; readonly range: readonly [number, number] } | null;
}

/** Place on the ladder of every distinct LR of the runs (the first run that has it). */
export function stepOfLr(runs: readonly SweepRun[]): ReadonlyMap<number, number> {
  const steps = new Map<number, number>();
  for (const run of runs) {
    run.lrs.forEach((lr, i) => {
      if (!steps.has(lr)) steps.set(lr, run.stepIndices[i] ?? i);
    });
  }
  return steps;
}

/**
 * The smoothed loss at an LR: linear over log10 LR between the points of the curve, the nearest end
 * outside of them. Undefined for an empty curve.
 */
export function smoothedAt(curve: Curve, lr: number): number | undefined {
  const { lrs, smoothed } = curve;
  let above = 0;
  let end = lrs.length;
  while (above < end) {
    const middle = (above + end) >> 1;
    if ((lrs[middle] as number) < lr) above = middle + 1;
    else end = middle;
  }
  if (above === lrs.length) return smoothed[smoothed.length - 1];
  if (above === 0) return smoothed[0];
  const [x0, x1] = [Math.log10(lrs[above - 1] as number), Math.log10(lrs[above] as number)];
  const [y0, y1] = [smoothed[above - 1] as number, smoothed[above] as number];
  return y0 + ((Math.log10(lr) - x0) / (x1 - x0)) * (y1 - y0);
}

/** Lowest and highest LR of everything recorded, or null when nothing was. */
export function lrExtent({
  runs,
  curve,
}: Pick<LossSources, "runs" | "curve">): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const lrs of [curve.lrs, ...runs.map((run) => run.lrs)]) {
    for (const lr of lrs) {
      low = Math.min(low, lr);
      high = Math.max(high, lr);
    }
  }
  return high > 0 ? [low, high] : null;
}

/** Which points of the curve lie where the LR is of use: neither unstable nor diverged. */
export function usefulPoints(curve: Curve): boolean[] {
  const bad = curve.regimes.filter(({ kind }) => kind === "unstable" || kind === "diverged");
  const end = minOf(bad.map(({ fromLr }) => fromLr));
  return curve.lrs.map((lr) => lr < end);
}
