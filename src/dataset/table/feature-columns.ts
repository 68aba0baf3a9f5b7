import { note } from "../../contract/make-note.ts";
import { InputError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import { isMissing } from "../csv/cells.ts";
import { cellsOf, type RawTable } from "../csv/rows.ts";
import type { ColumnChoice } from "./choose-columns.ts";
import type { FeatureColumn } from "./encode.ts";
import { type ColumnScan, checkNumericCells, isNumericColumn, scanColumns } from "./scan.ts";

/** A categorical column with more levels than this and mostly different ones is left out … */
const MANY_LEVELS = 50;
/** … and one with more than this in any case. */
const TOO_MANY_LEVELS = 1000;

/** The columns that become features, with what was left out or filled. */
export interface FeatureColumns {
  readonly columns: readonly FeatureColumn[];
  /** Numbers with a decimal comma. */
  readonly commas: number;
  readonly warnings: readonly Note[];
}

/**
 * Types the feature columns of the rows held: numeric when at least 95 % of the non-missing cells
 * are numbers, else categorical; the options overrule. Left out with a warning: a column without
 * any value, and (unless forced) a categorical one with more than 1000 levels, or with more than
 * 50 when more than half of its values differ. A column with more numbers than texts that is taken
 * as categorical all the same is kept with a warning.
 *
 * A cell of a numeric column that is not a number is an `InputError` with row and column.
 */
export function readFeatures(table: RawTable, choice: ColumnChoice): FeatureColumns {
  const scans = scanColumns(table, choice.features);
  const warnings: Note[] = [];
  const empty: string[] = [];
  const numeric: { column: number; scan: ColumnScan }[] = [];
  const categorical: { column: number; scan: ColumnScan }[] = [];
  for (const [i, scan] of scans.entries()) {
    const column = choice.features[i] as number;
    if (scan.numeric + scan.texts === 0) {
      empty.push(scan.name);
    } else if (
      choice.numeric.has(column) ||
      (!choice.categorical.has(column) && isNumericColumn(table, scan))
    ) {
      numeric.push({ column, scan });
    } else {
      categorical.push({ column, scan });
    }
  }
  checkNumericCells(
    table,
    numeric.map(({ scan }) => scan),
  );
  if (empty.length > 0) {
    const message = `left out, no value in any row: ${quoted(empty)}`;
    warnings.push(note("empty-column", message, { columns: empty }));
  }
  const columns = new Map<number, FeatureColumn>();
  for (const { column, scan } of numeric) {
    const values = scan.numbers ?? new Float64Array(table.rows.length);
    columns.set(column, { kind: "numeric", name: scan.name, values });
    if (isRowNumber(values, table.rowNumbers)) warnings.push(rowNumberColumn(scan.name));
  }
  const encoded = readLevels(
    table,
    categorical.map(({ column }) => column),
  );
  for (const [i, { column, scan }] of categorical.entries()) {
    const { codes, levels } = encoded[i] as Levels;
    const many =
      levels.length > TOO_MANY_LEVELS ||
      (levels.length > MANY_LEVELS && levels.length > (scan.numeric + scan.texts) / 2);
    const forced = choice.categorical.has(column);
    if (!forced && scan.numeric > scan.texts) warnings.push(mixedColumn(table, scan));
    if (many && !forced) {
      warnings.push(manyLevels(scan.name, levels));
    } else {
      columns.set(column, { kind: "categorical", name: scan.name, codes, levels });
    }
  }
  const missing = [...numeric, ...categorical]
    .filter(({ column, scan }) => columns.has(column) && scan.missing > 0)
    .map(({ column, scan }) => ({
      column: scan.name,
      cells: scan.missing,
      filledWith: columns.get(column)?.kind === "numeric" ? "median" : "level",
    }));
  if (missing.length > 0) warnings.push(missingValues(missing));
  if (columns.size === 0) {
    throw new InputError(
      "no-features",
      `${table.path} has no usable feature column beside the target; see \`--ignore\` and \`--categorical\``,
      { data: { path: table.path, leftOut: warnings } },
    );
  }
  const order = choice.features.filter((column) => columns.has(column));
  return {
    columns: order.map((column) => columns.get(column) as FeatureColumn),
    commas: numeric.reduce((sum, { scan }) => sum + scan.commas, 0),
    warnings,
  };
}

interface Levels {
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

function readLevels(table: RawTable, wanted: readonly number[]): Levels[] {
  const seen = wanted.map(() => new Map<string, number>());
  const codes = wanted.map(() => new Int32Array(table.rows.length).fill(-1));
  for (let row = 0; wanted.length > 0 && row < table.rows.length; row++) {
    const cells = cellsOf(table.rows[row] as string);
    for (let i = 0; i < wanted.length; i++) {
      const cell = cells[wanted[i] as number] as string;
      if (isMissing(cell)) continue;
      const levels = seen[i] as Map<string, number>;
      let code = levels.get(cell);
      if (code === undefined) {
        code = levels.size;
        levels.set(cell, code);
      }
      (codes[i] as Int32Array)[row] = code;
    }
  }
  return wanted.map((_, i) => ({
    codes: codes[i] as Int32Array,
    levels: [...(seen[i] as Map<string, number>).keys()],
  }));
}

// A numbering of the rows tells the order of the file, which often is the order of the classes.
function isRowNumber(values: Float64Array, rowNumbers: readonly number[]): boolean {
  const offset = (values[0] as number) - (rowNumbers[0] as number);
  return values.every((value, i) => value - (rowNumbers[i] as number) === offset);
}

function rowNumberColumn(name: string): Note {
  const message = `column "${name}" numbers the rows of the file; leave it out (\`--ignore\`, or \`ignore\` of \`loadData\`) if it means nothing`;
  return note("row-number-column", message, { column: name });
}

function mixedColumn(table: RawTable, scan: ColumnScan): Note {
  const row = table.rowNumbers[scan.firstBad] as number;
  const message =
    `column "${scan.name}" has ${scan.numeric} numbers and ${scan.texts} texts (first in row ${row}): ` +
    "taken as categories; `--numeric` (`numeric` of `loadData`) makes each text an error, `--categorical` (`categorical`) says that it is right";
  const { name, numeric, texts } = scan;
  return note("mixed-column", message, { column: name, numbers: numeric, texts, row });
}

function manyLevels(name: string, texts: readonly string[]): Note {
  const levels = texts.length;
  if (texts.every(isDate)) {
    const message = `left out, a column of dates (${levels} different ones): "${name}"; if they mean something, write them as numbers (year, weekday, seconds), and where rows come in their order, say \`--ordered\` (\`ordered\` of \`loadData\`)`;
    return note("too-many-levels", message, { column: name, levels, dates: true });
  }
  const message = `left out, too many different texts (${levels}): "${name}"; \`--categorical\` (\`categorical\` of \`loadData\`) keeps it`;
  return note("too-many-levels", message, { column: name, levels });
}

/** Dates and times as programs and spreadsheets write them: 2024-05-31, 31.05.2024, 5/31/24, with a time or not. */
function isDate(text: string): boolean {
  return /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4})(?:[T ]\d{1,2}:\d{2}.*)?$/.test(
    text,
  );
}

function missingValues(
  columns: readonly { column: string; cells: number; filledWith: string }[],
): Note {
  const cells = columns.reduce((sum, column) => sum + column.cells, 0);
  const each = columns.map((column) => `"${column.column}" ${column.cells}`).join(", ");
  const message =
    `${cells} missing cells (${each}): numbers are filled with the training rows' median, ` +
    "categories get a level of their own";
  return note("missing-values", message, { cells, columns });
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
