import { differenceNoise, median, quantile } from "../core/stats.ts";
import type { CutRun } from "./cut.ts";
import { isLinear } from "./places.ts";
import type { Pool } from "./pool.ts";
import { medianAround, runningMedian } from "./running-median.ts";

/** The curve's own units, read off the raw losses before anything is smoothed. */
export interface Level {
  /** Level of the head, where the LR is too small to matter. */
  readonly start: number;
  /** How far the loss falls below it, >= 0. */
  readonly drop: number;
  /** Standard deviation of one raw loss. */
  readonly noise: number;
  /** A length that is never 0: the larger of drop and 4 x noise. */
  readonly span: number;
}

/**
 * The head is this part of the LR range; where that holds fewer than 5 points, up to a third of it. Of a
 * linear ladder, whose first LRs often train already, it is 5 points, and the first alone where they fall
 * one after the other.
 */
const HEAD_PART = 1 / 6;
const HEAD_POINTS = 5;
const HEAD_MOST = 1 / 3;
/** Half a window of the median that keeps spikes of up to 3 points out of the lowest loss. */
const HALF_WINDOW = 3;

/**
 * Start, drop, noise and span of a curve of at least one point. Everything after it is measured in
 * these, so no rule depends on the sign or size of the losses.
 */
export function measureLevel(pool: Pool, runs: readonly CutRun[]): Level {
  const head = headPoints(pool.lrs, pool.mean);
  const start = median(pool.mean.slice(0, head));
  // From the middle of the head on: where the loss rises from the first step, its left half lies
  // below its median, and that is no drop.
  const drop = Math.max(0, start - lowest(pool.mean.slice(Math.floor(head / 2))));
  const perRun = runs.map((run) => differenceNoise(run.losses)).filter(Number.isFinite);
  const noise = perRun.length > 0 ? median(perRun) : 0;
  return { start, drop, noise, span: span(pool.mean, start, Math.max(drop, 4 * noise)) };
}

/** Number of points in the head of a ladder, where the start level is measured; at least 1. */
export function headPoints(lrs: readonly number[], losses: readonly number[]): number {
  if (isLinear(lrs)) {
    const head = Math.max(1, Math.min(HEAD_POINTS, Math.floor(HEAD_MOST * lrs.length)));
    const falls = (loss: number, i: number) => i === 0 || loss < (losses[i - 1] as number);
    return losses.slice(0, head).every(falls) ? 1 : head;
  }
  const first = Math.log10(lrs[0] as number);
  const range = Math.log10(lrs.at(-1) as number) - first;
  const within = (part: number) => {
    const limit = 10 ** (first + part * range);
    let count = 1;
    while (count < lrs.length && (lrs[count] as number) <= limit) count++;
    return count;
  };
  return Math.max(within(HEAD_PART), Math.min(HEAD_POINTS, within(HEAD_MOST)));
}

function lowest(losses: readonly number[]): number {
  return runningMedian(losses, HALF_WINDOW).reduce((low, loss) => Math.min(low, loss));
}

// A curve without drop and noise (constant, or constant and then a wall) is measured by whatever
// does differ; a constant one by 1. Never by less than rounding.
function span(losses: readonly number[], start: number, found: number): number {
  const rounding = Math.max(Number.EPSILON * Math.abs(start), 1e-300);
  if (found > rounding && Number.isFinite(found)) return found;
  const away = losses.map((loss) => Math.abs(loss / 2 - start / 2) * 2).filter((d) => d > rounding);
  return Math.max(rounding, Math.min(quantile(away, 0.25) || 1, Number.MAX_VALUE / 8));
}

/** Half a window of the median that a wall is read off. */
const WALL_HALF_WINDOW = 2;

/**
 * LR from which on a run has diverged, or null.
 *
 * The wall is the first place from which the loss (median of 5, so one or two spikes are nothing)
 * stands above the start by a fifth of the drop and by 3 x noise (without a drop: by 8 x noise),
 * and after which it never again comes below the start by a tenth of the drop (without a drop: to
 * within the noise of it). A run without a wall that its sweep called diverged ends at its wall; one
 * with a non-finite loss has it there at the latest.
 */
export function divergedAt(run: CutRun, level: Level): number | null {
  const wall = firstAboveForGood(run.losses, level);
  if (wall !== null) return run.lrs[wall] as number;
  if (run.nonFiniteLr !== null) return run.nonFiniteLr;
  return run.stopReason === "diverged" ? (run.lrs.at(-1) ?? null) : null;
}

function firstAboveForGood(losses: readonly number[], level: Level): number | null {
  const { start, drop, noise } = level;
  const real = drop > 3 * noise;
  const alive = real ? start - 0.1 * drop : start + noise;
  // With neither drop nor noise to go by, a rise by half of what differs at all.
  const rise = real ? Math.max(0.2 * drop, 3 * noise) : 8 * noise || level.span / 2;
  const above = start + rise;
  const medians = medianAround(losses, WALL_HALF_WINDOW);
  let last = losses.length - 1;
  while (last >= 0 && medians(last) > alive) last--;
  for (let i = last + 1; i < losses.length; i++) {
    if (medians(i) > above) return i;
  }
  return null;
}
