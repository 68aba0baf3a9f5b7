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

/** Deepest nesting that {@link parseJson} takes. */
export const DEEPEST_JSON = 1000;

/**
 * `JSON.parse` for text from elsewhere: arrays and objects may be nested 1000 deep. Millions of levels
 * take the parser many seconds, and thousands overflow the stack of whatever walks the value then.
 *
 * @throws SyntaxError for what is not JSON, or is nested deeper
 */
export function parseJson(text: string): unknown {
  if (text.length > DEEPEST_JSON) checkDepth(text);
  return JSON.parse(text);
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING: readonly number[] = [0x5b, 0x7b];
const CLOSING: readonly number[] = [0x5d, 0x7d];

function checkDepth(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (OPENING.includes(code)) {
      depth++;
      if (depth > DEEPEST_JSON) {
        throw new SyntaxError(`nested deeper than ${DEEPEST_JSON} levels, at position ${at}`);
      }
    } else if (CLOSING.includes(code)) depth--;
  }
}

/** Where the string that opens at `start` closes; the text's length where it does not. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) break;
  }
  return at;
}
