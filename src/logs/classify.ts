import { type KnownNote, note } from "../contract/make-note.ts";
import { type NoSweep, Refusal } from "../contract/refusals.ts";
import { formatLr, lrsApart } from "../core/format.ts";
import type { LogTable } from "./formats/index.ts";
import type { LogPoints } from "./points.ts";

/** What kind of training a log is of. */
export type LogKind =
  /** Stretches of rising LR, each one pass over the same ladder: first and one past the last point. */
  | { readonly kind: "sweep"; readonly passes: readonly (readonly [number, number])[] }
  /** Anything else, with what shows it. */
  | { readonly kind: "training"; readonly reason: KnownNote<NoSweep> };

/** A sweep's LR grows at least this many times. */
const LEAST_GROWTH = 3;
/** More of the points than this at the highest LR: a warmup, not a sweep. */
const MOST_AT_TOP = 0.2;
/** Repeats in one file: each this long, and beginning within this factor of the first. */
const PASS_POINTS = 5;
const SAME_START = 2;
const EQUAL = 1e-9;

/**
 * Tells an LR sweep from an ordinary training: in a sweep the LR never falls, grows at least
 * threefold and does not stay at its highest value. A log of several such passes, one after the
 * other from about the same LR, is a sweep with repeats.
 *
 * @param points every one with an LR above 0: see `sweepPoints`
 */
export function classify(
  points: Pick<LogPoints, "lrs" | "rows">,
  table: Pick<LogTable, "name" | "firstRow">,
): LogKind {
  const { lrs, rows } = points;
  if (lrs === null || lrs.length === 0) {
    return training(note("no-lr", `${table.name} has no learning rates`));
  }
  const passes = risingPasses(lrs);
  const first = passes[0] as readonly [number, number];
  const lowest = lrs[first[0]] as number;
  const highest = lrs[first[1] - 1] as number;
  const rowOf = (index: number) => (rows[index] as number) + table.firstRow;
  if (passes.length > 1) {
    if (passes.every((pass) => isRepeat(lrs, pass, lowest))) return { kind: "sweep", passes };
    const at = first[1];
    const next = lrs[at] as number;
    const [from, to] = lrsApart(highest, next);
    const message = `the LR falls from ${from} to ${to} at row ${rowOf(at)} of ${table.name}`;
    return training(note("lr-falls", message, { row: rowOf(at), fromLr: highest, toLr: next }));
  }
  if (highest <= lowest * (1 + EQUAL)) {
    const message = `the LR of ${table.name} stays at ${formatLr(highest)}`;
    return training(note("constant-lr", message, { lr: highest }));
  }
  if (highest < lowest * LEAST_GROWTH) {
    const [from, to] = lrsApart(lowest, highest);
    const message = `the LR of ${table.name} only rises from ${from} to ${to}, less than ${LEAST_GROWTH} times`;
    return training(note("narrow-lr", message, { fromLr: lowest, toLr: highest }));
  }
  const top = lrs.length - lrs.findIndex((lr) => lr >= highest * (1 - EQUAL));
  if (top > 3 && top > MOST_AT_TOP * lrs.length) {
    const message = `the LR of ${table.name} rises to ${formatLr(highest)} by row ${rowOf(lrs.length - top)} and stays there, as after a warmup`;
    return training(note("lr-settles", message, { row: rowOf(lrs.length - top), lr: highest }));
  }
  return { kind: "sweep", passes };
}

/**
 * The points that have a place on a log axis: without those that have no LR, and without an LR of 0
 * (the first step of many schedules).
 *
 * @throws InputError for an LR below 0 or infinite: it names the row
 */
export function sweepPoints(points: LogPoints, table: LogTable): LogPoints {
  const { lrs } = points;
  if (lrs === null) return points;
  let usable = 0;
  while (usable < lrs.length && isOnLogAxis(lrs[usable] as number)) usable++;
  if (usable === lrs.length) return points;
  let zeros = 0;
  const kept: number[] = [];
  for (let i = 0; i < lrs.length; i++) {
    const lr = lrs[i] as number;
    if (isOnLogAxis(lr)) kept.push(i);
    else if (lr === 0) zeros++;
    else if (!Number.isNaN(lr)) rejectLr(points, table, i, lr);
  }
  const places = new Int32Array(lrs.length).fill(-1);
  for (const [place, i] of kept.entries()) places[i] = place;
  for (let i = 1; i < places.length; i++) {
    if (places[i] === -1) places[i] = places[i - 1] as number;
  }
  const heldOutSets = points.heldOutSets.map((set) => ({
    ...set,
    points: set.points.map((point) => ({ ...point, after: places[point.after] ?? -1 })),
  }));
  const message = `${zeros} of the learning rates of ${table.name} are 0: there is nothing to learn from them, they are left out.`;
  return {
    unit: points.unit,
    rows: Uint32Array.from(kept, (i) => points.rows[i] as number),
    steps: Float64Array.from(kept, (i) => points.steps[i] as number),
    losses: Float64Array.from(kept, (i) => points.losses[i] as number),
    lrs: Float64Array.from(kept, (i) => lrs[i] as number),
    heldOutSets,
    warnings:
      zeros === 0
        ? points.warnings
        : [...points.warnings, note("zero-lr", message, { file: table.name, rows: zeros })],
  };
}

function isOnLogAxis(lr: number): boolean {
  return lr > 0 && lr < Number.POSITIVE_INFINITY;
}

/** Stretches of rising LR; from the first one on that cannot be a pass of a sweep, the rest is one. */
function risingPasses(lrs: Float64Array): [number, number][] {
  const passes: [number, number][] = [];
  let start = 0;
  for (let i = 1; i <= lrs.length; i++) {
    const falls = i < lrs.length && (lrs[i] as number) < (lrs[i - 1] as number) * (1 - EQUAL);
    if (!falls && i < lrs.length) continue;
    const pass: [number, number] = [start, i];
    passes.push(pass);
    if (falls && !isRepeat(lrs, pass, lrs[0] as number)) return [...passes, [i, lrs.length]];
    start = i;
  }
  return passes;
}

function isRepeat(
  lrs: Float64Array,
  [from, to]: readonly [number, number],
  start: number,
): boolean {
  const first = lrs[from] as number;
  const last = lrs[to - 1] as number;
  const near = first <= start * SAME_START && first * SAME_START >= start;
  return near && to - from >= PASS_POINTS && last >= first * LEAST_GROWTH;
}

function rejectLr({ rows }: LogPoints, table: LogTable, index: number, lr: number): never {
  const row = (rows[index] as number) + table.firstRow;
  const hint = lr < 0 ? " Is it a logarithm? Log the learning rate itself." : "";
  throw new Refusal(
    "bad-lr",
    `${table.name}, row ${row}: a learning rate must be a finite number above 0, got ${lr}.${hint}`,
    { file: table.name, row, lr, of: "sweep" },
  );
}

function training(reason: KnownNote<NoSweep>): LogKind {
  return { kind: "training", reason };
}
