import type { MapEntry, MapNode } from "../format.ts";

/** The line end of a text: CRLF when its first line has it, else LF. */
export function newlineOf(text: string): string {
  return /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n";
}

/** Offset of the end of the line that an offset is on, before its line end. */
export function lineEnd(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  if (at === -1) return text.length;
  return at > from && text[at - 1] === "\r" ? at - 1 : at;
}

/** Offset of the start of the line that an offset is on; a byte order mark is no part of the line. */
export function lineStart(text: string, from: number): number {
  const at = text.lastIndexOf("\n", from - 1) + 1;
  return at === 0 && text.startsWith("\uFEFF") ? 1 : at;
}

/** The blanks at the start of the line that an offset is on. */
export function indentOf(text: string, from: number): string {
  const start = lineStart(text, from);
  return /^[ \t]*/.exec(text.slice(start, from))?.[0] ?? "";
}

/** One more level of indentation in a text: its narrowest indent step, else `fallback`. */
export function indentStep(text: string, fallback: string): string {
  if (/^\t/m.test(text)) return "\t";
  let narrowest = Number.POSITIVE_INFINITY;
  for (const [, blanks] of text.slice(0, 200_000).matchAll(/^( +)[^\s#/*]/gm)) {
    narrowest = Math.min(narrowest, (blanks as string).length);
  }
  return Number.isFinite(narrowest) ? " ".repeat(Math.min(narrowest, 8)) : fallback;
}

/** Entries whose key is written, in file order. */
export function writtenEntries(map: MapNode): MapEntry[] {
  return map.entries.filter((entry) => entry.keyStart >= 0);
}

/**
 * What stands between key and value, for a new key: as most neighbours have it, padded to the column
 * of the values where those are aligned. Only neighbours with key and value on one line count.
 *
 * @param mark the character between key and value, e.g. `=`
 * @param fallback for a mapping without such neighbours
 */
export function separatorFor(
  text: string,
  entries: readonly MapEntry[],
  key: string,
  mark: string,
  fallback: string,
): string {
  const gaps = entries.flatMap(({ keyStart, keyEnd, node }) => {
    const between = text.slice(keyEnd, node.start);
    const [before, after] = between.split(mark);
    const plain = before !== undefined && after !== undefined && /^[ \t]*$/.test(before + after);
    return plain && node.end > node.start
      ? [{ width: keyEnd - keyStart, between, before, after }]
      : [];
  });
  const last = gaps.at(-1);
  if (last === undefined) return fallback;
  const one = (of: (gap: (typeof gaps)[number]) => string | number) =>
    new Set(gaps.map(of)).size === 1;
  const aligned = one((gap) => gap.width + gap.between.length) && !one((gap) => gap.width);
  const room = last.width + last.between.length - key.length - mark.length;
  if (aligned && one((gap) => gap.after)) {
    return " ".repeat(Math.max(1, room - last.after.length)) + mark + last.after;
  }
  if (aligned && one((gap) => gap.before)) {
    return last.before + mark + " ".repeat(Math.max(1, room - last.before.length));
  }
  return mostCommon(gaps.map((gap) => gap.between));
}

function mostCommon(values: readonly string[]): string {
  const counts = new Map<string, number>();
  let best = values.at(-1) ?? "";
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    if (count > (counts.get(best) ?? 0)) best = value;
  }
  return best;
}
