import type { NextMeasurement } from "../contract/law.ts";
import { discrepancy, distance, distanceFrom } from "./predict.ts";
import { type Cell, coordinates } from "./readings.ts";
import type { Factor } from "./rows.ts";
import { momentsOf, quantileOf, type Reading, type Surface } from "./surface.ts";

/** A measurement may cost at most this share of a training at the point. */
const MOST_COST = 0.25;
/** A candidate that narrows less than this share of the best one's is not looked at, however cheap. */
const LEAST_GAIN = 0.5;
const MOST_CANDIDATES = 2000;
/** Candidates times the square of the cells: beyond it they are thinned. */
const MOST_WORK = 3e6;
/** Of one factor. */
const MOST_VALUES = 12;
/** LRs that are tried in a new cell, in decades around what is expected there, at most this many. */
const TRIED = { step: 0.25, most: 9 };
/** Standard error of the best LR of a cell that is measured like the usual one. */
const USUAL_ERROR = 0.07;

/**
 * The cell whose measurement narrows the interval at the point most for what it costs, among those that
 * cost at most a quarter of a training there: combinations of the values that were measured and of
 * further ones, by the usual factor between values, on the way to the point.
 *
 * @param values the point, in the order of the factors
 * @returns null where no cell that can be afforded narrows it
 */
export function nextMeasurement(
  surface: Surface,
  readings: readonly Reading[],
  cells: readonly Cell[],
  factors: readonly Factor[],
  varies: readonly boolean[],
  values: readonly number[],
): NextMeasurement | null {
  const point = coordinates(values, varies);
  const pictures = surface.at(point);
  const { mean: middle, variance: known } = momentsOf(pictures);
  const nearest = distanceFrom(readings, point);
  const now = known + discrepancy(nearest);
  const ladders = factors.map(({ kind }, i) =>
    ladderOf(
      cells.map((cell) => cell.values[i] as number),
      values[i] as number,
      kind === "size" || kind === "horizon",
    ),
  );
  const all = ladders.reduce<readonly (readonly number[])[]>(
    (combinations, ladder) =>
      combinations.length > MOST_CANDIDATES
        ? combinations
        : combinations.flatMap((each) => ladder.map((value) => [...each, value])),
    [[]],
  );
  const measured = new Set(cells.map(({ values }) => values.join(" ")));
  const costAt = costOf(values, factors);
  const costShare = (each: readonly number[]) =>
    costAt === null ? null : (costOf(each, factors) as number) / costAt;
  const afforded = all.filter(
    (each) =>
      each.length === factors.length &&
      !measured.has(each.join(" ")) &&
      (costShare(each) ?? 0) <= MOST_COST,
  );
  const noise = surface.scatter ** 2 + USUAL_ERROR ** 2;
  const every = Math.ceil(afforded.length / Math.max(30, MOST_WORK / readings.length ** 2));
  const candidates = afforded
    .filter((_, i) => i % every === 0)
    .map((each) => {
      const cost = costShare(each);
      const x = coordinates(each, varies);
      const there = surface.at(x);
      const learned =
        surface.covariance(pictures, there) ** 2 / (momentsOf(there).variance + noise);
      const left =
        Math.max(0, known - learned) + discrepancy(Math.min(nearest, distance(x, point)));
      return { each, x, cost, left, gain: Math.log(now / left) };
    });
  const top = Math.max(0, ...candidates.map(({ gain }) => gain));
  if (!(top > 0.01)) return null;
  const [best] = candidates
    .filter(({ gain }) => gain >= LEAST_GAIN * top)
    .sort((a, b) => b.gain / (b.cost ?? 1) - a.gain / (a.cost ?? 1));
  if (best === undefined) return null;
  const narrower = Math.sqrt(best.left / now);
  const [low, high] = [0.1, 0.9].map(
    (share) => middle + narrower * (quantileOf(pictures, share, discrepancy(nearest)) - middle),
  ) as [number, number];
  return {
    factors: Object.fromEntries(factors.map(({ name }, i) => [name, best.each[i] as number])),
    narrowsTo: [10 ** low, 10 ** high],
    costShare: best.cost,
    lrs: lrsToTry(surface, best.x),
  };
}

/**
 * Values that were measured and those midway between them, and further ones on the way to the point by
 * their usual factor; whole where all are.
 *
 * @param costs whether a training costs more the higher it is: the highest that can be afforded is one too
 */
function ladderOf(measured: readonly number[], wanted: number, costs: boolean): readonly number[] {
  const values = [...new Set(measured)].sort((a, b) => a - b);
  const [low, high] = [values[0] as number, values.at(-1) as number];
  const factor = values.length > 1 ? (high / low) ** (1 / (values.length - 1)) : 2;
  const isWhole = values.every(Number.isInteger);
  const rounded = (value: number) =>
    isWhole ? Math.max(1, Math.round(value)) : Number(value.toPrecision(3));
  const between = values.slice(1).flatMap((value, i) => {
    const before = values[i] as number;
    return value > 1.9 * before ? [rounded(Math.sqrt(value * before))] : [];
  });
  const afforded = costs && MOST_COST * wanted > 1.1 * high ? [rounded(MOST_COST * wanted)] : [];
  const ladder = [
    ...values,
    wanted,
    ...(values.length < MOST_VALUES / 2 ? between : []),
    ...afforded,
  ];
  const grow = (value: number, by: number) => rounded(value * by);
  const climb = (from: number, by: number, isBefore: (next: number) => boolean) => {
    let next = grow(from, by);
    while (factor > 1.05 && ladder.length < MOST_VALUES && isBefore(next)) {
      ladder.push(next);
      next = grow(next, by);
    }
  };
  climb(high, factor, (next) => next < wanted && next > high);
  climb(low, 1 / factor, (next) => next > wanted && next < low);
  return [...new Set(ladder)];
}

/** What a training costs: examples seen times the size; null where neither is among the factors. */
function costOf(values: readonly number[], factors: readonly Factor[]): number | null {
  const kinds = factors.map(({ kind }) => kind);
  if (!kinds.includes("horizon") && !kinds.includes("size")) return null;
  const inUpdates = factors.some(({ kind, unit }) => kind === "horizon" && unit === "updates");
  return values.reduce((cost, value, i) => {
    const kind = kinds[i];
    const counts = kind === "horizon" || kind === "size" || (kind === "batch" && inUpdates);
    return counts ? cost * value : cost;
  }, 1);
}

/** LRs on both sides of what is expected at a point, as far as the interval there goes and one further. */
function lrsToTry(surface: Surface, x: readonly number[]): readonly number[] {
  const { mean, variance } = momentsOf(surface.at(x));
  const reach = 1.3 * Math.sqrt(variance + surface.scatter ** 2);
  const beside = Math.min((TRIED.most - 1) / 2, Math.max(2, Math.ceil(reach / TRIED.step) + 1));
  return Array.from({ length: 2 * beside + 1 }, (_, i) =>
    Number((10 ** (mean + (i - beside) * TRIED.step)).toPrecision(2)),
  );
}
