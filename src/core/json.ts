/**
 * JSON text that keeps non-finite numbers: `NaN`, `Infinity` and `-Infinity` are written as those
 * strings, since JSON has no numbers for them (`JSON.stringify` alone would write null).
 * A single line unless `indent` is given.
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, item) => (typeof item === "number" && !Number.isFinite(item) ? String(item) : item),
    indent,
  );
}

/**
 * A loss as read back from JSON: a number, or one of the strings of {@link toJson}.
 * Anything else gives undefined.
 */
export function numberFromJson(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (value === "NaN") return Number.NaN;
  if (value === "Infinity") return Number.POSITIVE_INFINITY;
  if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
  return undefined;
}
