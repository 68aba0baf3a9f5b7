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

/** Whether a cell holds a number written with commas: a decimal comma or thousands separators. */
export function isCommaNumber(cell: string): boolean {
  return /^[+-]?\d+(,\d+)+(\.\d+)?$/.test(cell);
}

function infinityWord(cell: string): number {
  if (!/^[+-]?inf(inity)?$/i.test(cell)) return Number.NaN;
  return cell.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
