import { fitParabola, type Parabola, valueAt } from "../core/parabola.ts";
import { maxOf, mean, median, minOf, standardError } from "../core/stats.ts";

/** One training: its LR and the loss it came to. */
export interface Training {
  readonly lr: number;
  /** NaN or infinite for one that broke: its LR was too high. */
  readonly loss: number;
  /** Trainings of one seed are compared with each other. */
  readonly seed?: string | undefined;
}

/** The best LR that the trainings of one cell show. */
export interface Valley {
  /** log10 of the best LR; of the outermost that was tried where `side` is not null. */
  readonly lrLog10: number;
  /** In decades, above 0. */
  readonly standardError: number;
  /** At which end of the LRs the lowest loss lies: the best may be beyond. */
  readonly side: "lowest" | "highest" | null;
  /** Loss of each LR that did not break, lowest LR first, seeds levelled. */
  readonly points: readonly ValleyPoint[];
  /** log10 of the lowest LR at which one broke above all that did not; null where none. */
  readonly brokeLog10: number | null;
}

export interface ValleyPoint {
  readonly lrLog10: number;
  readonly loss: number;
  /** Standard error of the loss by its repeats; NaN for fewer than two. */
  readonly error: number;
}

/** Half-width of the valley's lowest part, in decades: the weight of an LR falls to 0 there. */
const REACH = 0.8;
const FEWEST = 3;
const USUAL = 5;
/** A grid's best LR is never surer than this share of its spacing, however smooth the losses. */
const LEAST_SHARE = 0.1;
const HUBER = 1.5;

/**
 * The bottom of a cell's valley: of the parabola in log LR through its lowest part (tricube weights
 * around the lowest LR, Huber weights against single bad trainings), with its standard error by the
 * delta method, from the parabola's residuals or the repeats, whichever are larger.
 *
 * Worked value: losses (x + 3)^2 at x = log10 LR of -4, -3.5, -3, -2.5, -2 give -3 with the least
 * standard error, 0.05.
 *
 * @returns null where every training broke
 */
export function valleyOf(trainings: readonly Training[]): Valley | null {
  const points = pointsOf(trainings);
  if (points.length === 0) return null;
  // Squares of losses in any unit stay numbers.
  const losses = points.map(({ loss }) => loss);
  const least = minOf(losses);
  const span = maxOf(losses.map((loss) => loss - least)) || 1;
  const best = losses.indexOf(least);
  const highest = points.at(-1) as ValleyPoint;
  const broken = trainings
    .filter(({ loss }) => !Number.isFinite(loss))
    .map(({ lr }) => Math.log10(lr))
    .filter((lr) => lr > highest.lrLog10);
  const brokeLog10 = broken.length === 0 ? null : minOf(broken);
  const spacing = spacingOf(points, brokeLog10);
  const at = points[best] as ValleyPoint;
  const side = best === 0 ? "lowest" : best === points.length - 1 ? "highest" : null;
  if (side !== null) {
    // Of an LR at which training breaks the best one lies below: the highest that did not is no edge.
    const isEdge = side === "lowest" || brokeLog10 === null;
    return {
      lrLog10: at.lrLog10,
      standardError: spacing / 2,
      side: isEdge ? side : null,
      points,
      brokeLog10,
    };
  }
  const scaled = points.map((point) => ({
    ...point,
    loss: (point.loss - least) / span,
    error: point.error / span,
  }));
  const bottom = bottomOf(scaled, best, spacing);
  return { ...bottom, side: null, points, brokeLog10 };
}

/** LRs with their mean losses; what seeds differ in at the LRs that they share is taken out first. */
function pointsOf(trainings: readonly Training[]): ValleyPoint[] {
  const level = seedLevels(trainings);
  const byLr = new Map<number, number[]>();
  const broke = new Set<number>();
  for (const { lr, loss, seed } of trainings) {
    if (!Number.isFinite(loss)) broke.add(lr);
    else byLr.set(lr, [...(byLr.get(lr) ?? []), loss - (level.get(seed ?? "") ?? 0)]);
  }
  return [...byLr]
    .filter(([lr]) => !broke.has(lr))
    .sort(([a], [b]) => a - b)
    .map(([lr, losses]) => ({
      lrLog10: Math.log10(lr),
      loss: mean(losses),
      error: standardError(losses),
    }));
}

/** How far each seed lies above the mean of all, over the LRs that every seed was trained at. */
function seedLevels(trainings: readonly Training[]): Map<string, number> {
  const bySeed = new Map<string, Map<number, number>>();
  for (const { lr, loss, seed = "" } of trainings) {
    const losses = bySeed.get(seed) ?? new Map<number, number>();
    losses.set(lr, loss);
    bySeed.set(seed, losses);
  }
  if (bySeed.size < 2) return new Map();
  const all = [...bySeed.values()];
  const common = [...(all[0] as Map<number, number>).keys()].filter((lr) =>
    all.every((losses) => Number.isFinite(losses.get(lr))),
  );
  if (common.length === 0) return new Map();
  const levels = all.map((losses) => mean(common.map((lr) => losses.get(lr) as number)));
  const centre = mean(levels);
  return new Map([...bySeed.keys()].map((seed, i) => [seed, (levels[i] as number) - centre]));
}

