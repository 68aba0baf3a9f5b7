import { lossName, namesRuns } from "./column-roles.ts";
import type { LogTable } from "./formats/index.ts";
import type { NamedColumn } from "./loss-columns.ts";
import type { LogColumn } from "./table.ts";

/** The columns of one of the runs that a table holds. */
export interface RunColumns {
  /** Null where the table is one run. */
  readonly run: string | null;
  readonly columns: readonly NamedColumn[];
}

/** How runs are told apart. */
export interface SplitOptions {
  /** By a column that says which run a row is of. @default true */
  readonly byRows?: boolean;
}

/** Runs with fewer losses each are not runs but rows of a table of runs. */
const LEAST_ROWS = 2;
const MOST_RUNS = 1000;
/** Exports of Weights & Biases: `name of the run - train/loss`. */
const BETWEEN = " - ";

/**
 * The runs of a table: of one whose columns are named after runs (exports of Weights & Biases), of one
 * with a column that says which run a row is of, or else the one that it is.
 */
export function splitRuns(table: LogTable, { byRows: rows = true }: SplitOptions): RunColumns[] {
  const { columns } = table;
  const whole = columns.map((column) => ({ name: column.name, column }));
  if (table.known !== null) return [{ run: null, columns: whole }];
  return byNames(columns) ?? (rows ? byRows(table) : null) ?? [{ run: null, columns: whole }];
}

function byNames(columns: readonly LogColumn[]): RunColumns[] | null {
  const cut = columns.map((column) => {
    const at = column.name.lastIndexOf(BETWEEN);
    return {
      column,
      run: at < 0 ? null : column.name.slice(0, at),
      name: at < 0 ? column.name : column.name.slice(at + BETWEEN.length),
    };
  });
  const withLoss = cut.filter(({ name, column }) => column.values.length > 0 && lossName(name));
  const runs = [...new Set(withLoss.map(({ run }) => run))];
  if (runs.every((run) => run === null)) return null;
  return runs.map((run) => ({
    run: runs.length === 1 ? null : (run ?? "without a name"),
    columns: cut.filter((each) => each.run === run || each.run === null),
  }));
}

function byRows({ columns, rows }: LogTable): RunColumns[] | null {
  for (const key of columns) {
    if (!namesRuns(key.name)) continue;
    const runOf = runsByRow(key, rows);
    const counts = new Map<string, number>();
    for (const run of runOf) if (run !== "") counts.set(run, (counts.get(run) ?? 0) + 1);
    const isSplit = counts.size > 1 && counts.size <= MOST_RUNS && isOfEachLoss(columns, runOf);
    if (!isSplit || [...counts.values()].some((count) => count < LEAST_ROWS)) continue;
    return [...counts.keys()].map((run) => ({
      run,
      columns: columns
        .filter((column) => column !== key)
        .map((column) => ({ name: column.name, column: ofRun(column, runOf, run) })),
    }));
  }
  return null;
}

/** Whether nearly every loss has its run; what is printed now and then is a setting. */
function isOfEachLoss(columns: readonly LogColumn[], runOf: readonly string[]): boolean {
  const losses = columns.filter(({ name }) => lossName(name) !== null);
  return losses.every(({ values, rows }) => {
    let without = 0;
    for (let i = 0; i < values.length; i++) if (runOf[rows?.[i] ?? i] === "") without++;
    return without * MOST_WITHOUT <= values.length;
  });
}

const MOST_WITHOUT = 10;

/** The run that each row is of; empty for none. */
function runsByRow({ values, rows, labels }: LogColumn, count: number): string[] {
  const runs = new Array<string>(count).fill("");
  for (let i = 0; i < values.length; i++) runs[rows?.[i] ?? i] = String(values[i]);
  for (const [row, label] of labels ?? []) runs[row] = label.trim();
  return runs;
}

function ofRun(column: LogColumn, runOf: readonly string[], run: string): LogColumn {
  const kept: number[] = [];
  for (let i = 0; i < column.values.length; i++) {
    if (runOf[column.rows?.[i] ?? i] === run) kept.push(i);
  }
  return {
    ...column,
    values: Float64Array.from(kept, (i) => column.values[i] as number),
    rows: Uint32Array.from(kept, (i) => column.rows?.[i] ?? i),
  };
}
