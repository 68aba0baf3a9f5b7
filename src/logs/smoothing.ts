import { note } from "../contract/notes.ts";
import { listOf } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { firstNonFinite, median } from "../core/stats.ts";
import { RECORDER_NAMES, RECORDERS, type Recorder, type RecorderName } from "../curve/index.ts";

/** The tools whose moving averages can be taken back out, by the name that `--recorded-by` takes. */
export const RECORDED_SMOOTHINGS = RECORDERS;

export type RecordedSmoothing = RecorderName;

/** Fewer losses than this do not show whether they were averaged. */
const LEAST = 24;
const WINDOW = 6;
/**
 * Correlation of a step up or down with the one before it: about -0.5 for independent noise, 0 for
 * a running average of it, near 1 for a curve without noise. At these bounds 1 to 10 of 100 raw
 * sweeps of 100 steps are taken for averaged ones, and two thirds of the averaged are found.
 */
const AVERAGED = [-0.1, 0.5] as const;
const SPIKE = 3;
/** More losses than this tell no more. */
const MOST = 2000;

/**
 * Whether losses look like a moving average of noisy ones: freed of their trend, a step up is then
 * as often followed by another one up as by one down, where raw losses go back. Looks at the lower
 * half of the LRs, where the trend is least. Losses without noise show nothing. A guess: for
 * warnings only.
 */
export function looksSmoothed(losses: readonly number[]): boolean {
  const end = firstNonFinite(losses);
  const count = Math.min(MOST, Math.floor((end < 0 ? losses.length : end) / 2));
  if (count < LEAST) return false;
  const steps = losses.slice(1, count).map((loss, i) => loss - (losses[i] as number));
  const free = steps.map((step, i) => {
    const near = steps.slice(Math.max(0, i - WINDOW), i + WINDOW + 1);
    const trend = median(near);
    const size = median(near.map((other) => Math.abs(other - trend)));
    return size === 0 ? 0 : Math.max(-SPIKE, Math.min(SPIKE, (step - trend) / (1.4826 * size)));
  });
  let squares = 0;
  let products = 0;
  for (const [i, step] of free.entries()) {
    squares += step * step;
    products += step * (free[i - 1] ?? 0);
  }
  const correlation = products / squares;
  return correlation > AVERAGED[0] && correlation < AVERAGED[1];
}

/** The warning for a log whose losses look averaged. */
export function smoothedNote(name: string): Note {
  const tools = listOf(
    Object.values<Recorder>(RECORDERS).map(({ title }) => title),
    "and",
  );
  return note(
    "looks-smoothed",
    `The losses of ${name} look like a moving average, as ${tools} record: it lags behind the learning rate, so the LR read off it is too high. If one of them wrote it, --recorded-by ${listOf(RECORDER_NAMES, "or")} gives the raw losses back.`,
  );
}
