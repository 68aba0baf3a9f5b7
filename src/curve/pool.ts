import { maxOf, minOf } from "../core/stats.ts";
import type { CutRun } from "./cut.ts";

/** All runs together: one entry a distinct LR, rising, or a few neighbouring ones. */
export interface Pool {
  /** The mean of the distinct LRs behind the entry. */
  readonly lrs: readonly number[];
  /** Losses behind each entry. */
  readonly counts: readonly number[];
  /** Distinct LRs behind each entry; null where there is one each. */
  readonly lrCounts: readonly number[] | null;
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** How far an entry reaches. */
export interface Grouping {
  /** Distinct LRs in one, at most. */
  readonly most: number;
  /** Its highest LR over its lowest, at most. */
  readonly ratio: number;
}

/** Units that losses are measured in, and held to. */
export interface Unit {
  readonly start: number;
  readonly span: number;
  readonly least: number;
  readonly most: number;
}

/** LRs this close, relatively, are one LR: rounding, not another step of the ladder. */
const SAME_LR = 1e-9;
/** A power of two that sums of the largest doubles stay finite with. */
const SMALL = 2 ** -40;
/** More distinct LRs than this are grouped, to at most so many entries. */
const MOST_ENTRIES = 20_000;

/**
 * Pools runs by LR. Runs may end at different steps: the counts say how many losses there are.
 * Means are taken so that losses near the largest double do not overflow.
 *
 * @param grouping see {@link groupingOf}
 * @param unit what each loss is measured in before. @default its own
 */
export function poolRuns(
  runs: readonly CutRun[],
  grouping: Grouping,
  unit: Unit = {
    start: 0,
    span: 1,
    least: Number.NEGATIVE_INFINITY,
    most: Number.POSITIVE_INFINITY,
  },
): Pool {
  const start = unit.start / unit.span;
  const lrs: number[] = [];
  const counts: number[] = [];
  const lrCounts: number[] = [];
  const mean: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  const places = runs.map(() => 0);
  const last = maxOf(runs.map((run) => run.lrs.at(-1) ?? 0));
  let lr = lowestNext(runs, places);
  while (lr < Number.POSITIVE_INFINITY) {
    // The first and the last LR stay what they are.
    const most = lrs.length === 0 ? 1 : grouping.most;
    const farthest = Math.min(lr * grouping.ratio, last * (1 - SAME_LR));
    const nearest = lr;
    let beyond = 0;
    let distinct = 0;
    let count = 0;
    let average = 0;
    let rest = 0;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    do {
      const limit = lr * (1 + SAME_LR);
      for (let r = 0; r < runs.length; r++) {
        const run = runs[r] as CutRun;
        let next = places[r] as number;
        for (; next < run.lrs.length && (run.lrs[next] as number) <= limit; next++) {
          const size = (run.losses[next] as number) / unit.span - start;
          const loss = Math.max(unit.least, Math.min(unit.most, size));
          count += 1;
          if (count === 1) average = loss;
          // Few are averaged such that none overflows, many such that it takes no time.
          else if (grouping.most === 1) average = average * ((count - 1) / count) + loss / count;
          else rest += loss * SMALL - average * SMALL;
          lowest = Math.min(lowest, loss);
          highest = Math.max(highest, loss);
        }
        places[r] = next;
      }
      distinct++;
      beyond += lr - nearest;
      lr = lowestNext(runs, places);
    } while (distinct < most && lr <= farthest);
    lrs.push(nearest + beyond / distinct);
    counts.push(count);
    lrCounts.push(distinct);
    mean.push(rest === 0 ? average : (average * SMALL + rest / count) / SMALL);
    low.push(lowest);
    high.push(highest);
  }
  return { lrs, counts, lrCounts: grouping.most > 1 ? lrCounts : null, mean, low, high };
}

/**
 * One LR an entry; of more than {@link MOST_ENTRIES} distinct ones, neighbours share an entry: as
 * many as even shares of the ladder hold, but never over more than an even part of its decades
 * (ladders that are not even over log LR keep their sparse end).
 */
export function groupingOf(runs: readonly CutRun[]): Grouping {
  const alone = { most: 1, ratio: 1 };
  if (runs.reduce((sum, run) => sum + run.lrs.length, 0) <= MOST_ENTRIES) return alone;
  const distinct = countDistinct(runs);
  if (distinct <= MOST_ENTRIES) return alone;
  const first = minOf(runs.map((run) => run.lrs[0] ?? Number.MAX_VALUE));
  const last = maxOf(runs.map((run) => run.lrs.at(-1) ?? 0));
  const decades = Math.log10(last) - Math.log10(first);
  const half = MOST_ENTRIES / 2 - 2;
  return { most: Math.ceil(distinct / half), ratio: 10 ** (decades / half) };
}

function countDistinct(runs: readonly CutRun[]): number {
  const places = runs.map(() => 0);
  let distinct = 0;
  for (;;) {
    const lr = lowestNext(runs, places);
    if (lr === Number.POSITIVE_INFINITY) return distinct;
    const limit = lr * (1 + SAME_LR);
    for (let r = 0; r < runs.length; r++) {
      const { lrs } = runs[r] as CutRun;
      let next = places[r] as number;
      while (next < lrs.length && (lrs[next] as number) <= limit) next++;
      places[r] = next;
    }
    distinct++;
  }
}

function lowestNext(runs: readonly CutRun[], places: readonly number[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let r = 0; r < runs.length; r++) {
    const { lrs } = runs[r] as CutRun;
    const place = places[r] as number;
    if (place < lrs.length && (lrs[place] as number) < lowest) lowest = lrs[place] as number;
  }
  return lowest;
}
