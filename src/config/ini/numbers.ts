/**
 * A number that Python's `float()` and JavaScript's `Number()` both read, the way `.env` and INI values
 * become numbers: no `_`, no hexadecimal, no `inf`. Null for anything else and for one beyond the
 * range of doubles.
 */
export function strictTextNumber(source: string): number | null {
  if (!/^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(source)) return null;
  const value = Number(source);
  return Number.isFinite(value) ? value : null;
}
