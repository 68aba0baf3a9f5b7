export { decimalCommaNumber } from "../core/decimal-comma.ts";

/** Python, C, Windows' C runtime, Excel, Java, JavaScript. */
const NAN = /^[+-]?(?:nan(?:\(\w*\))?|1\.#(?:qnan|snan|ind|nan)\w*|#num!|#value!)$/i;
const INFINITE = /^([+-]?)(?:inf(?:inity)?|∞|1\.#inf\w*)$/i;
const MISSING = new Set(["", "na", "n/a", "#n/a", "<na>", "null", "none", "nil", "-"]);

/**
 * A cell as a number. NaN and infinities in the spellings of the usual languages are numbers.
 *
 * Worked values: "1e-3" -> 0.001, " -nan(ind) " -> NaN, "1.#INF" -> Infinity, "" -> null,
 * "None" -> null, "0x10" -> undefined, "0,1" -> undefined.
 *
 * @returns null for an empty cell and for the usual words for "nothing here" (`NA`, `None`,
 *   `null`); undefined for anything else that is no number, one with a decimal comma included
 */
export function cellNumber(text: string): number | null | undefined {
  const value = Number(text);
  if (Number.isFinite(value) && !isRadixOrBlank(text)) return value;
  const cell = text.trim();
  if (MISSING.has(cell.toLowerCase())) return null;
  if (NAN.test(cell)) return Number.NaN;
  const infinite = INFINITE.exec(cell);
  if (infinite === null) return undefined;
  return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** What `Number` takes for a number and a log does not mean: blanks, `0x1f`, `0b1`, `0o7`. */
function isRadixOrBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first > 0x30 && first < 0x3a) return false;
  return /^\s*(?:$|[+-]?0[xob])/i.test(text);
}
