/**
 * A cell of a CSV file (RFC 4180). Text that a spreadsheet would run as a formula is led by an apostrophe;
 * numbers keep all their digits.
 */
export function csvCell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) && !Number.isFinite(Number(value)) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
