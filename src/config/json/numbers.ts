/**
 * A JSON number (RFC 8259, section 6) as Node and Python's `json` read it: no `+`, no `1.`, no `.5`,
 * no leading zero. Null for anything else and for one beyond the range of doubles.
 */
export function strictJsonNumber(source: string): number | null {
  if (!/^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(source)) return null;
  const value = Number(source);
  return Number.isFinite(value) ? value : null;
}