/** The usual distance of neighbouring LRs in decades; half a decade for a single one. */
function spacingOf(points: readonly ValleyPoint[], brokeLog10: number | null): number {
  const logs = points.map(({ lrLog10 }) => lrLog10);
  if (brokeLog10 !== null) logs.push(brokeLog10);
  const steps = logs.slice(1).map((log, i) => log - (logs[i] as number));
  return steps.length === 0 ? 0.5 : median(steps);
}

function bottomOf(
  points: readonly ValleyPoint[],
  best: number,
  spacing: number,
): { readonly lrLog10: number; readonly standardError: number } {
  const centre = (points[best] as ValleyPoint).lrLog10;
  const near = lowestPart(points, best);
  const last = maxOf(near.map(({ lrLog10 }) => Math.abs(lrLog10 - centre)));
  const reach = Math.max(REACH, last * 1.01);
  const xs = near.map(({ lrLog10 }) => lrLog10 - centre);
  const ys = near.map(({ loss }) => loss);
  const tricube = xs.map((x) => (1 - Math.abs(x / reach) ** 3) ** 3);
  let weights = tricube;
  let fit = fitParabola(xs, ys, weights);
  const limited = near.length > USUAL;
  for (let pass = 0; pass < 3 && limited; pass++) {
    const residuals = xs.map((x, i) => Math.abs((ys[i] as number) - valueAt(fit, x)));
    const scale = 1.4826 * median(residuals);
    if (!(scale > 0)) break;
    weights = tricube.map(
      (weight, i) => weight * Math.min(1, (HUBER * scale) / (residuals[i] as number)),
    );
    fit = fitParabola(xs, ys, weights);
  }
  const [, slope, bend] = fit.coefficients;
  const lower = (points[best - 1] as ValleyPoint).lrLog10 - centre;
  const higher = (points[best + 1] as ValleyPoint).lrLog10 - centre;
  const bottom = -slope / (2 * bend);
  if (!(bend > 0)) return { lrLog10: centre, standardError: spacing };
  const isInside = bottom > lower && bottom < higher;
  const lrLog10 = centre + Math.min(higher, Math.max(lower, bottom));
  const error = isInside ? bottomError(fit, near, xs, ys, weights) : spacing / 2;
  const least = LEAST_SHARE * spacing;
  return { lrLog10, standardError: Math.min(2 * spacing, Math.max(least, error)) };
}

/** LRs within reach of the lowest, or its nearest five where these are fewer, the same number on both sides where there are. */
function lowestPart(points: readonly ValleyPoint[], best: number): readonly ValleyPoint[] {
  const centre = (points[best] as ValleyPoint).lrLog10;
  let [from, to] = [best, best];
  const distance = (i: number) => {
    const point = points[i];
    return point === undefined ? Number.POSITIVE_INFINITY : Math.abs(point.lrLog10 - centre);
  };
  for (;;) {
    const [left, right] = [distance(from - 1), distance(to + 1)];
    const nearest = Math.min(left, right);
    const enough = to - from + 1 >= Math.min(USUAL, points.length);
    if (nearest === Number.POSITIVE_INFINITY || (enough && nearest >= REACH)) break;
    if (left <= right) from--;
    else to++;
  }
  return points.slice(from, to + 1);
}

/** Standard error of -slope / (2 bend), by the delta method. */
function bottomError(
  fit: Parabola,
  near: readonly ValleyPoint[],
  xs: readonly number[],
  ys: readonly number[],
  weights: readonly number[],
): number {
  const [, slope, bend] = fit.coefficients;
  const free = near.length - FEWEST;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const squares = xs.reduce(
    (sum, x, i) => sum + (weights[i] as number) * ((ys[i] as number) - valueAt(fit, x)) ** 2,
    0,
  );
  const byResiduals = free > 0 ? (squares / total) * (near.length / free) : 0;
  const repeats = near.map(({ error }) => error ** 2).filter(Number.isFinite);
  const variance = Math.max(byResiduals, repeats.length === 0 ? 0 : mean(repeats));
  const gradient = [0, -1 / (2 * bend), slope / (2 * bend * bend)];
  const spread = gradient.reduce(
    (sum, g, i) =>
      sum +
      gradient.reduce(
        (inner, h, j) => inner + g * h * ((fit.inverse[i] as readonly number[])[j] as number),
        0,
      ),
    0,
  );
  return Math.sqrt(Math.max(0, variance * spread));
}
