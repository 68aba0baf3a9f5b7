import { type FactorKind, factorKindSchema } from "../contract/factor-kind.ts";
import type { Law, LawCell, LawFactor, NoLawCode } from "../contract/law.ts";
import { note } from "../contract/make-note.ts";
import { LAW_VERSION } from "../contract/versions.ts";
import { formatFigure, formatLr, roundLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { maxOf, minOf, WITHIN_80 } from "../core/stats.ts";
import { makePlan, type Plan } from "../plan/index.ts";
import { nextMeasurement } from "./next-measurement.ts";
import { distance, type Prediction, predict, steepnessOf } from "./predict.ts";
import { type Priors, priorOf, priorsFor } from "./priors.ts";
import {
  axesOf,
  type Cell,
  coordinates,
  measuredCells,
  surfaceOver,
  varyingFactors,
} from "./readings.ts";
import { cellsOf, type Factor, factorsOf, type LawOptions, type LawRow, pointOf } from "./rows.ts";
import { momentsOf, type Reading, type Surface } from "./surface.ts";

/** Cells with a best LR that a law needs, unless the point is one of them. */
const FEWEST_CELLS = 3;
/** Beyond this many decades of a factor no measurement carries. */
const MOST_DECADES = 2;
/** The same of a factor that was not varied. */
const MOST_UNVARIED_DECADES = 1;
/** Cells that scatter more around every law contradict each other: decades. */
const MOST_SCATTER = 0.3;
/** Cells over which a law is fitted: the time grows with their cube. */
const MOST_CELLS = 250;
/** A point is a cell where it is no further away, in decades. */
const SAME = 1e-9;
/** By how much another kind must explain the cells better, as a log of probabilities. */
const KIND_DOUBT = 4;
const KIND_CELLS = 8;

/** A law with what it was fitted to, for pages that draw it. */
export interface FittedLaw {
  readonly law: Law;
  readonly cells: readonly Cell[];
  readonly factors: readonly Factor[];
  /** The best LR with its 80 % interval at any values of the factors; null where there is no law. */
  readonly lrAt: ((values: readonly number[]) => Prediction) | null;
}

/**
 * The learning rate at a point that is too big to try, from cells that were tried: how the best LR of
 * each cell moves with the factors, carried to the point, with an interval that grows with the distance.
 *
 * A cell is one combination of all factors; its best LR is the bottom of its valley (`valley.ts`). The
 * law (`surface.ts`) is linear in the logs of the factors, with a bend for the batch size that moves with
 * the examples seen, under weak beliefs from the literature (`priors.ts`). No exponent is built in.
 *
 * @param rows trainings (factors, LR, loss), or best LRs of cells with their standard errors
 * @returns `status: "none"` with the reason where the rows do not carry a number: no point, fewer than 3
 *   cells with a best LR, a factor that was not varied, more than 2 decades beyond, cells that contradict
 *   each other
 * @throws InputError for factors, rows or a point that cannot be read
 */
export function fitLaw(rows: readonly LawRow[], options: LawOptions): Law {
  return fitLawToDraw(rows, options).law;
}

/** {@link fitLaw}, with what a page draws. */
export function fitLawToDraw(rows: readonly LawRow[], options: LawOptions): FittedLaw {
  const factors = factorsOf(options);
  const { cells: byCell, duplicates } = cellsOf(rows, factors);
  const cells = measuredCells(byCell);
  const values = options.at === undefined ? null : pointOf(options.at, factors, byCell);
  const priors = priorsFor(options.optimizer);
  const varied = varyingFactors(factors, cells);
  // A factor that was not varied counts where the point has another value of it: by what is believed of it alone.
  const varies = factors.map((_, i) => varied[i] === true || isElsewhere(cells, values, i));
  const counts = countsOf(cells);
  const warnings: Note[] = [
    ...duplicateNotes(duplicates),
    ...edgeNotes(counts),
    ...factors.flatMap(({ name }, i) => (varies[i] ? [] : oneValueNotes(name, i, cells))),
    ...notVariedNotes(factors, varied, varies, values, cells, priors),
  ];
  const empty = {
    factors,
    cells,
    priors,
    varied,
    varies,
    values,
    warnings,
    options,
  };
  const shown = (why: [NoLawCode, Note] | null, fit: Fit | null): FittedLaw => ({
    law: lawOf(empty, fit, why),
    cells,
    factors,
    lrAt: fit === null ? null : (at) => fit.predict(coordinates(at, varies)),
  });
  const point = values === null ? null : coordinates(values, varies);
  const own = values === null ? -1 : cells.findIndex((cell) => isSame(cell.values, values));
  const isMeasured = own >= 0 && cells[own]?.valley?.side === null;
  if (counts.inside === 0) return shown(["no-minimum", noMinimumNote(counts)], null);
  const fit = fitTo(cells, point, factors, varies, priors, warnings);
  if (values === null || point === null) return shown(["no-point", noPointNote()], fit);
  if (counts.inside < FEWEST_CELLS && !isMeasured) {
    const message = `Only ${counts.inside} of the cells ${counts.inside === 1 ? "has" : "have"} a best learning rate inside of what was tried; a law needs at least ${FEWEST_CELLS}.`;
    const data = { cells: counts.inside, needed: FEWEST_CELLS };
    return shown(["too-few-cells", note("law-too-few-cells", message, data)], fit);
  }
  const tooFar = tooFarNote(factors, varied, values, cells);
  if (tooFar !== null) return shown(tooFar, fit);
  if (fit.surface.scatter > MOST_SCATTER && !isMeasured) {
    const scatterLog10 = fit.surface.scatter;
    const message = `The cells contradict each other: their best learning rates scatter by ${formatFigure(scatterLog10)} decades around every law (at most ${MOST_SCATTER}). Their losses may be of different trainings, or a factor is missing.`;
    const data = { scatterLog10, most: MOST_SCATTER };
    return shown(["contradicting-cells", note("law-contradicting", message, data)], fit);
  }
  return shown(null, fit);
}

interface Fit {
  readonly surface: Surface;
  readonly readings: readonly Reading[];
  readonly steepness: number;
  predict(x: readonly number[]): Prediction;
}

function fitTo(
  cells: readonly Cell[],
  point: readonly number[] | null,
  factors: readonly Factor[],
  varies: readonly boolean[],
  priors: Priors,
  warnings: Note[],
): Fit {
  const measured = cells.filter(({ valley }) => valley !== null);
  const near = nearestCells(measured, point, varies);
  if (near.length < measured.length) {
    const data = { used: near.length, cells: measured.length };
    const message = `Of ${data.cells} cells the ${data.used} nearest to the point are used.`;
    warnings.push(note("law-nearest-cells", message, data));
  }
  const over = (kinds?: readonly FactorKind[]) =>
    surfaceOver(near, varies, axesOf(factors, varies, priors, kinds), priors);
  const { surface, readings } = over();
  if (readings.length >= KIND_CELLS) {
    warnings.push(...kindDoubts(factors, varies, surface, (kinds) => over(kinds).surface));
  }
  const steepness = steepnessOf(near.flatMap(({ valley }) => valley ?? []));
  return { surface, readings, steepness, predict: (x) => predict(surface, readings, x, steepness) };
}

function nearestCells(
  cells: readonly Cell[],
  point: readonly number[] | null,
  varies: readonly boolean[],
): readonly Cell[] {
  if (cells.length <= MOST_CELLS) return cells;
  if (point === null) return cells.slice(0, MOST_CELLS);
  const far = new Map(
    cells.map((cell) => [cell, distance(coordinates(cell.values, varies), point)]),
  );
  const byDistance = [...cells].sort((a, b) => (far.get(a) as number) - (far.get(b) as number));
  return byDistance.slice(0, MOST_CELLS);
}

/** Factors that the cells take for another kind than was said. */
function kindDoubts(
  factors: readonly Factor[],
  varies: readonly boolean[],
  surface: Surface,
  surfaceWith: (kinds: readonly FactorKind[]) => Surface,
): Note[] {
  const kinds = factors.map(({ kind }) => kind);
  return factors.flatMap(({ name, kind }, i) => {
    if (!varies[i]) return [];
    const others = factorKindSchema.values.filter(
      (other) => other !== kind && !(other === "batch" && kinds.includes("batch")),
    );
    const scored = others.map((other) => {
      const changed = kinds.map((own, k) => (k === i ? other : own));
      return { other, evidence: surfaceWith(changed).evidence };
    });
    const best = scored.reduce((a, b) => (b.evidence > a.evidence ? b : a));
    if (best.evidence - surface.evidence < KIND_DOUBT) return [];
    const { other } = best;
    const message = `${JSON.stringify(name)} is taken as ${kind}, and the cells are much likelier with it as ${other}: check its kind.`;
    return [note("law-kind-doubt", message, { factor: name, kind, other })];
  });
}

interface Known {
  readonly factors: readonly Factor[];
  readonly cells: readonly Cell[];
  readonly priors: Priors;
  /** Factors of which the cells have several values. */
  readonly varied: readonly boolean[];
  /** Those, and others of which the point has another value. */
  readonly varies: readonly boolean[];
  readonly values: readonly number[] | null;
  readonly warnings: readonly Note[];
  readonly options: LawOptions;
}

function lawOf(known: Known, fit: Fit | null, why: readonly [NoLawCode, Note] | null): Law {
  const { factors, cells, varies, values, warnings, options } = known;
  const named = (each: readonly number[]) =>
    Object.fromEntries(factors.map((factor, i) => [factor.name, each[i] as number]));
  const point = values === null ? null : coordinates(values, varies);
  const prediction = fit === null || point === null ? null : fit.predict(point);
  const next =
    fit === null || values === null || why?.[0] === "too-far"
      ? null
      : nextMeasurement(fit.surface, fit.readings, cells, factors, varies, values);
  const shared = {
    version: LAW_VERSION,
    name: options.name ?? "law",
    at: values === null ? {} : named(values),
    factors: Object.fromEntries(factors.map((factor, i) => [factor.name, factorOf(known, fit, i)])),
    cells: cells.map((cell): LawCell => cellOf(cell, named(cell.values), known, fit)),
    distanceLog10: prediction?.distanceLog10 ?? null,
    scatterLog10: fit?.surface.scatter ?? null,
    nextMeasurement: next,
  } as const;
  if (why !== null || prediction === null || fit === null || values === null) {
    const [reason, said] = why ?? (["no-point", noPointNote()] as const);
    return { status: "none", reason, ...shared, reasons: [said], warnings };
  }
  const [interval80, interval95] = [prediction.interval80, prediction.interval95].map(
    ([low, high]): [number, number] => [roundLr(10 ** low), roundLr(10 ** high)],
  ) as [[number, number], [number, number]];
  return {
    status: "found",
    lr: roundLr(10 ** prediction.lrLog10),
    interval80,
    interval95,
    plan: planAt(known, roundLr(10 ** prediction.lrLog10), interval80),
    ...shared,
    reasons: reasonsOf(known, fit, prediction, values),
    warnings: [...warnings, ...wideNotes(interval80)],
  };
}

/** A schedule for the run at the point; null where nobody says how long that is. */
function planAt(
  { factors, values, options }: Known,
  lr: number,
  range: readonly [number, number],
): Plan | null {
  const horizon = factors.findIndex(({ kind, unit }) => kind === "horizon" && unit === "updates");
  const { totalSteps = horizon < 0 ? undefined : Math.round(values?.[horizon] ?? 1), schedule } =
    options;
  if (totalSteps === undefined) return null;
  return makePlan({
    lr,
    range: [Math.min(lr, range[0]), Math.max(lr, range[1])],
    optimizer: options.optimizer ?? UNKNOWN_OPTIMIZER,
    totalSteps,
    stepsPerEpoch: totalSteps,
    ...(schedule !== undefined && { schedule }),
  });
}

/** What plans are made for where nobody says which optimizer trains. */
const UNKNOWN_OPTIMIZER = "adam";

function reasonsOf(
  { factors, cells, varies }: Known,
  { surface, readings, steepness }: Fit,
  { distanceLog10, lrLog10 }: Prediction,
  values: readonly number[],
): Note[] {
  const { scatter } = surface;
  const used = readings.length;
  const shown = cells.filter(({ valley }) => valley?.side === null).length;
  const count = Math.min(used, shown);
  const fitMessage = `The law is of ${count} cells; the best learning rate of a cell scatters around it by ${formatFigure(scatter)} decades (a factor ${formatFigure(10 ** scatter)}).`;
  const notes: Note[] = [note("law-fit", fitMessage, { cells: count, scatterLog10: scatter })];
  if (distanceLog10 < SAME) {
    notes.push(note("law-at-cell", "The point is one of the cells that were measured."));
  }
  const beyond = factors.flatMap(({ name }, i) => {
    const [from, to] = rangeOf(cells, i);
    const at = values[i] as number;
    return at < from || at > to ? [{ name, at, from, to }] : [];
  });
  if (beyond.length > 0) {
    const told = beyond.map(
      ({ name, at, from, to }) =>
        `${JSON.stringify(name)} is ${formatFigure(at)}, measured from ${formatFigure(from)} to ${formatFigure(to)}`,
    );
    const message = `The point lies ${formatFigure(distanceLog10)} decades from the nearest cell: ${told.join("; ")}. The further, the wider the interval.`;
    notes.push(note("law-beyond", message, { distanceLog10, factors: beyond }));
  }
  const x = coordinates(values, varies);
  const byLog10 = momentsOf(surface.at(x)).mean - lrLog10;
  if (byLog10 > 0.02) {
    const message = `Losses rise ${formatFigure(steepness)} times faster above the best learning rate than below it: the number lies ${formatFigure(byLog10)} decades below the likeliest.`;
    notes.push(note("law-steeper-above", message, { times: steepness, byLog10 }));
  }
  return notes;
}

function factorOf(
  { factors, cells, varied, varies, priors }: Known,
  fit: Fit | null,
  index: number,
): LawFactor {
  const { kind, unit } = factors[index] as Factor;
  const hasBatch = factors.some((factor, i) => factor.kind === "batch" && varies[i]);
  const { mean, sd } = priorOf(kind, priors, hasBatch);
  const shown = {
    kind,
    ...(kind === "horizon" && { unit }),
    prior: { exponent: mean, standardDeviation: sd },
  };
  if (fit === null || !varied[index]) return { ...shown, exponent: null, interval80: null };
  const axis = varies.slice(0, index).filter(Boolean).length;
  const centre = centreOf(fit.readings);
  const [low, high] = rangeOf(cells, index).map(Math.log10) as [number, number];
  const half = Math.min(0.25, (high - low) / 4);
  const middle = slopeAt(fit.surface, centre, axis, half);
  const interval80: [number, number] = [
    round(middle.slope - WITHIN_80 * middle.error),
    round(middle.slope + WITHIN_80 * middle.error),
  ];
  const found = { ...shown, exponent: round(middle.slope), interval80 };
  if (kind !== "batch") return found;
  const at = (value: number) => centre.map((own, i) => (i === axis ? value : own));
  const [first, last] = [low + half, high - half].map(
    (value) => slopeAt(fit.surface, at(value), axis, half).slope,
  ) as [number, number];
  return { ...found, bend: round((last - first) / (high - low - 2 * half)) };
}

/** d log LR / d log factor over a stretch, with its standard error. */
function slopeAt(surface: Surface, x: readonly number[], axis: number, half: number) {
  const moved = (by: number) => x.map((value, i) => (i === axis ? value + by : value));
  const [a, b] = [surface.at(moved(-half)), surface.at(moved(half))];
  const [low, high] = [momentsOf(a), momentsOf(b)];
  const variance = low.variance + high.variance - 2 * surface.covariance(a, b);
  return {
    slope: (high.mean - low.mean) / (2 * half),
    error: Math.sqrt(Math.max(0, variance)) / (2 * half),
  };
}

function cellOf(
  cell: Cell,
  factors: Record<string, number>,
  { varies }: Known,
  fit: Fit | null,
): LawCell {
  const { valley, rows, values } = cell;
  if (valley === null) {
    return {
      factors,
      lr: null,
      standardErrorLog10: null,
      atEdge: false,
      rows,
      residualLog10: null,
    };
  }
  const { lrLog10, standardError, side } = valley;
  const mean = fit === null ? null : momentsOf(fit.surface.at(coordinates(values, varies))).mean;
  return {
    factors,
    lr: roundLr(10 ** lrLog10),
    standardErrorLog10: round(standardError),
    atEdge: side !== null,
    ...(side !== null && { side }),
    rows,
    residualLog10: mean === null ? null : round(lrLog10 - mean),
  };
}

function centreOf(readings: readonly Reading[]): number[] {
  const [first] = readings;
  return (first?.x ?? []).map(
    (_, i) => readings.reduce((sum, { x }) => sum + (x[i] as number), 0) / readings.length,
  );
}

function rangeOf(cells: readonly Cell[], index: number): [number, number] {
  const values = cells.map((cell) => cell.values[index] as number);
  return [minOf(values), maxOf(values)];
}

interface Counts {
  readonly cells: number;
  readonly inside: number;
  readonly lowest: number;
  readonly highest: number;
  readonly broke: number;
}

function countsOf(cells: readonly Cell[]): Counts {
  const sides = cells.map(({ valley }) => (valley === null ? "broke" : (valley.side ?? "inside")));
  const count = (wanted: string) => sides.filter((side) => side === wanted).length;
  return {
    cells: cells.length,
    inside: count("inside"),
    lowest: count("lowest"),
    highest: count("highest"),
    broke: count("broke"),
  };
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, i) => Math.abs(Math.log10(value / (b[i] as number))) < SAME);
}

