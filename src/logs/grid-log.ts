import { note } from "../contract/make-note.ts";
import { Refusal } from "../contract/refusals.ts";
import type { Note } from "../core/note.ts";
import { maxOf, median, minOf } from "../core/stats.ts";
import type { GridRow } from "../suggest/index.ts";
import { lossName, namesRuns, roleRank, wordsOf } from "./column-roles.ts";
import { isSetting, kindOfName } from "./factor-names.ts";
import type { LogTable } from "./formats/index.ts";
import { pickRuns, type WantedColumns } from "./pick-columns.ts";
import type { LogColumn } from "./table.ts";

/** A table of whole trainings: a row each, with its LR and the loss it came to. */
export interface GridLog {
  readonly name: string;
  readonly rows: readonly GridRow[];
  readonly columns: { readonly lr: string; readonly loss: string };
  /** Other columns that were varied: numbers that are no measures. */
  readonly varying: readonly string[];
  readonly warnings: readonly Note[];
}

const LEAST_LRS = 3;
const MOST_ROWS = 5000;
/** Neighbouring LRs of a grid lie at least this far apart (factors of 1.5 and 2), those of a schedule or sweep seldom. */
const FALLING_STEP = Math.log10(1.5);
const RISING_STEP = Math.log10(2) - 1e-9;
const LEAST_SPAN = 10;
/** Rows of a grid without steps or names, by the way its LRs go. */
const ROWS = { falling: [4, 200], rising: [5, 30], mixed: [4, 5000] } as const;
const MOST_REPEATS = 10;
/** Of neighbours, those at which LRs in no order turn round. */
const TURNS = 0.25;
const LEAST_TURNS = 2;
/** Combinations of factors of a table over several, and how far apart LRs lie in each (a factor of 1.2). */
const LEAST_CELLS = 2;
const CELL_STEP = Math.log10(1.2);
/** Widest step between LRs over the narrowest. */
const UNEVEN = 4;

/**
 * The trainings of a table that is a grid: rows with names of runs of their own (exports of sweeps), or
 * LRs in no order, or few and far apart, and no steps. Null for any other log.
 *
 * @throws InputError for a named column that is not there
 */
export function gridFromLog(table: LogTable, wanted: WantedColumns = {}): GridLog | null {
  if (table.known !== null || table.rows > MOST_ROWS || table.rows < LEAST_LRS) return null;
  const lr = wanted.lr === undefined ? lrOfTrainings(table) : namedIn(table, wanted, "lr");
  const found =
    wanted.loss === undefined ? lossesOfTrainings(table) : [namedIn(table, wanted, "loss")];
  const [loss, ...others] = found;
  if (lr === null || loss === null || loss === undefined) return null;
  const pairs = joined(lr, loss);
  const rows = pairs.map(({ lr, loss }) => ({ lr, loss }));
  if (rows.some((row) => !(row.lr > 0 && row.lr < Number.POSITIVE_INFINITY))) return null;
  const isOverFactors = isInCells(table, pairs, [lr, loss]);
  if (!isOverFactors && !isGrid(table, rows)) return null;
  const varying = varyingColumns(table, pairs, [lr, loss], isOverFactors);
  return {
    name: table.name,
    rows,
    columns: { lr: lr.name, loss: loss.name },
    varying,
    warnings: [
      ...table.warnings,
      ...(others.length === 0 ? [] : [otherLosses(loss, others as LogColumn[])]),
      ...(varying.length === 0 ? [] : [variesNote(table.name, varying)]),
    ],
  };
}

/** That a log is a grid and no training, for what reads trainings. */
export function gridNotTraining(table: LogTable): Refusal {
  return new Refusal(
    "grid-log",
    `${table.name} is a table of several trainings, a learning rate and a loss each, not the log of one: \`lr-finder analyze ${table.name}\` finds the best learning rate in it`,
    { file: table.name, of: "grid" },
  );
}

/** Whether each row of a table is a run of its own, by a column that names it, and none counts steps or epochs. */
export function isTableOfRuns(table: LogTable): boolean {
  return (
    table.known === null &&
    table.rows <= MOST_ROWS &&
    !counts(table) &&
    hasRunOfEachRow(table, table.rows)
  );
}

/** That a log is a table of runs and no training. */
export function runsNotTraining({ name }: LogTable): Refusal {
  return new Refusal(
    "grid-log",
    `${name} is a table of several trainings, one in a row, not the log of one: it tells what they came to, and nothing of their course. Give the log of one of them; \`--loss-column\` reads the rows as one training nevertheless`,
    { file: name, of: "runs" },
  );
}

/**
 * Whether rows are trainings over several factors: in combinations of their values (cells) the same LRs were
 * tried, each once but for repeats, and no column says that several rows are of one run.
 */
