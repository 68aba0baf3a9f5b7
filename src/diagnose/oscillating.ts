import type { FindingData } from "../contract/findings.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import { mean, median } from "../core/stats.ts";
import type { Finding } from "./finding.ts";
import { restarts, type Signal } from "./signal.ts";

const LEAST = 24;

/**
 * The loss goes up and down by more than noise:
 * - `swings`: at least three rises of its level by 15 % of the drop and 8 standard errors;
 * - `periodic`: the second half (at most 2048 losses) repeats itself with a period;
 * - `unsettled`: the last third is 2.5 times as noisy as the middle one, and not lower.
 * Not where the LR is cycled, since the loss then follows it.
 */
export function oscillating(signal: Signal): Finding | null {
  const { losses, steps, lrs } = signal;
  if (losses.length < LEAST || restarts(signal)) return null;
  const seen = inSwings(signal) ?? inPeriods(signal) ?? unsettled(signal);
  if (seen === null) return null;
  const lr = lrs?.[Math.min(seen.from, losses.length - 1)] ?? null;
  const lower = lr
    ? `, from ${formatLr(lr)} to between ${formatLr(lr / 10)} and ${formatLr(lr / 3)}`
    : "";
  return {
    code: "oscillating",
    severity: "warning",
    steps: [steps[seen.from] as number, steps[seen.to] as number],
    message: `The loss oscillates: ${seen.words}.`,
    advice: [
      `Lower the learning rate three to ten times${lower}: its steps jump over the minimum instead of going into it.`,
      "A larger batch or a lower momentum calms it too. If it repeats with the length of an epoch, shuffle the rows anew in every epoch.",
    ],
    data: { ...seen.data, lr },
  };
}

/** A finding's data but for its LR. */
type SeenData = FindingData["oscillating"] extends infer Kind
  ? Kind extends { readonly lr: unknown }
    ? Omit<Kind, "lr">
    : never
  : never;

interface Seen {
  readonly from: number;
  readonly to: number;
  readonly words: string;
  readonly data: SeenData;
}

function inSwings({ blocks, drop, losses, magnitude }: Signal): Seen | null {
  const levels = blocks.map(({ level }) => level.value);
  const error = median(blocks.map(({ level }) => level.error));
  const least = Math.max(8 * error, 0.15 * drop, 1e-9 * magnitude);
  const rises = swings(levels, least);
  const first = rises[0];
  const last = rises.at(-1);
  if (rises.length < 3 || first === undefined || last === undefined) return null;
  const size = median(rises.map(({ size }) => size));
  return {
    from: blocks[first.trough]?.from ?? 0,
    to: Math.min(losses.length, blocks[last.peak]?.to ?? losses.length) - 1,
    words: `it rose ${rises.length} times by about ${formatLoss(size)} and fell again`,
    data: { kind: "swings", rises: rises.length, size },
  };
}

function inPeriods({ losses, drop, start, steps, unit }: Signal): Seen | null {
  const from = Math.max(Math.floor(losses.length / 2), losses.length - 2048);
  const found = period(losses.slice(from));
  if (found === null || found.swing < 0.1 * Math.max(drop, Math.abs(start) * 1e-6)) return null;
  const length = ((steps.at(-1) as number) - (steps[from] as number)) / (losses.length - 1 - from);
  const every = Number((found.length * length).toPrecision(2));
  return {
    from,
    to: losses.length - 1,
    words: `it goes up and down by about ${formatLoss(found.swing)} every ${every} ${unit}s`,
    data: { kind: "periodic", periodSteps: every, size: found.swing },
  };
}

function unsettled({ losses, blocks, noise }: Signal): Seen | null {
  const third = Math.floor(losses.length / 3);
  if (third < 30 || blocks.length < 30) return null;
  const spread = (from: number, to: number) => robustSpread(losses.slice(from, to));
  const before = spread(third, 2 * third);
  const after = spread(2 * third, losses.length);
  const level = (from: number, to: number) => median(losses.slice(from, to));
  const lower = level(third, 2 * third) - level(2 * third, losses.length);
  if (!(after > 2.5 * before) || lower > 0 || before < 0.1 * noise) return null;
  return {
    from: 2 * third,
    to: losses.length - 1,
    words: `its jumps from one loss to the next have grown ${Number((after / before).toPrecision(2))} times in the last third, and its level no longer falls`,
    data: { kind: "unsettled", growth: after / before },
  };
}

