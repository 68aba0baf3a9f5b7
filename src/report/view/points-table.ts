import { formatLr } from "../../core/format.ts";
import type { Words } from "../../words/index.ts";
import type { LossSources } from "./sources.ts";
import { stepOfLr } from "./sources.ts";
import type { Column, Table } from "./types.ts";

const RUN_COLUMNS = 12;

/** Rows that are listed; of more points a page would be slow to open. */
const MOST_ROWS = 1000;

/**
 * Every point of the sweep, also those that the curve leaves out (a last non-finite loss); of more
 * than 1000 points some, evenly spread, the first and the last one among them.
 */
export function pointsTable({ runs, curve }: LossSources, words: Words): Table {
  const { tables: text } = words;
  const heads = text.pointColumns;
  const steps = stepOfLr(runs);
  const indexOf = new Map(curve.lrs.map((lr, i) => [lr, i]));
  const heldOut = new Map(curve.heldOut.map(({ lr, loss }) => [lr, loss]));
  const losses = runs.map((run) => new Map(run.lrs.map((lr, i) => [lr, run.losses[i]])));
  const perRun = runs.length > 1 && runs.length <= RUN_COLUMNS;
  const every = [...new Set([...curve.lrs, ...steps.keys(), ...heldOut.keys()])].sort(
    (a, b) => a - b,
  );
  const lrs = spread(every);
  const columns: Column[] = [heads.step, heads.lr].map(numeric);
  columns.push(numeric(runs.length > 1 ? heads.rawMean : heads.raw));
  if (perRun) columns.push(...runs.map(({ seed }) => numeric(heads.rawSeed(String(seed)))));
  columns.push(...[heads.smoothed, heads.error, heads.slope].map(numeric));
  if (heldOut.size > 0) columns.push(numeric(heads.heldOut));
  const rows = lrs.map((lr) => {
    const i = indexOf.get(lr);
    const at = (values: readonly number[]) =>
      i === undefined ? "–" : words.format.loss(values[i]);
    const step = steps.get(lr);
    const row = [step === undefined ? "–" : words.format.count(step), formatLr(lr, 4)];
    row.push(
      i === undefined
        ? words.format.loss(losses.find((run) => run.has(lr))?.get(lr))
        : at(curve.raw),
    );
    if (perRun) row.push(...losses.map((run) => words.format.loss(run.get(lr))));
    row.push(at(curve.smoothed), at(curve.standardError), at(curve.slope));
    if (heldOut.size > 0) row.push(words.format.loss(heldOut.get(lr)));
    return row;
  });
  return {
    id: "points",
    title: text.points(every.length),
    caption:
      rows.length === every.length
        ? text.pointsCaption
        : text.somePoints(rows.length, every.length),
    columns,
    rows,
    folded: true,
  };
}

function spread(lrs: readonly number[]): readonly number[] {
  if (lrs.length <= MOST_ROWS) return lrs;
  const step = (lrs.length - 1) / (MOST_ROWS - 1);
  return Array.from({ length: MOST_ROWS }, (_, i) => lrs[Math.round(i * step)] as number);
}

function numeric(label: string): Column {
  return { label, numeric: true };
}
