import { note } from "../contract/make-note.ts";
import { formatLoss, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { fitParabola } from "../core/parabola.ts";
import { maxOf, mean, median, minOf, standardError } from "../core/stats.ts";
import { roomAbove } from "./as-good.ts";
import { type Check, combineChecks } from "./check.ts";
import { rangeChecks } from "./range.ts";
import type { Suggestion } from "./suggestion.ts";

/** Name of the method in results. */
export const GRID = "grid";

/** One training of a grid: its LR, and the loss it came to. */
export interface GridRow {
  readonly lr: number;
  /** NaN or infinite for one that broke. */
  readonly loss: number;
}

/** All trainings at one LR. */
export interface GridPoint {
  readonly lr: number;
  /** Their mean, or their lowest where something else was varied as well; NaN where all broke. */
  readonly loss: number;
  readonly losses: readonly number[];
}

/** Within this part of the spread of the losses, and of `roomAbove`, an LR is as good for most purposes: the range. */
const AS_GOOD = 0.05;
/** LRs on either side of the best one that the valley is laid through. */
const BESIDE = 2;

/**
 * The trainings of a grid by LR, lowest first.
 *
 * @param varies whether more than the LR was varied
 */
export function gridPoints(rows: readonly GridRow[], varies: boolean): GridPoint[] {
  const byLr = new Map<number, number[]>();
  for (const { lr, loss } of rows) byLr.set(lr, [...(byLr.get(lr) ?? []), loss]);
  return [...byLr]
    .sort(([a], [b]) => a - b)
    .map(([lr, losses]) => {
      const finite = losses.filter(Number.isFinite);
      // The mean of those that did not break would praise an LR at which others broke.
      const broke = finite.length < losses.length && !varies;
      const loss =
        finite.length === 0 || broke ? Number.NaN : varies ? minOf(finite) : mean(finite);
      return { lr, loss, losses };
    });
}

/**
 * The LR that whole trainings at several LRs recommend: the bottom of a parabola in log LR through the
 * best one and two on either side, where it lies between the neighbours of the best; else the best one
 * itself. The range is where the valley, straight between the LRs that were tried, lies within a
 * twentieth of the losses' spread above its lowest (and within `roomAbove`), and reaches over all LRs that noise does not tell
 * from the best one, but not beyond those that were tried.
 *
 * @param points lowest LR first, at least three of which one has a finite loss
 */
export function recommendFromGrid(points: readonly GridPoint[]): Suggestion {
  const losses = points.map(({ loss }) => loss);
  const finite = losses.filter(Number.isFinite);
  if (finite.length === 0) {
    const divergedLr = (points[0] as GridPoint).lr;
    const message = `None of the ${points.length} learning rates of the grid has a finite loss: try lower ones, below ${formatLr(divergedLr)}.`;
    const data = { divergedLr, fromLr: divergedLr, points: points.length, grid: true };
    return {
      status: "none",
      reason: "diverged-at-once",
      reasons: [note("diverged-at-once", message, data)],
    };
  }
  const lowest = minOf(finite);
  const best = losses.indexOf(lowest);
  const lr = 10 ** (bottom(points, best) ?? Math.log10((points[best] as GridPoint).lr));
  const spread = maxOf(finite) - lowest;
  const rivals = rivalsOf(points, best).map((point) => point.lr);
  const level = lowest + Math.min(AS_GOOD * spread, roomAbove(lowest, spread, null));
  const valley = [lr, ...rivals, ...rangeOf(points, best, level)];
  const range = [minOf(valley), maxOf(valley)] as const;
  const doubts = noise(points, best);
  const { confidence, reasons } = combineChecks([
    ...edge(points, best),
    ...(doubts.length > 0 ? doubts : rangeChecks(range)),
  ]);
  return {
    status: "found",
    lr,
    range,
    confidence,
    method: GRID,
    for: "end",
    reasons: [chosenNote(points, best, lr), ...reasons],
  };
}

/** Log LR of the bottom of the parabola; null where there is none between the best one's neighbours. */
function bottom(points: readonly GridPoint[], best: number): number | null {
  const [lower, higher] = [points[best - 1], points[best + 1]];
  if (lower === undefined || higher === undefined) return null;
  const centre = Math.log10((points[best] as GridPoint).lr);
  const near = points
    .slice(Math.max(0, best - BESIDE), best + BESIDE + 1)
    .filter(({ loss }) => Number.isFinite(loss));
  if (near.length < 3 || ![lower, higher].every(({ loss }) => Number.isFinite(loss))) return null;
  const [, slope, bend] = fitParabola(
    near.map(({ lr }) => Math.log10(lr) - centre),
    near.map(({ loss }) => loss),
  ).coefficients;
  const at = centre - slope / (2 * bend);
  return bend > 0 && at > Math.log10(lower.lr) && at < Math.log10(higher.lr) ? at : null;
}

/** Where the valley crosses a level on either side of its lowest; the last LR tried where it does not. */
function rangeOf(points: readonly GridPoint[], best: number, level: number): [number, number] {
  const side = (step: -1 | 1) => {
    let at = best;
    while (points[at + step] !== undefined && (points[at + step] as GridPoint).loss <= level) {
      at += step;
    }
    const inside = points[at] as GridPoint;
    const outside = points[at + step];
    const [x, y] = [Math.log10(inside.lr), inside.loss];
    if (outside === undefined) return inside.lr;
    const to = Math.log10(outside.lr);
    // A training that broke says only that the wall lies between the two.
    if (!Number.isFinite(outside.loss)) return 10 ** ((x + to) / 2);
    return 10 ** (x + ((to - x) * (level - y)) / (outside.loss - y));
  };
  return [side(-1), side(1)];
}

/** The usual distance of neighbours in decades. */
function stepOf(points: readonly GridPoint[]): number {
  const logs = points.map(({ lr }) => Math.log10(lr));
  return median(logs.slice(1).map((log, i) => log - (logs[i] as number)));
}

function edge(points: readonly GridPoint[], best: number): Check[] {
  if (best > 0 && best < points.length - 1) return [];
  const side = best === 0 ? "lowest" : "highest";
  const { lr } = points[best] as GridPoint;
  const message = `The best training was at the ${side} LR of the grid, ${formatLr(lr)}: one beyond it may be better. Try ${formatLr(side === "lowest" ? lr / 3 : lr * 3)}.`;
  return [{ most: "low", note: note("grid-at-edge", message, { lr, side }) }];
}

/** Whether the best LR is told from its neighbours by more than the trainings at one LR differ. */
function noise(points: readonly GridPoint[], best: number): Check[] {
  const repeated = points.filter(({ losses }) => losses.filter(Number.isFinite).length > 1);
  const { lr } = points[best] as GridPoint;
  if (repeated.length === 0) {
    const message =
      "One training at each LR: how much of the differences is luck, nobody can say. Repeat the best ones with other seeds.";
    return [{ most: "medium", note: note("grid-single", message, { points: points.length }) }];
  }
  const rivals = rivalsOf(points, best);
  const far = rivals.filter((point) => Math.abs(Math.log10(point.lr / lr)) > stepOf(points) * 1.5);
  if (far.length === 0) return [];
  const message = `By the differences between trainings at one LR, ${far.map((point) => formatLr(point.lr)).join(", ")} may be as good as ${formatLr(lr)}.`;
  const data = { lr, others: far.map((point) => point.lr) };
  return [{ most: "low", note: note("grid-noise", message, data) }];
}

/** LRs that the differences between trainings at one LR do not tell from the best one. */
function rivalsOf(points: readonly GridPoint[], best: number): GridPoint[] {
  const errors = points
    .map(({ losses }) => losses.filter(Number.isFinite))
    .filter((losses) => losses.length > 1)
    .map(standardError);
  if (errors.length === 0) return [];
  const { loss } = points[best] as GridPoint;
  const error = median(errors) * Math.SQRT2;
  return points.filter((point, i) => i !== best && point.loss - loss < 2 * error);
}

function chosenNote(points: readonly GridPoint[], best: number, lr: number): Note {
  const { lr: bestLr, loss } = points[best] as GridPoint;
  const runs = points.reduce((sum, { losses }) => sum + losses.length, 0);
  const [low, high] = [points[0] as GridPoint, points.at(-1) as GridPoint];
  const message = `${runs} trainings at ${points.length} learning rates from ${formatLr(low.lr)} to ${formatLr(high.lr)}: ${formatLr(bestLr)} came lowest, to ${formatLoss(loss)}, and the valley around it has its bottom at ${formatLr(lr)}.`;
  return note("grid", message, {
    runs,
    points: points.length,
    fromLr: low.lr,
    toLr: high.lr,
    bestLr,
    loss,
    lr,
  });
}