function noPointNote(): Note {
  const message = "No point was given that the learning rate is wanted for (--at).";
  return note("law-no-point", message);
}

function noMinimumNote({ cells, lowest, highest, broke }: Counts): Note {
  const message = `None of the ${cells} cells shows a valley: the lowest loss is at the lowest learning rate in ${lowest}, at the highest in ${highest}, and every training broke in ${broke}. Try learning rates beyond that side.`;
  return note("law-no-minimum", message, { cells, lowest, highest, broke });
}

function isElsewhere(
  cells: readonly Cell[],
  values: readonly number[] | null,
  index: number,
): boolean {
  const [value] = rangeOf(cells, index);
  return values !== null && Math.abs(Math.log10((values[index] as number) / value)) >= SAME;
}

function notVariedNotes(
  factors: readonly Factor[],
  varied: readonly boolean[],
  varies: readonly boolean[],
  values: readonly number[] | null,
  cells: readonly Cell[],
  priors: Priors,
): Note[] {
  if (values === null) return [];
  const hasBatch = factors.some(({ kind }, i) => kind === "batch" && varies[i]);
  return factors.flatMap(({ name, kind }, i) => {
    if (varied[i] || !varies[i]) return [];
    const [value] = rangeOf(cells, i);
    const at = values[i] as number;
    const { mean: exponent, sd: standardDeviation } = priorOf(kind, priors, hasBatch);
    const message = `${JSON.stringify(name)} is ${formatFigure(value)} in every cell, and the point has ${formatFigure(at)}: how the learning rate moves with it was not measured, and the interval holds only what is believed before any measurement (an exponent of ${exponent}, give or take ${standardDeviation}). Measure at another value of it.`;
    return [
      note("law-not-varied", message, { factor: name, value, at, exponent, standardDeviation }),
    ];
  });
}

