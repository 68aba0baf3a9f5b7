/**
 * Characters that are not seen and change what is seen or read, as a class of a regular expression with
 * the flag `u`: format characters (marks that turn the direction of text, zero-width ones, tags) but for
 * the joiners that scripts and emoji need, line and paragraph separators, and the variation selectors
 * that carry data.
 */
export const HIDDEN_FORMAT = "(?![\\u200C\\u200D])[\\p{Cf}\\u2028\\u2029\\u{E0000}-\\u{E0FFF}]";

/** A character as JSON and JavaScript write it: `\u202e`, or two of these. */
export function escaped(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
