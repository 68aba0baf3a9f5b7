import { InputError } from "../../core/errors.ts";
import { isCommaNumber, isMissing, parseNumber } from "../csv/cells.ts";
import { cellsOf, type RawTable } from "../csv/rows.ts";

/** Share of a column's non-missing cells that must be numbers for it to be numeric … */
const NUMERIC_SHARE = 0.95;
/** … in short tables too: one text among so many numbers is a slip, not a category. */
const NUMBERS_PER_SLIP = 8;

/** What the cells of one column are. */
export interface ColumnScan {
  readonly name: string;
  /** The numbers, one a row: NaN where the cell is missing or text. */
  numbers: Float64Array | undefined;
  missing: number;
  /** Cells that are numbers. */
  numeric: number;
  /** Cells that are neither missing nor numbers. */
  texts: number;
  /** Texts that are numbers written with commas. */
  commas: number;
  /** The first cell that is text or not a finite float32: index into the rows held, or -1. */
  firstBad: number;
  firstBadText: string;
}

/** Reads every cell of the rows held once and counts what the cells of the `wanted` columns are. */
export function scanColumns(table: RawTable, wanted: readonly number[]): ColumnScan[] {
  const scans = wanted.map((column) => emptyScan(table.names[column] as string));
  for (let row = 0; row < table.rows.length; row++) {
    const cells = cellsOf(table.rows[row] as string);
    for (let i = 0; i < wanted.length; i++) {
      const cell = cells[wanted[i] as number] as string;
      scanCell(scans[i] as ColumnScan, cell, row, table.rows.length);
    }
  }
  return scans;
}

/** {@link scanColumns} for the cells of one column. */
export function scanCells(name: string, cells: readonly string[]): ColumnScan {
  const scan = emptyScan(name);
  for (const [row, cell] of cells.entries()) scanCell(scan, cell, row, cells.length);
  return scan;
}

function emptyScan(name: string): ColumnScan {
  return {
    name,
    numbers: undefined,
    missing: 0,
    numeric: 0,
    texts: 0,
    commas: 0,
    firstBad: -1,
    firstBadText: "",
  };
}

function scanCell(scan: ColumnScan, cell: string, row: number, rows: number): void {
  if (isMissing(cell)) {
    scan.missing++;
    return;
  }
  const value = parseNumber(cell);
  if (Number.isNaN(value)) {
    scan.texts++;
    if (isCommaNumber(cell)) scan.commas++;
  } else {
    scan.numeric++;
    scan.numbers ??= new Float64Array(rows).fill(Number.NaN);
    scan.numbers[row] = value;
  }
  if (scan.firstBad < 0 && !Number.isFinite(value)) {
    scan.firstBad = row;
    scan.firstBadText = cell;
  }
}

/**
 * Whether a column is numeric: at least 95 % of its non-missing cells are numbers, or all but one
 * of at least 9.
 * A column whose numbers are mostly written with commas is an `InputError`: read as text it would
 * silently become a category a value.
 */
export function isNumericColumn(table: RawTable, scan: ColumnScan): boolean {
  const present = scan.numeric + scan.texts;
  if (present > 0 && scan.numeric >= NUMERIC_SHARE * present) return true;
  if (scan.texts === 1 && scan.numeric >= NUMBERS_PER_SLIP) return true;
  if (scan.commas > 0 && scan.numeric + scan.commas >= NUMERIC_SHARE * present) {
    throw new InputError(
      "comma-number",
      `${table.path}, column "${scan.name}" holds numbers written with a comma, such as ` +
        `"${scan.firstBadText}" in row ${table.rowNumbers[scan.firstBad]}; write them with a decimal ` +
        "point and no thousands separator, or name the column in `categorical` or `ignore`",
      {
        data: {
          path: table.path,
          column: scan.name,
          row: table.rowNumbers[scan.firstBad],
          options: ["categorical", "ignore"],
        },
      },
    );
  }
  return false;
}

/** Throws an `InputError` for the first cell, in the order of the file, that is not a number. */
export function checkNumericCells(table: RawTable, scans: Iterable<ColumnScan>): void {
  let worst: ColumnScan | undefined;
  for (const scan of scans) {
    if (scan.firstBad >= 0 && (worst === undefined || scan.firstBad < worst.firstBad)) worst = scan;
  }
  if (worst === undefined) return;
  const row = table.rowNumbers[worst.firstBad];
  const what = Number.isNaN(parseNumber(worst.firstBadText))
    ? "is not a number"
    : "is not finite as a 32-bit float";
  const isFirst = worst.firstBad === 0 && !table.hasHeader;
  const headerHint = isFirst ? "; if this row names the columns, say so (`header`)" : "";
  throw new InputError(
    "bad-cell",
    `${table.path}, row ${row}, column "${worst.name}": "${shorten(worst.firstBadText)}" ${what} ` +
      "in a numeric column; fix it, leave it empty to mark it missing, or name " +
      `the column in \`categorical\` if it holds categories${headerHint}`,
    {
      data: {
        path: table.path,
        row,
        column: worst.name,
        text: worst.firstBadText,
        options: ["categorical", "header"],
      },
    },
  );
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
