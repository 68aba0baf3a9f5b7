const DECIMAL_COMMA = /^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i;

/**
 * A number with a decimal comma, e.g. `0,001` or `1,5e-3`; undefined for anything else. Not for cells
 * between commas, where `1,234` may as well mean 1234.
 */
export function decimalCommaNumber(text: string): number | undefined {
  const cell = text.trim();
  return DECIMAL_COMMA.test(cell) ? Number(cell.replace(",", ".")) : undefined;
}