function tooFarNote(
  factors: readonly Factor[],
  varied: readonly boolean[],
  values: readonly number[],
  cells: readonly Cell[],
): [NoLawCode, Note] | null {
  for (const [i, { name }] of factors.entries()) {
    const [from, to] = rangeOf(cells, i);
    const at = values[i] as number;
    const decades = Math.max(Math.log10(at / to), Math.log10(from / at));
    const most = varied[i] ? MOST_DECADES : MOST_UNVARIED_DECADES;
    if (decades <= most) continue;
    const measured =
      from === to ? formatFigure(from) : `${formatFigure(from)} to ${formatFigure(to)}`;
    const message = `${JSON.stringify(name)} lies ${formatFigure(decades)} decades beyond what was measured (${measured}): beyond ${most} no measurement carries. Measure nearer cells first.`;
    const said = note("law-too-far", message, { factor: name, decades, most, from, to });
    return [varied[i] ? "too-far" : "not-varied", said];
  }
  return null;
}

function edgeNotes({ cells, lowest, highest, broke }: Counts): Note[] {
  const notes: Note[] = [];
  const edges = lowest + highest;
  if (edges > 0) {
    const message = `${edges} of ${cells} cells have their lowest loss at the edge of what was tried (${lowest} at the lowest learning rate, ${highest} at the highest): they say only that the best one is not inside. Try more there.`;
    notes.push(note("law-edge-cells", message, { cells: edges, lowest, highest, of: cells }));
  }
  if (broke > 0) {
    const message = `Every training broke in ${broke} of ${cells} cells: they say nothing. Try lower learning rates there.`;
    notes.push(note("law-broke-cells", message, { cells: broke, of: cells }));
  }
  return notes;
}

function duplicateNotes(rows: number): Note[] {
  if (rows === 0) return [];
  const message = `${rows} ${rows === 1 ? "row is" : "rows are"} there twice, to the last digit: counted once.`;
  return [note("law-duplicates", message, { rows })];
}

function oneValueNotes(factor: string, index: number, cells: readonly Cell[]): Note[] {
  if (cells.length === 0) return [];
  const [value] = rangeOf(cells, index);
  const message = `${JSON.stringify(factor)} is ${formatFigure(value)} everywhere: how the learning rate moves with it is unknown, not zero.`;
  return [note("law-one-value", message, { factor, value })];
}

function wideNotes([low, high]: readonly [number, number]): Note[] {
  if (high / low <= 10) return [];
  const message = `The 80 % interval goes from ${formatLr(low)} to ${formatLr(high)}, over a decade: make the next measurement first.`;
  return [note("law-wide", message, { low, high })];
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