function isInCells(table: LogTable, pairs: readonly Pair[], used: readonly LogColumn[]): boolean {
  if (counts(table) || hasRunOfSeveralRows(table)) return false;
  const parting = table.columns.filter(
    (column) =>
      !used.includes(column) &&
      !wordsOf(column.name).includes("seed") &&
      (kindOfName(column.name) !== null || isSetting(column.name)),
  );
  const valueAt = parting.map(({ values, rows, labels }) => {
    const at = new Map<number, number | string>();
    for (const [i, value] of values.entries()) at.set(rows?.[i] ?? i, value);
    for (const [row, text] of labels ?? []) at.set(row, text);
    return at;
  });
  const cells = new Map<string, number[]>();
  for (const { row, lr } of pairs) {
    const key = JSON.stringify(valueAt.map((at) => at.get(row) ?? null));
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [lr]);
    else cell.push(lr);
  }
  const tried = [...cells.values()].map((lrs) => ({ rows: lrs.length, lrs: new Set(lrs) }));
  const swept = tried.filter(
    ({ rows, lrs }) => lrs.size >= LEAST_LRS && rows <= MOST_REPEATS * lrs.size && isWide([...lrs]),
  );
  if (swept.length < LEAST_CELLS) return false;
  const inSwept = swept.reduce((sum, { rows }) => sum + rows, 0);
  const cellsOfLr = new Map<number, number>();
  for (const { lrs } of swept)
    for (const lr of lrs) cellsOfLr.set(lr, (cellsOfLr.get(lr) ?? 0) + 1);
  const shared = [...cellsOfLr.values()].filter((times) => times > 1).length;
  return 2 * inSwept >= pairs.length && 2 * shared >= cellsOfLr.size;
}

/** Whether LRs lie as far apart as people choose them; those of a schedule within a cycle seldom do. */
function isWide(lrs: readonly number[]): boolean {
  const logs = lrs.map(Math.log10).sort((a, b) => a - b);
  return median(logs.slice(1).map((log, i) => log - (logs[i] as number))) >= CELL_STEP;
}

/** Whether a column names runs that have several rows each. */
function hasRunOfSeveralRows({ columns }: LogTable): boolean {
  return columns.some(({ name, labels, values }) => {
    if (!namesRuns(name) || wordsOf(name)[0] === "seed") return false;
    const [runs, rows] =
      labels === null
        ? [new Set(values).size, values.length]
        : [new Set(labels.values()).size, labels.size];
    return runs < rows;
  });
}

function isGrid(table: LogTable, rows: readonly GridRow[]): boolean {
  const lrs = rows.map(({ lr }) => lr);
  const distinct = [...new Set(lrs)].sort((a, b) => a - b);
  if (distinct.length < LEAST_LRS) return false;
  if (hasRunOfEachRow(table, rows.length)) return true;
  if (counts(table)) return false;
  const logs = lrs.map(Math.log10);
  const steps = logs.slice(1).map((log, i) => log - (logs[i] as number));
  const kind = steps.every((step) => step < 0)
    ? "falling"
    : steps.every((step) => step > 0)
      ? "rising"
      : "mixed";
  const [least, most] = ROWS[kind];
  const span = (distinct.at(-1) as number) / (distinct[0] as number);
  if (rows.length < least || rows.length > most || span < LEAST_SPAN) return false;
  const usual = median(steps.map(Math.abs));
  if (kind === "falling") return usual >= FALLING_STEP && isEven(distinct) && !endsLowest(rows);
  if (kind === "rising") return usual >= RISING_STEP && isEven(distinct);
  const moves = steps.filter((step) => step !== 0);
  const turns = moves.filter((step, i) => i > 0 && step * (moves[i - 1] as number) < 0).length;
  // Repeats at one LR, or with other seeds after each other, are far apart as well.
  const sorted = distinct.slice(1).map((lr, i) => Math.log10(lr / (distinct[i] as number)));
  const isCoarse = median(sorted) >= RISING_STEP && distinct.length <= ROWS.rising[1];
  if (turns >= Math.max(LEAST_TURNS, TURNS * rows.length)) return true;
  return isCoarse && isEven(distinct) && isRepeated(rows, distinct.length);
}

/** Whether LRs lie at about equal factors, as people choose them; those of a schedule bend. */
function isEven(distinct: readonly number[]): boolean {
  const steps = distinct.slice(1).map((lr, i) => Math.log10(lr / (distinct[i] as number)));
  return maxOf(steps) <= UNEVEN * minOf(steps);
}

/**
 * Whether the lowest loss is at the last LR: where LRs fall from row to row, that is what the log of one
 * training with a schedule looks like.
 */
function endsLowest(rows: readonly GridRow[]): boolean {
  const finite = rows.filter(({ loss }) => Number.isFinite(loss));
  const lowest = minOf(finite.map(({ loss }) => loss));
  return finite.some(({ lr, loss }) => loss === lowest && lr === rows.at(-1)?.lr);
}

/** Whether the LRs come in stretches of repeats of one each, or all of them again and again. */
function isRepeated(rows: readonly GridRow[], distinct: number): boolean {
  const stretches = rows.filter(({ lr }, i) => lr !== rows[i - 1]?.lr).length;
  if (stretches > distinct) return stretches % distinct === 0;
  const falls = (rows[0] as GridRow).lr > (rows.at(-1) as GridRow).lr;
  return (
    distinct >= ROWS.mixed[0] &&
    rows.length <= MOST_REPEATS * distinct &&
    !(falls && endsLowest(rows))
  );
}

