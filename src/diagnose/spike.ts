import { lossesApart } from "../core/format.ts";
import { median, quantile } from "../core/stats.ts";
import type { Finding } from "./finding.ts";
import type { Signal } from "./signal.ts";

const LEAST = 20;
const WINDOW = 25;
/** Losses before and after a spike that must be low. */
const BESIDE = 3;
/** Spikes that are named one by one. */
const NAMED = 5;

/**
 * Losses that jump far above their neighbours and come back: above the local median (of 25) by 12
 * local deviations, by five times what one loss in twenty reaches, and by a quarter of the drop. A
 * spike lasts at most a tenth of the log.
 */
export function spike({ losses, steps, drop, magnitude, unit }: Signal): Finding | null {
  if (losses.length < LEAST) return null;
  const centers = runningMedian(losses, WINDOW);
  const above = losses.map((loss, i) => loss - (centers[i] as number));
  const sizes = above.map(Math.abs);
  const usual = 5 * quantile(sizes, 0.95);
  const deviations = runningMedian(sizes, 2 * WINDOW + 1).map((size) => 1.4826 * size);
  const least = Math.max(usual, drop / 4, 1e-6 * magnitude);
  const limits = deviations.map((deviation) => Math.max(least, 12 * deviation));
  const spikes = runsAbove(above, limits, losses).filter((run) => {
    const { from, to, peak } = run;
    if (to - from > Math.max(1, losses.length / 10) || from < BESIDE || to >= losses.length) {
      return false;
    }
    const before = median(losses.slice(Math.max(0, from - BESIDE), from));
    const after = median(losses.slice(to, to + BESIDE));
    return peak - Math.max(before, after) > (limits[from] as number);
  });
  const first = spikes[0];
  const last = spikes.at(-1);
  if (first === undefined || last === undefined) return null;
  const highest = spikes.reduce((high, each) => (each.peak > high.peak ? each : high));
  const at = spikes.map(({ from }) => steps[from] as number);
  const named = at.slice(0, NAMED).join(", ");
  const where = at.length > NAMED ? `${named} and ${at.length - NAMED} more` : named;
  const often = spikes.length > 2;
  const [peakLoss, usualLoss] = lossesApart(highest.peak, centers[highest.from] as number);
  return {
    code: "spike",
    severity: often ? "warning" : "info",
    steps: [at[0] as number, steps[last.to - 1] as number],
    message: `${spikes.length === 1 ? "A spike" : `${spikes.length} spikes`} at ${unit} ${where}: the loss jumped to ${peakLoss} (about ${usualLoss} is usual there) and came back.`,
    advice: [
      often
        ? "They come again and again: clip the gradients (norm 1 is a usual start) or lower the learning rate two to three times, before one of them does not come back."
        : "One that comes back does no harm. Look at the batch of that step for broken rows; if more follow, clip the gradients or lower the learning rate two to three times.",
    ],
    data: {
      kind: "jumps",
      count: spikes.length,
      at: at.slice(0, 100),
      highest: highest.peak,
      usual: centers[highest.from] as number,
    },
  };
}

interface Run {
  readonly from: number;
  /** Index after the last. */
  readonly to: number;
  readonly peak: number;
}

function runsAbove(
  above: readonly number[],
  limits: readonly number[],
  losses: readonly number[],
): Run[] {
  const runs: Run[] = [];
  const isAbove = (i: number) => (above[i] as number) > (limits[i] as number);
  for (let i = 0; i < above.length; i++) {
    if (!isAbove(i)) continue;
    const from = i;
    let peak = losses[i] as number;
    while (i + 1 < above.length && isAbove(i + 1)) {
      i += 1;
      peak = Math.max(peak, losses[i] as number);
    }
    runs.push({ from, to: i + 1, peak });
  }
  return runs;
}

/**
 * The median of the `width` values around each value (of the first or last `width` near the ends,
 * of all where there are fewer). One window is kept sorted and slides: near-linear in the length.
 *
 * @param width odd, at least 1
 */
function runningMedian(values: readonly number[], width: number): number[] {
  const size = Math.min(width, values.length);
  const window = values.slice(0, size).sort((a, b) => a - b);
  const middle = () => ((window[(size - 1) >> 1] as number) + (window[size >> 1] as number)) / 2;
  const half = size >> 1;
  let from = 0;
  return values.map((_, i) => {
    while (from < i - half && from + size < values.length) {
      window.splice(placeOf(window, values[from] as number), 1);
      const next = values[from + size] as number;
      window.splice(placeOf(window, next), 0, next);
      from += 1;
    }
    return middle();
  });
}

/** Index of the first value of a sorted list that is not below `value`. */
function placeOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((sorted[mid] as number) < value) low = mid + 1;
    else high = mid;
  }
  return low;
}
