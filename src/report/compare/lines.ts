import { minOf } from "../../core/stats.ts";
import type { Result } from "../../result/types.ts";
import {
  decidingTrials,
  divisionsTried,
  endedLower,
  liesOnRise,
  lowerOther,
  type TriedLr,
} from "../view/deciding.ts";
import { readableRange } from "../view/readable-range.ts";
import type { Comparison } from "./compare.ts";

/** Most points of one drawn line: a smoothed curve has no more detail than that. */
const MOST_POINTS = 200;

/** A result's smoothed curve, thinned for drawing. */
export interface Line {
  readonly lrs: readonly number[];
  /** Losses, or parts of the drop that are left (1 at the start, 0 at the minimum). */
  readonly values: readonly number[];
  /** The suggested LR and the value there; null without a suggestion. */
  readonly pick: { readonly lr: number; readonly value: number } | null;
  /**
   * What the trainings that chose the LR came to, as it was compared; none where the curve chose. Losses, or
   * where these cannot be compared how far each lies above the lowest of its own result, in parts of the
   * curve's drop: at least 0.
   */
  readonly tried: readonly Pick<TriedLr, "lr" | "loss">[];
  /** Whether they were made on more than one division of the rows into training and held-out ones. */
  readonly isDivided: boolean;
  /** Whether another LR came lower than the chosen one, and the result's own reasons say why it was not chosen. */
  readonly otherLower: boolean;
  /**
   * Where such trainings chose an LR on a rising stretch of the curve: where they ended lower than at all lower
   * LRs (see `endedLower`), if they did. Null where the curve does not rise.
   */
  readonly onRise: { readonly lower: "at" | "beside" | null } | null;
}

/**
 * The smoothed curves of a comparison. Where losses cannot be set against each other (other data,
 * another loss function) each is measured from its own start (1) to its own minimum (0); a curve
 * without a drop then has no points.
 */
export function comparedLines(results: readonly Result[], { comparable }: Comparison): Line[] {
  return results.map((result) => {
    const { curve, suggestion } = result;
    const { smoothed, lrs, startLoss, minimumIndex } = curve;
    const lowest = smoothed[minimumIndex];
    const drop = lowest === undefined ? 0 : startLoss - lowest;
    const scaled = comparable.losses
      ? smoothed
      : drop > 0
        ? smoothed.map((loss) => (loss - (lowest as number)) / drop)
        : [];
    const kept = every(scaled.length).filter((i) => Number.isFinite(scaled[i]));
    const line = {
      lrs: kept.map((i) => lrs[i] as number),
      values: kept.map((i) => scaled[i] as number),
    };
    const lr = "lr" in suggestion ? suggestion.lr : null;
    const pick = lr === null ? null : pickOn(line, lr);
    const trials = decidingTrials(result);
    const best = minOf(trials.map(({ loss }) => loss));
    const tried = comparable.losses
      ? trials.map(({ lr, loss }) => ({ lr, loss }))
      : drop > 0
        ? trials.map(({ lr, loss }) => ({ lr, loss: (loss - best) / drop }))
        : [];
    const risen = lr !== null && tried.length > 0 && liesOnRise(curve, lr);
    return {
      ...line,
      pick,
      tried,
      isDivided: divisionsTried(trials).length > 1,
      otherLower: tried.length > 0 && lowerOther(result, trials) !== null,
      onRise: risen ? { lower: endedLower(trials, lr) } : null,
    };
  });
}

function pickOn(line: Pick<Line, "lrs" | "values">, lr: number): Line["pick"] {
  const { lrs, values } = line;
  if (lrs.length === 0) return null;
  const above = lrs.findIndex((each) => each >= lr);
  if (above <= 0) return { lr, value: (above === 0 ? values[0] : values.at(-1)) as number };
  const [x0, x1] = [Math.log10(lrs[above - 1] as number), Math.log10(lrs[above] as number)];
  const [y0, y1] = [values[above - 1] as number, values[above] as number];
  return { lr, value: y0 + ((Math.log10(lr) - x0) / (x1 - x0)) * (y1 - y0) };
}

/** Indices of n points, at most 200 of them: evenly spread, both ends kept. */
function every(n: number): number[] {
  const kept = Math.min(n, MOST_POINTS);
  if (kept < 2) return kept === 1 ? [0] : [];
  return Array.from({ length: kept }, (_, k) => Math.round((k * (n - 1)) / (kept - 1)));
}

/** The axes that all charts of a comparison share: log10 LR, and loss. */
export interface Frame {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/**
 * Axes that hold every curve up to where it blows up: the part of each line up to its highest value
 * before the minimum decides the height, so that one divergence does not flatten the others.
 */
export function commonFrame(lines: readonly Line[]): Frame {
  const drawn = lines.filter(({ lrs }) => lrs.length > 0);
  const xs = drawn.flatMap(({ lrs, pick, tried }) => [
    lrs[0] as number,
    lrs.at(-1) as number,
    ...tried.map(({ lr }) => lr),
    ...(pick ? [pick.lr] : []),
  ]);
  const low = Math.log10(minOf(xs));
  const high = Math.log10(xs.reduce((a, b) => Math.max(a, b), 0));
  const x: [number, number] = drawn.length === 0 ? [-6, 0] : [low, high];
  const margin = Math.max((x[1] - x[0]) * 0.015, 0.02);
  const core = drawn.flatMap(({ values }) => values.slice(0, values.indexOf(least(values)) + 1));
  const all = drawn.flatMap(({ values }) => values);
  return { x: [x[0] - margin, x[1] + margin], y: readableRange({ core, all }) };
}

function least(values: readonly number[]): number {
  return minOf(values);
}

/** Part of the axis by which curves may differ and still be drawn as one. */
const ONE_LINE = 0.004;

/** Curves that lie on each other over their whole length: their places, for two or more of them. */
export function coinciding(lines: readonly Line[], { y }: Frame): number[][] {
  const reach = (y[1] - y[0]) * ONE_LINE;
  const hold = (value: number) => Math.min(Math.max(value, y[0]), y[1]);
  const isOne = (a: Line, b: Line) =>
    a.lrs.length === b.lrs.length &&
    a.lrs.every((lr, i) => {
      const near = Math.abs(Math.log10(lr / (b.lrs[i] as number))) < 1e-6;
      return near && Math.abs(hold(a.values[i] as number) - hold(b.values[i] as number)) <= reach;
    });
  const groups: number[][] = [];
  lines.forEach((line, i) => {
    if (line.lrs.length === 0) return;
    const group = groups.find(([first]) => isOne(lines[first as number] as Line, line));
    if (group) group.push(i);
    else groups.push([i]);
  });
  return groups.filter(({ length }) => length > 1);
}
