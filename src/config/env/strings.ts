/**
 * A string as all readers of `.env` files take it: bare where it has only letters, digits and
 * `_ . , : / @ + -`, else in quotes. Null where that is impossible.
 *
 * @param quote the quotes that stand there now, or nothing
 */
export function envString(value: string, quote: string): string | null {
  if (/^[\w.,:/@+-]+$/.test(value)) return quote + value + quote;
  if (/[\p{Cc}\\$]/u.test(value)) return null;
  const fitting = [quote, "'", '"'].find((one) => one !== "" && !value.includes(one));
  return fitting === undefined ? null : fitting + value + fitting;
}
