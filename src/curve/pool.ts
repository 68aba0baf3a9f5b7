import type { CutRun } from "./cut.ts";

/** All runs together: one entry a distinct LR, rising. */
export interface Pool {
  readonly lrs: readonly number[];
  /** Losses behind each LR. */
  readonly counts: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** LRs this close, relatively, are one LR: rounding, not another step of the ladder. */
const SAME_LR = 1e-9;

/**
 * Pools runs by LR. Runs may end at different steps: the counts say how many got that far.
 * Means are taken so that losses near the largest double do not overflow.
 */
export function poolRuns(runs: readonly CutRun[]): Pool {
  const lrs: number[] = [];
  const counts: number[] = [];
  const mean: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  const places = runs.map(() => 0);
  for (;;) {
    const lr = lowestNext(runs, places);
    if (lr === Number.POSITIVE_INFINITY) return { lrs, counts, mean, low, high };
    const limit = lr * (1 + SAME_LR);
    let count = 0;
    let average = 0;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let r = 0; r < runs.length; r++) {
      const run = runs[r] as CutRun;
      let place = places[r] as number;
      for (; place < run.lrs.length && (run.lrs[place] as number) <= limit; place++) {
        const loss = run.losses[place] as number;
        count += 1;
        average = count === 1 ? loss : average * ((count - 1) / count) + loss / count;
        lowest = Math.min(lowest, loss);
        highest = Math.max(highest, loss);
      }
      places[r] = place;
    }
    lrs.push(lr);
    counts.push(count);
    mean.push(average);
    low.push(lowest);
    high.push(highest);
  }
}

function lowestNext(runs: readonly CutRun[], places: readonly number[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let r = 0; r < runs.length; r++) {
    const lr = (runs[r] as CutRun).lrs[places[r] as number];
    if (lr !== undefined && lr < lowest) lowest = lr;
  }
  return lowest;
}