/** Whether a column names a run of its own for each row. */
function hasRunOfEachRow({ columns }: LogTable, rows: number): boolean {
  return columns.some(({ name, labels, values }) => {
    if (!namesRuns(name) || wordsOf(name)[0] === "seed") return false;
    const texts = [...(labels?.values() ?? [])];
    if (texts.some((label) => /^(?:epoch|step|iter)/i.test(label))) return false;
    const runs = labels === null ? new Set(values) : new Set(texts);
    return runs.size >= rows && rows >= LEAST_LRS;
  });
}

/** Whether a column counts steps or epochs from row to row, as the log of one training does. */
function counts({ columns }: LogTable): boolean {
  return columns.some(({ name, values }) => {
    if (roleRank("step", name) === null && roleRank("epoch", name) === null) return false;
    const rises = values.slice(1).filter((value, i) => value > (values[i] as number)).length;
    return 2 * rises > values.length;
  });
}

/**
 * The column of the LRs that trainings were done with; null where there is none.
 *
 * @param least values that it has at least
 */
export function lrOfTrainings({ columns }: LogTable, least = LEAST_LRS): LogColumn | null {
  const ranked = columns.flatMap((column) => {
    const rank = column.values.length < least ? null : roleRank("lr", column.name);
    // A law says which cell is at fault; a grid looks for another column.
    return rank === null || (column.fault !== null && least > 1) ? [] : [{ column, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank)[0]?.column ?? null;
}

/** Words of what a training came to. */
const ENDS = ["final", "last", "end"];
const BESTS = ["best", "min", "lowest"];

/** The losses that trainings came to, the likeliest first: held-out before training losses. */
export function lossesOfTrainings({ columns }: LogTable, least = LEAST_LRS): LogColumn[] {
  const ranked = columns.flatMap((column) => {
    const rank =
      column.values.length < least || (column.fault !== null && least > 1)
        ? null
        : lossRank(column.name);
    return rank === null ? [] : [{ column, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ column }) => column);
}

function lossRank(name: string): number | null {
  const words = wordsOf(name);
  // Optuna's, and what sweeps call their objective.
  if (/^(?:value|values_0|objective)$/i.test(name)) return 1;
  const bare = words.filter((word) => !BESTS.includes(word)).join(" ");
  const loss = lossName(bare);
  if (loss === null) return null;
  const extras = loss.extras.filter(
    (word) => ![...ENDS, "metrics", "mean", "summary"].includes(word),
  );
  const best = words.some((word) => BESTS.includes(word)) ? 1 : 0;
  return (loss.isHeldOut ? 0 : 4) + best + 8 * extras.length;
}

function namedIn(table: LogTable, wanted: WantedColumns, role: "lr" | "loss"): LogColumn | null {
  return pickRuns(table, wanted, { byRows: false })[0]?.[role] ?? null;
}

interface Pair extends GridRow {
  readonly row: number;
}

function joined(lr: LogColumn, loss: LogColumn): Pair[] {
  const lrAt = new Map<number, number>();
  for (const [i, value] of lr.values.entries()) lrAt.set(lr.rows?.[i] ?? i, value);
  return [...loss.values].flatMap((value, i) => {
    const row = loss.rows?.[i] ?? i;
    const at = lrAt.get(row);
    return at === undefined ? [] : [{ row, lr: at, loss: value }];
  });
}

function varyingColumns(
  { columns }: LogTable,
  pairs: readonly Pair[],
  used: readonly LogColumn[],
  isOverFactors: boolean,
): string[] {
  const rows = new Set(pairs.map(({ row }) => row));
  return columns
    .filter((column) => !used.includes(column) && roleRank("lr", column.name) === null)
    .filter(({ name }) => isSetting(name) || (isOverFactors && kindOfName(name) !== null))
    .filter(({ values, rows: places }) => {
      const seen = new Set([...values].filter((_, i) => rows.has(places?.[i] ?? i)));
      return seen.size > 1;
    })
    .map(({ name }) => name);
}

function otherLosses(used: LogColumn, others: readonly LogColumn[]): Note {
  const names = others.map(({ name }) => name);
  const message = `The losses are those of ${JSON.stringify(used.name)}; ${names.map((name) => JSON.stringify(name)).join(", ")} ${names.length === 1 ? "is" : "are"} left out (--loss-column names another).`;
  return note("columns-left-out", message, { used: used.name, others: names });
}

function variesNote(name: string, columns: readonly string[]): Note {
  const shown = columns.map((column) => JSON.stringify(column)).join(", ");
  const message = `The rows of ${name} differ in ${shown} as well: of each LR the lowest loss counts, and the best LR may be another one for each of their values. \`lr-finder law ${name}\` says how it moves with them.`;
  return note("grid-varies", message, { file: name, columns });
}
