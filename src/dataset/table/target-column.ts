import { note } from "../../contract/make-note.ts";
import { InputError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import { isMissing } from "../csv/cells.ts";
import { cellOf, type RawTable } from "../csv/rows.ts";
import type { Task } from "../dataset.ts";
import { checkRowCount } from "../row-count.ts";
import { resolveTarget, type Target } from "../target.ts";
import { outlyingTargets } from "./outlying-targets.ts";
import { checkNumericCells, isNumericColumn, scanCells } from "./scan.ts";

/** The target of a table, and the table without the rows that have none. */
export interface TargetColumn {
  readonly target: Target;
  readonly table: RawTable;
  /** Numbers with a decimal comma. */
  readonly commas: number;
  readonly warnings: readonly Note[];
}

/**
 * Reads the target column. Rows with a missing target are left out, with a warning.
 * See `resolveTarget` for the rules and the errors; text in a numeric target is an `InputError`
 * that names the row.
 */
export function readTarget(table: RawTable, column: number, task: Task | "auto"): TargetColumn {
  const name = table.names[column] as string;
  const kept: number[] = [];
  const cells: string[] = [];
  for (const [row, text] of table.rows.entries()) {
    const cell = cellOf(text, column);
    if (isMissing(cell)) continue;
    kept.push(row);
    cells.push(cell);
  }
  const dropped = table.rows.length - kept.length;
  if (kept.length === 0) {
    throw new InputError(
      "empty-target",
      `${table.path}, column "${name}": every target is missing; choose another target`,
      { data: { path: table.path, column: name } },
    );
  }
  // Of so few rows nothing can be told about their target.
  checkRowCount(kept.length);
  const labelled: RawTable = {
    ...table,
    rows: kept.map((row) => table.rows[row] as string),
    rowNumbers: kept.map((row) => table.rowNumbers[row] as number),
  };
  const { values, commas } = valuesOf(labelled, name, cells, task);
  const target = resolveTarget(`${table.path}, target column "${name}"`, values, task);
  return {
    target: {
      ...target,
      step: `column ${name}, ${target.step}`,
      decided: { ...target.decided, column: name },
    },
    table: labelled,
    commas,
    warnings: [
      ...(dropped === 0 ? [] : [droppedRows(name, dropped)]),
      ...(target.task === "regression"
        ? outlyingTargets(name, target.values, labelled.rowNumbers)
        : []),
    ],
  };
}

function valuesOf(
  table: RawTable,
  name: string,
  cells: readonly string[],
  task: Task | "auto",
): { readonly values: Parameters<typeof resolveTarget>[1]; readonly commas: number } {
  const scan = scanCells(table, name, cells);
  const labels = { values: { kind: "labels", values: cells }, commas: 0 } as const;
  if (task === "classification" && scan.firstBad >= 0) return labels;
  const numeric = isNumericColumn(table, scan) || (task === "regression" && scan.numeric > 0);
  if (!numeric || scan.numbers === undefined) return labels;
  checkNumericCells(table, [scan]);
  return { values: { kind: "numbers", values: scan.numbers }, commas: scan.commas };
}

function droppedRows(name: string, dropped: number): Note {
  const rows = dropped === 1 ? "1 row is" : `${dropped} rows are`;
  return note("missing-target", `${rows} left out: no value in the target column "${name}"`, {
    column: name,
    rows: dropped,
  });
}
