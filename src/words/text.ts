import { HIDDEN_FORMAT } from "../core/hidden.ts";

const HIDDEN = new RegExp(`\\p{Cc}|${HIDDEN_FORMAT}`, "gu");
const HIDDEN_BUT_BREAKS = new RegExp(`[^\\n\\t\\P{Cc}]|${HIDDEN_FORMAT}`, "gu");

/**
 * Text from data or users, fit to be shown: control characters, terminal escapes and characters
 * that are not seen (marks that turn the direction of text, tags) are written out as `[U+202E]`, so that what is read is what is there.
 *
 * @param limit characters (code points) kept; the rest becomes `…`
 */
export function clean(text: string, limit = Number.POSITIVE_INFINITY): string {
  return shorten(text.replace(HIDDEN, codePoint), limit);
}

/** Like {@link clean}, but line breaks and tabs stay: for code and long messages. */
export function cleanLines(text: string): string {
  return text.replace(HIDDEN_BUT_BREAKS, codePoint);
}

function codePoint(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  return `[U+${code}]`;
}

function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}

/** What a table of a language has for a name that another version may have written. */
export function entryIn<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The text a table has for a name; a name that it lacks as it is, cleaned and shortened. */
export function nameIn(table: Readonly<Record<string, string>>, name: string, limit = 120): string {
  return entryIn(table, name) ?? clean(name, limit);
}

/**
 * Width of a text in average Latin letters, which are the columns of a terminal.
 *
 * @param wide width of a Chinese character
 */
export function textWidth(text: string, wide = 2): number {
  return Array.from(text).reduce((sum, letter) => sum + (letter > "\u2e80" ? wide : 1), 0);
}

/** The first letter in upper case. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A text in lines of at most `width` columns, cut between words; a word that is longer has a line of its
 * own.
 *
 * @param indent what lines begin with
 * @param first what the first one begins with
 */
export function wrap(text: string, width: number, indent: string, first = indent): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/)) {
    if (!empty && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
