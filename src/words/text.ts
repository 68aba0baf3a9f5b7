import { formatLoss, formatLr } from "../core/format.ts";

const HIDDEN = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/gu;
const HIDDEN_BUT_BREAKS =
  /[^\n\t\P{Cc}]|[\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/**
 * Text from data or users, fit to be shown: control characters, terminal escapes and marks that
 * turn the direction of text are written out as `[U+202E]`, so that what is read is what is there.
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

/** A count with thousands separated: 12500 -> "12,500". */
export function count(value: number): string {
  return String(value).replace(/(\d)(?=(\d{3})+$)/g, "$1,");
}

/** "1 step", "2 steps". */
export function countOf(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** Writes hours, minutes and seconds in a language; the larger ones are 0 where they are not needed. */
export type WriteDuration = (hours: number, minutes: number, seconds: string) => string;

/** A length of time: "0.35 s", "12.3 s", "3 min 20 s", "1 h 5 min". */
export function duration(seconds: number, write: WriteDuration): string {
  if (!(seconds >= 60))
    return write(0, 0, String(Number(seconds.toPrecision(seconds < 1 ? 2 : 3))));
  const whole = Math.round(seconds);
  if (whole < 3600) return write(0, Math.floor(whole / 60), String(whole % 60));
  const minutes = Math.round(whole / 60);
  return write(Math.floor(minutes / 60), minutes % 60, "0");
}

/** The text a table has for a name; a name that it lacks as it is, cleaned and shortened. */
export function nameIn(table: Readonly<Record<string, string>>, name: string, limit = 120): string {
  return Object.hasOwn(table, name) ? (table[name] as string) : clean(name, limit);
}

/** Width of a text in average Latin letters: Chinese characters are twice as wide. */
export function textWidth(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (letter > "\u2e80" ? 1.9 : 1), 0);
}

/** An LR, or a dash where there is none. */
export function lrText(lr: number | null | undefined): string {
  return lr === null || lr === undefined ? "–" : formatLr(lr);
}

/** A loss, or a dash where there is none. A real minus sign, so that columns line up. */
export function lossText(loss: number | null | undefined): string {
  return loss === null || loss === undefined ? "–" : formatLoss(loss).replace(/^-/, "−");
}

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

/** The first letter in upper case. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `createdAt` without its fractions: "2026-11-22 13:05 UTC"; anything else is shown as it came. */
export function dateText(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(\.\d+)?)?Z$/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : clean(iso, 40);
}
