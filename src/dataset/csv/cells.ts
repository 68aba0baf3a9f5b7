import { decimalCommaNumber } from "../../core/decimal-comma.ts";

const MISSING = new Set(["", "na", "n/a", "nan", "null", "none", "?"]);
const LONGEST_MISSING = 4;
const MINUS = 45;
const NINE = 57;

/**
 * Whether a cell counts as missing: empty, NA, N/A, NaN, null, None or ?, in any case.
 *
 * @param cell already trimmed
 */
export function isMissing(cell: string): boolean {
  // Nothing that begins like a number is in the list.
  const first = cell.charCodeAt(0);
  if (first >= MINUS && first <= NINE) return false;
  return cell.length <= LONGEST_MISSING && MISSING.has(cell.toLowerCase());
}

/**
 * The number in a cell: decimal digits with an optional sign, point and exponent.
 * NaN for anything else (text, hexadecimal, thousands separators, a decimal comma); plus or minus
 * Infinity for `inf`, `Infinity` and numbers beyond what a float32 holds (about 3.4e38): written
 * as a number, but not usable as one.
 *
 * @param cell trimmed and not missing
 */
export function parseNumber(cell: string): number {
  const value = Number(cell);
  if (Number.isNaN(value)) return infinityWord(cell);
  // Number() also reads 0x1f, 0b1 and 0o7.
  if (cell.charCodeAt(1) > 0x40 && /^0[xbo]/i.test(cell)) return Number.NaN;
  return Number.isFinite(Math.fround(value)) ? value : Math.sign(value) * Number.POSITIVE_INFINITY;
}

/** {@link parseNumber} for a number with a decimal comma; NaN for anything else. */
export function parseDecimalComma(cell: string): number {
  return parseNumber(String(decimalCommaNumber(cell)));
}

/**
 * How the numbers of a file are read: where something else than a comma lies between its cells, a
 * number may have a decimal comma.
 */
export function numberReader(delimiter: string): (cell: string) => number {
  if (delimiter === ",") return parseNumber;
  return (cell) => {
    const value = parseNumber(cell);
    return Number.isNaN(value) ? parseDecimalComma(cell) : value;
  };
}

/** Whether a cell holds a number written with commas: a decimal comma or thousands separators. */
export function isCommaNumber(cell: string): boolean {
  return /^[+-]?\d+(,\d+)+(\.\d+)?$/.test(cell);
}

function infinityWord(cell: string): number {
  if (!/^[+-]?inf(inity)?$/i.test(cell)) return Number.NaN;
  return cell.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/**
 * Whether the first row names the columns, judged by the rows below it.
 *
 * Rule: among the columns that hold only numbers below (missing cells aside), those with text in
 * the first row vote for a header and those with a number there vote against; the majority
 * decides, a tie means no header. When no column votes (no numeric column), it is a header when
 * its cells are all there, all different, none of them comes again below in its own column, and
 * at least one column has a value that repeats below. A row that stands alone is a header when it
 * holds text only.
 *
 * @param first cells of the first row
 * @param below cells of the rows after it, each as long as `first`
 * @param parse how the numbers of the file are read
 */
export function looksLikeHeader(
  first: readonly string[],
  below: readonly (readonly string[])[],
  parse: (cell: string) => number = parseNumber,
): boolean {
  let votes = 0;
  let voters = 0;
  for (let column = 0; column < first.length; column++) {
    const name = (first[column] as string).trim();
    if (isMissing(name) || !allNumbers(below, column, parse)) continue;
    voters++;
    votes += Number.isNaN(parse(name)) ? 1 : -1;
  }
  return voters > 0 ? votes > 0 : looksLikeTextHeader(first, below);
}

/** Names for columns without a usable one: `column0`, `column1`, … */
export function defaultName(column: number): string {
  return `column${column}`;
}

function allNumbers(
  rows: readonly (readonly string[])[],
  column: number,
  parse: (cell: string) => number,
): boolean {
  let numbers = 0;
  for (const row of rows) {
    const cell = (row[column] as string).trim();
    if (isMissing(cell)) continue;
    if (Number.isNaN(parse(cell))) return false;
    numbers++;
  }
  return numbers > 0;
}

function looksLikeTextHeader(
  first: readonly string[],
  below: readonly (readonly string[])[],
): boolean {
  const names = first.map((name) => name.trim());
  if (names.some(isMissing) || new Set(names).size < names.length) return false;
  if (below.length === 0) return names.every((name) => Number.isNaN(parseNumber(name)));
  let repeats = false;
  for (const [column, name] of names.entries()) {
    const values = below.map((row) => (row[column] as string).trim());
    const distinct = new Set(values);
    if (distinct.has(name)) return false;
    repeats ||= distinct.size < values.length;
  }
  return repeats;
}