/** Median absolute difference of neighbours: single outliers do not move it. */
function robustSpread(losses: readonly number[]): number {
  return median(losses.slice(1).map((loss, i) => Math.abs(loss - (losses[i] as number))));
}

/** A rise from a trough to the peak after it, as indices. */
interface Rise {
  readonly trough: number;
  readonly peak: number;
  readonly size: number;
}

/**
 * The rises of a series by at least `least`, each followed by a fall of as much: turning points are
 * kept only where the series comes back by `least` from them, so that smaller wiggles do not count.
 * One pass.
 *
 * Worked value: 3, 1, 2, 0, 4, 1 with least 1.5 has one rise, from the 0 to the 4.
 */
function swings(levels: readonly number[], least: number): Rise[] {
  const rises: Rise[] = [];
  let trough = 0;
  let peak = -1;
  for (let i = 1; i < levels.length; i++) {
    const level = levels[i] as number;
    const low = levels[trough] as number;
    if (peak < 0) {
      if (level <= low) trough = i;
      else if (level - low >= least) peak = i;
      continue;
    }
    const high = levels[peak] as number;
    if (level >= high) peak = i;
    else if (high - level >= least) {
      rises.push({ trough, peak, size: high - low });
      trough = i;
      peak = -1;
    }
  }
  return rises;
}

/** A period found in a series. */
interface Period {
  /** In values. */
  readonly length: number;
  /** From peak to trough, about: 2.83 standard deviations, what it is for a sine. */
  readonly swing: number;
}

const LEAST_PERIODIC = 12;
const MAX_LAG = 200;

/**
 * The period of a series about its own trend (a parabola), or null: its autocorrelation must come
 * back to at least 0.4 at the period after having been at most -0.4 at half of it. White noise has
 * 0 +- 1 / sqrt(n) there, a slow drift has no such dip. Outliers are held to 4 median deviations.
 */
function period(values: readonly number[]): Period | null {
  if (values.length < LEAST_PERIODIC) return null;
  const rest = heldIn(withoutParabola(values));
  const power = dot(rest, rest, 0);
  if (!(power > 0)) return null;
  const longest = Math.min(MAX_LAG, Math.floor(rest.length / 3));
  const needed = Math.max(0.4, 4 / Math.sqrt(rest.length));
  let dip = 0;
  for (let lag = 1; lag <= longest; lag++) {
    const correlation = (dot(rest, rest, lag) / power) * (rest.length / (rest.length - lag));
    if (correlation <= -needed) dip = lag;
    else if (dip > 0 && correlation >= needed) {
      return { length: lag, swing: 2.83 * Math.sqrt(power / rest.length) };
    }
  }
  return null;
}

function dot(a: Float64Array, b: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < a.length; i++) sum += (a[i] as number) * (b[i - lag] as number);
  return sum;
}

/** Least squares with the first three discrete Legendre polynomials. */
function withoutParabola(values: readonly number[]): Float64Array {
  const n = values.length;
  const at = (i: number) => (2 * i) / (n - 1) - 1;
  const squares = mean(values.map((_, i) => at(i) ** 2));
  const shapes = [() => 1, at, (i: number) => at(i) ** 2 - squares];
  const rest = Float64Array.from(values);
  for (const shape of shapes) {
    let top = 0;
    let bottom = 0;
    for (let i = 0; i < n; i++) {
      top += (rest[i] as number) * shape(i);
      bottom += shape(i) ** 2;
    }
    for (let i = 0; i < n; i++) rest[i] = (rest[i] as number) - (top / bottom) * shape(i);
  }
  return rest;
}

function heldIn(values: Float64Array): Float64Array {
  const limit = 4 * 1.4826 * median([...values].map(Math.abs));
  return limit > 0 ? values.map((value) => Math.max(-limit, Math.min(limit, value))) : values;
}
