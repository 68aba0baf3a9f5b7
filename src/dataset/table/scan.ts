import { InputError } from "../../core/errors.ts";
import { isCommaNumber, isMissing, parseDecimalComma, parseNumber } from "../csv/cells.ts";
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
  /** Cells written with commas: numbers in files whose cells lie between something else, else texts. */
  commas: number;
  firstComma: { readonly row: number; readonly cell: string } | undefined;
  /** Numbers written with a decimal point. */
  points: number;
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
      scanCell(scans[i] as ColumnScan, cell, row, table);
    }
  }
  return scans;
}

/** {@link scanColumns} for the cells of one column of a table. */
export function scanCells(table: RawTable, name: string, cells: readonly string[]): ColumnScan {
  const scan = emptyScan(name);
  for (const [row, cell] of cells.entries()) scanCell(scan, cell, row, table);
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
    firstComma: undefined,
    points: 0,
    firstBad: -1,
    firstBadText: "",
  };
}

function scanCell(
  scan: ColumnScan,
  cell: string,
  row: number,
  { delimiter, rows }: Pick<RawTable, "delimiter" | "rows">,
): void {
  if (isMissing(cell)) {
    scan.missing++;
    return;
  }
  let value = parseNumber(cell);
  const isText = Number.isNaN(value);
  if (isText) {
    if (isCommaNumber(cell)) {
      scan.commas++;
      scan.firstComma ??= { row, cell };
    }
    // Between commas "1,234" may as well mean 1234.
    if (delimiter !== ",") value = parseDecimalComma(cell);
  } else if (cell.includes(".")) scan.points++;
  if (Number.isNaN(value)) {
    scan.texts++;
  } else {
    scan.numeric++;
    scan.numbers ??= new Float64Array(rows.length).fill(Number.NaN);
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
 * Numbers written with commas between commas, or with commas and with points, are an `InputError`: read
 * as text they would silently become a category a value.
 */
export function isNumericColumn(table: RawTable, scan: ColumnScan): boolean {
  const present = scan.numeric + scan.texts;
  const { firstComma } = scan;
  const isRead = table.delimiter !== ",";
  if (isRead && firstComma !== undefined && scan.points > 0 && scan.numeric > scan.texts) {
    throw commaNumbers(table, scan.name, firstComma, "and others with a point");
  }
  if (present > 0 && scan.numeric >= NUMERIC_SHARE * present) return true;
  if (scan.texts === 1 && scan.numeric >= NUMBERS_PER_SLIP) return true;
  if (
    firstComma !== undefined &&
    !isRead &&
    scan.numeric + scan.commas >= NUMERIC_SHARE * present
  ) {
    throw commaNumbers(table, scan.name, firstComma, "between cells that are divided by commas");
  }
  return false;
}

function commaNumbers(
  { path, rowNumbers }: RawTable,
  column: string,
  { row, cell }: { readonly row: number; readonly cell: string },
  where: string,
): InputError {
  const at = rowNumbers[row];
  return new InputError(
    "comma-number",
    `${path}, column "${column}" holds numbers written with a comma, such as "${cell}" in row ${at}, ${where}: ` +
      "a decimal comma or one between thousands? Write them with a decimal point and no thousands separator, or name the column in `categorical` or `ignore`",
    { data: { path, column, row: at, options: ["categorical", "ignore"] } },
  );
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
