import { note } from "../contract/make-note.ts";
import { listOf } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { firstNonFinite, median } from "../core/stats.ts";
import {
  isLinear,
  RECORDER_NAMES,
  RECORDERS,
  type Recorder,
  type RecorderName,
} from "../curve/index.ts";

/** The tools whose moving averages can be taken back out, by the name that `--recorded-by` takes. */
export const RECORDED_SMOOTHINGS = RECORDERS;

/** A tool by whose average losses were recorded (`--recorded-by`). */
export type RecordedSmoothing = RecorderName;

/** A tool by whose average recorded losses were recognised, and what shows it. */
export interface RecognisedAverage {
  readonly tool: RecordedSmoothing;
  /** `ramp`: Lightning's factor of 0.505, 0.673, 0.757, …; `shrinking`: steps that shrink as the average fills. */
  readonly mark: "ramp" | "shrinking";
}

/** What a log of a sweep tells about who wrote it. */
export interface RecordedSweep {
  readonly losses: readonly number[];
  readonly lrs: readonly number[];
  /** Names of the two columns. */
  readonly names: { readonly lr: string; readonly loss: string };
}

/** Losses looked at, before a sweep's curve bends: a third of them, within these bounds. */
const RAMP_LOSSES = [8, 30] as const;
/** What is left of the spread of the losses' logarithms without the ramp: raw losses have 0.9 or more. */
const RAMP_SHARE = 0.3;
const STEPS_LOSSES = [12, 50] as const;
/** The same where the losses are surely averaged, by either of the two. */
const RAMP_SHARE_AVERAGED = 0.6;
/** Sum of the two slopes, by how many of fastai's names and range are there: raw losses have 0.9 +- 0.4, its own -0.9. */
const SHRINKING = [-0.5, -0.1, 0.2] as const;
/** A ladder of fewer decades begins where training does, whose steps shrink too: it takes a name or range more. */
const SHRINKING_DECADES = 3;
/** Fewer losses do not show it without a name or range. */
const BARE_LOSSES = 60;

/**
 * The tool whose moving average the losses are, where they show it by themselves; null where they do not.
 *
 * - Lightning divides by too much, so that its losses rise along 0.505, 0.673, 0.757, … from their first
 *   one: free of that ramp they spread far less.
 * - fastai's average starts at the first loss and fills up: its steps shrink as 1 / k, and those of the
 *   losses behind it do not, where raw losses have it the other way round. With the names (`lrs`, `losses`)
 *   or the default range of its `lr_find` less will do than without. Its sweeps are exponential; where an
 *   LR rises evenly, or begins where the loss falls at once, training itself makes the steps shrink.
 *
 * @source fastai `LRFinder` in `fastai/callback/schedule.py`: its only schedule is `SchedExp`
 */
export function recognisedAverage(sweep: RecordedSweep): RecognisedAverage | null {
  const end = firstNonFinite(sweep.losses);
  const losses = end < 0 ? sweep.losses : sweep.losses.slice(0, end);
  const averaged = !isLinear(sweep.lrs) && shrinks(losses, sweep) && couldBe("fastai", losses);
  if (
    hasRamp(losses, averaged ? RAMP_SHARE_AVERAGED : RAMP_SHARE) &&
    couldBe("lightning", losses)
  ) {
    return { tool: "lightning", mark: "ramp" };
  }
  return averaged ? { tool: "fastai", mark: "shrinking" } : null;
}

/** Losses below 0 by less than this part of what was recorded there may come from its rounding. */
const ROUNDED = 0.05;

/**
 * Whether losses can be the averages of a tool: an average of losses above 0 cannot fall faster than
 * its weight of the past lets it, where raw ones fall as they like. Recorded losses below 0 show nothing.
 */
function couldBe(tool: RecordedSmoothing, losses: readonly number[]): boolean {
  if (!losses.every((loss) => loss > 0)) return true;
  return RECORDERS[tool].undo(losses).every((loss, i) => loss > -ROUNDED * (losses[i] as number));
}

function within(count: number, [least, most]: readonly [number, number]): number {
  return Math.min(most, Math.max(least, count));
}

