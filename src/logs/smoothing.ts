import { note } from "../contract/notes.ts";
import type { Note } from "../core/note.ts";
import { firstNonFinite, median } from "../core/stats.ts";

/** The moving averages that finders record instead of the losses themselves. */
export const RECORDED_SMOOTHINGS = {
  /** `Recorder.losses`: average from 0, divided by 1 - beta^n. */
  fastai: { beta: 0.98, kind: "debiased" },
  /** `lr_find().results["loss"]`: the same. */
  lightning: { beta: 0.98, kind: "debiased" },
  /** `history["loss"]` with the default `smooth_f` of 0.05: average from the first loss. */
  "torch-lr-finder": { beta: 0.95, kind: "seeded" },
} as const;

export type RecordedSmoothing = keyof typeof RECORDED_SMOOTHINGS;

/**
 * The raw losses behind a recorded moving average: exact, but for the rounding of what was written
 * times 1 / (1 - beta).
 *
 * - debiased: a_n = beta a_(n-1) + (1 - beta) l_n with a_0 = 0, recorded a_n / (1 - beta^n)
 * - seeded: a_1 = l_1, a_n = beta a_(n-1) + (1 - beta) l_n, recorded as it is
 *
 * @param recorded n losses; from the first non-finite one on they are returned as they are
 * @source fastai `AvgSmoothLoss`; Lightning `_LRCallback`; torch-lr-finder `LRFinder.range_test`
 */
export function unsmooth(recorded: readonly number[], by: RecordedSmoothing): number[] {
  const { beta, kind } = RECORDED_SMOOTHINGS[by];
  let before = 0;
  return recorded.map((loss, i) => {
    const average = kind === "debiased" ? loss * (1 - beta ** (i + 1)) : loss;
    const raw = kind === "seeded" && i === 0 ? loss : (average - beta * before) / (1 - beta);
    before = average;
    return Number.isFinite(raw) ? raw : loss;
  });
}

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
  return note(
    "looks-smoothed",
    `The losses of ${name} look like a moving average, as fastai, Lightning and torch-lr-finder record: it lags behind the learning rate, so the LR read off it is too high. If one of them wrote it, --recorded-by fastai, lightning or torch-lr-finder gives the raw losses back.`,
  );
}
