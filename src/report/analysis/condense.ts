import type { SweepRun } from "../../sweep/types.ts";

/** Runs with fewer points, each the mean of `group` neighbours of the recorded ones. */
export interface Condensed {
  readonly runs: readonly SweepRun[];
  /** Points behind each one; 1 when nothing was condensed. */
  readonly group: number;
}

/** Losses a quick curve is made of, all runs together. */
export const MOST_POINTS = 16_000;

/** The same of one run: most of a curve's work is done once for every learning rate. */
export const MOST_RATES = 5000;

/**
 * Puts neighbouring points together (geometric mean of the LR, mean of the loss) until all runs
 * together hold at most `most` points and none more than `mostRates`, so that a curve takes
 * milliseconds. The kernel gathers its points anyway, so the curve hardly changes: what is left of a
 * shift is below the width of a group. A last non-finite loss stays a point of its own. Held-out losses stay as they are.
 */
export function condense(
  runs: readonly SweepRun[],
  most = MOST_POINTS,
  mostRates = Math.min(most, MOST_RATES),
): Condensed {
  const total = runs.reduce((sum, run) => sum + run.lrs.length, 0);
  const longest = runs.reduce((longer, run) => Math.max(longer, run.lrs.length), 0);
  const group = Math.max(1, Math.ceil(total / most), Math.ceil(longest / mostRates));
  return group === 1 ? { runs, group } : { runs: runs.map((run) => grouped(run, group)), group };
}

function grouped(run: SweepRun, group: number): SweepRun {
  const lrs: number[] = [];
  const losses: number[] = [];
  const stepIndices: number[] = [];
  for (let from = 0; from < run.lrs.length; from += group) {
    const to = Math.min(from + group, run.lrs.length);
    let count = 0;
    let place = 0;
    let loss = 0;
    for (let i = from; i < to && Number.isFinite(run.losses[i]); i++) {
      count++;
      place += Math.log10(run.lrs[i] as number);
      loss += ((run.losses[i] as number) - loss) / count;
    }
    if (count > 0) {
      lrs.push(10 ** (place / count));
      losses.push(loss);
      stepIndices.push(run.stepIndices[from] ?? from);
    }
    if (count < to - from) {
      const dead = from + count;
      lrs.push(run.lrs[dead] as number);
      losses.push(run.losses[dead] as number);
      stepIndices.push(run.stepIndices[dead] ?? dead);
      break;
    }
  }
  return { ...run, lrs, losses, stepIndices };
}