function hasRamp(losses: readonly number[], share: number): boolean {
  const count = within(Math.floor(losses.length / 3), RAMP_LOSSES);
  const first = losses.slice(0, count);
  const sign = Math.sign(first[0] ?? 0);
  if (first.length < RAMP_LOSSES[0] || !first.every((loss) => loss * sign > 0)) return false;
  const ramp = RECORDERS.lightning.smooth(first.map(() => 1));
  const logs = first.map((loss) => Math.log(loss * sign));
  const free = logs.map((log, i) => log - Math.log(ramp[i] as number));
  return spreadOf(logs) > 1e-6 && spreadOf(free) < share * spreadOf(logs);
}

/** Variance in which the i-th value, an average of i losses, counts i times. */
function spreadOf(values: readonly number[]): number {
  let weights = 0;
  let sum = 0;
  for (const [i, value] of values.entries()) {
    weights += i + 1;
    sum += (i + 1) * value;
  }
  const centre = sum / weights;
  return values.reduce((all, value, i) => all + (i + 1) * (value - centre) ** 2, 0) / weights;
}

function shrinks(losses: readonly number[], { lrs, names }: RecordedSweep): boolean {
  const count = within(Math.floor(losses.length / 3), STEPS_LOSSES);
  const marks = Number(isFastaiNames(names)) + Number(isFastaiRange(lrs));
  const isShort = (lrs.at(-1) ?? 0) < (lrs[0] ?? 0) * 10 ** SHRINKING_DECADES * (1 - 1e-9);
  const shown = isShort ? marks - 1 : marks;
  if (shown < 0 || (shown === 0 && losses.length < BARE_LOSSES)) return false;
  const recorded = stepSlope(losses.slice(0, count));
  const raw = stepSlope(RECORDERS.fastai.undo(losses.slice(0, count)));
  if (recorded === null || raw === null) return false;
  return recorded + raw < (SHRINKING[shown] as number);
}

/** Slope of the logarithm of the steps' sizes over the logarithm of their place; null for too few. */
function stepSlope(losses: readonly number[]): number | null {
  const points: [number, number][] = [];
  for (let i = 1; i < losses.length; i++) {
    const step = Math.abs((losses[i] as number) - (losses[i - 1] as number));
    if (step > 0) points.push([Math.log(i + 1), Math.log(step)]);
  }
  if (points.length < STEPS_LOSSES[0] - 1) return null;
  const mean = (place: 0 | 1) =>
    points.reduce((sum, point) => sum + point[place], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  let [products, squares] = [0, 0];
  for (const point of points) {
    products += (point[0] - x) * (point[1] - y);
    squares += (point[0] - x) ** 2;
  }
  return products / squares;
}

/** @source fastai `Recorder.lrs`, `Recorder.losses` */
function isFastaiNames({ lr, loss }: RecordedSweep["names"]): boolean {
  return lr === "lrs" && loss === "losses";
}

/** @source fastai `Learner.lr_find(start_lr=1e-7, end_lr=10, num_it=100)` */
function isFastaiRange(lrs: readonly number[]): boolean {
  const near = (value: number, other: number) => Math.abs(value / other - 1) < 1e-3;
  const [first, last] = [lrs[0], lrs.at(-1)];
  if (first === undefined || last === undefined || lrs.length < 20) return false;
  return near(first, 1e-7) && near(last, 1e-7 * 10 ** (0.08 * (lrs.length - 1)));
}

/** The note for a log whose losses were turned back unasked. */
export function recognisedNote(name: string, { tool, mark }: RecognisedAverage): Note {
  const shown =
    mark === "ramp"
      ? "they rise along 0.505, 0.673, 0.757, …, the factor that only it leaves"
      : "their steps shrink as such an average fills";
  return note(
    "average-undone",
    `The losses of ${name} are the moving average that ${RECORDERS[tool].title} records (${shown}): the raw losses were computed from them. If they are raw, say --recorded-by none.`,
    { tool, mark },
  );
}

/** Fewer losses than this do not show whether they were averaged. */
const LEAST = 24;
const WINDOW = 6;
/**
 * Correlation of a step up or down with the one before it: about -0.5 for independent noise, 0 for
 * a running average of it, near 1 for a curve without noise. At these bounds, of raw sweeps up
 * to 2 of 100 are taken for averaged ones, and of averaged ones two thirds are found, a third of linear ones.
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
  if (!(correlation > AVERAGED[0] && correlation < AVERAGED[1])) return false;
  const finite = end < 0 ? losses : losses.slice(0, end);
  return RECORDER_NAMES.some((tool) => couldBe(tool, finite));
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
