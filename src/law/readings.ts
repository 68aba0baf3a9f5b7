import type { FactorKind } from "../contract/factor-kind.ts";
import type { Prior, Priors } from "./priors.ts";
import type { Factor, RowsOfCell } from "./rows.ts";
import { type Axes, fitSurface, momentsOf, type Reading, type Surface } from "./surface.ts";
import { type Valley, valleyOf } from "./valley.ts";

/** A cell with its best LR. */
export interface Cell {
  readonly values: readonly number[];
  /** Null where every training broke. */
  readonly valley: Valley | null;
  readonly rows: number;
}

/** The best LR of every cell; several optima of one are averaged by their errors. */
export function measuredCells(cells: readonly RowsOfCell[]): Cell[] {
  return cells.map(({ values, trainings, optima }) => {
    const found = trainings.length === 0 ? null : valleyOf(trainings);
    const rows = trainings.length + optima.length;
    if (optima.length === 0) return { values, valley: found, rows };
    const own = found === null || found.side !== null ? [] : [found];
    const all = [
      ...own.map(({ lrLog10, standardError }) => ({ lrLog10, standardError })),
      ...optima.map(({ lr, standardErrorLog10 }) => ({
        lrLog10: Math.log10(lr),
        standardError: standardErrorLog10,
      })),
    ];
    const weights = all.map(({ standardError }) => standardError ** -2);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const lrLog10 =
      all.reduce((sum, { lrLog10 }, i) => sum + lrLog10 * (weights[i] as number), 0) / total;
    // Optima that lie further apart than their errors are no surer than they agree.
    const squares = all.reduce(
      (sum, each, i) => sum + (each.lrLog10 - lrLog10) ** 2 * (weights[i] as number),
      0,
    );
    const spread = Math.sqrt(Math.max(1, squares / Math.max(1, all.length - 1)));
    const valley: Valley = {
      lrLog10,
      standardError: spread / Math.sqrt(total),
      side: null,
      points: found?.points ?? [],
      brokeLog10: found?.brokeLog10 ?? null,
    };
    return { values, valley, rows };
  });
}

/** Factors of which the cells have several values. */
export function varyingFactors(factors: readonly Factor[], cells: readonly Cell[]): boolean[] {
  return factors.map((_, i) => new Set(cells.map(({ values }) => values[i])).size > 1);
}

/** Axes over the factors that vary, with what is believed of each; `kinds` in place of the factors' own. */
export function axesOf(
  factors: readonly Factor[],
  varies: readonly boolean[],
  priors: Priors,
  kinds: readonly FactorKind[] = factors.map(({ kind }) => kind),
): Axes {
  const varying = factors
    .map(({ unit }, i) => ({ unit, kind: kinds[i] as FactorKind }))
    .filter((_, i) => varies[i]);
  const indexOf = (kind: FactorKind) => {
    const index = varying.findIndex((factor) => factor.kind === kind);
    return index < 0 ? null : index;
  };
  const batch = indexOf("batch");
  const horizon = indexOf("horizon");
  return {
    batch,
    horizon: batch === null ? null : horizon,
    horizonInUpdates: horizon !== null && varying[horizon]?.unit === "updates",
    linear: varying.map(({ kind }, i): Prior | null => {
      if (kind === "batch") return i === batch ? null : priors.plain;
      return kind === "horizon" && batch === null ? priors.horizonAlone : priors[kind];
    }),
  };
}

/** log10 of the values of the factors that vary. */
export function coordinates(values: readonly number[], varies: readonly boolean[]): number[] {
  return values.filter((_, i) => varies[i]).map(Math.log10);
}

/** How surely a best LR at the edge is taken to lie just there, once the law puts it inside. */
const EDGE_ERROR = 0.15;
const PASSES = 5;

/**
 * The surface over all cells that show a minimum, and over those of which the best LR may lie beyond
 * the edge only where the law would else put it inside of what was tried: there it is at least at the edge.
 */
export function surfaceOver(
  cells: readonly Cell[],
  varies: readonly boolean[],
  axes: Axes,
  priors: Priors,
): { readonly surface: Surface; readonly readings: readonly Reading[] } {
  const inside: Reading[] = [];
  const edges: { reading: Reading; side: "lowest" | "highest" }[] = [];
  for (const { values, valley } of cells) {
    if (valley === null) continue;
    const { lrLog10, standardError, side } = valley;
    const reading = { x: coordinates(values, varies), y: lrLog10, standardError };
    if (side === null) inside.push(reading);
    else {
      const atEdge = { ...reading, standardError: Math.max(standardError, EDGE_ERROR) };
      edges.push({ reading: atEdge, side });
    }
  }
  const active = new Set<number>();
  for (let pass = 0; ; pass++) {
    const readings = [
      ...inside,
      ...[...active].map((i) => (edges[i] as (typeof edges)[number]).reading),
    ];
    const surface = fitSurface(readings, axes, priors);
    const broken = edges.flatMap(({ reading, side }, i) => {
      if (active.has(i)) return [];
      const { mean } = momentsOf(surface.at(reading.x));
      const isInside = side === "lowest" ? mean > reading.y : mean < reading.y;
      return isInside ? [i] : [];
    });
    if (broken.length === 0 || pass === PASSES) return { surface, readings };
    for (const i of broken) active.add(i);
  }
}
