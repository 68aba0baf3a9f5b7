import type { ConfigTree, MapEntry, MapNode, Splice } from "../format.ts";
import { indentOf, indentStep, lineEnd, newlineOf, separatorFor, writtenEntries } from "./style.ts";

/** How a format writes mappings in braces. */
export interface BraceStyle {
  /** Between key and value where no neighbour shows it. */
  readonly separator: string;
  /** The character in it: `:` or `=`. */
  readonly mark: string;
  /** Matches comments, sticky: they are stepped over. */
  readonly comment: RegExp;
  /** Whether a blank must follow the mark behind a key without quotes (YAML). */
  readonly bareNeedsBlank: boolean;
  /** Whether braces may span lines. */
  readonly manyLines: boolean;
  /** A key as it is written. */
  key(name: string): string;
}

/**
 * The splices that add an entry behind the last one of a mapping in braces: on a line of its own
 * where the neighbours have one, with a trailing comma where they have one.
 *
 * @param keys the new key, and those of the mappings that are made for it
 * @param value as it is written
 */
export function insertInBraces(
  tree: ConfigTree,
  map: MapNode,
  keys: readonly [string, ...string[]],
  value: string,
  style: BraceStyle,
): Splice[] {
  const { text } = tree;
  const entries = writtenEntries(map);
  const name = style.key(keys[0]);
  const found = separatorFor(text, entries, name, style.mark, style.separator);
  const isTight = found === style.mark && !(style.bareNeedsBlank && !/^["']/.test(name));
  const separator = found === style.mark && !isTight ? style.separator : found;
  const inner = isTight ? { ...style, separator } : style;
  const last = entries.reduce(
    (best: MapEntry | undefined, one) =>
      best === undefined || one.node.end > best.node.end ? one : best,
    undefined,
  );
  const nest = (indent: string | null) =>
    name + separator + nested(tree, keys, value, inner, indent);
  if (last === undefined) return intoEmpty(tree, map, nest);

  const between = text.slice(map.start + 1, last.keyStart);
  const blanks = between.slice(between.trimEnd().length);
  const broken = /\r?\n[ \t]*$/.exec(blanks)?.[0];
  const one = entries.length === 1 && blanks === "" && separator.endsWith(" ");
  const lead = broken ?? (one ? " " : blanks);
  const entry = nest(broken === undefined ? null : broken.replace(/^\r?\n/, ""));
  const end = Math.max(last.node.end, last.keyEnd);
  const comma = commaAfter(text, end, map.end - 1, style.comment);
  const at =
    broken === undefined ? (comma ?? end) : behindComment(text, comma ?? end, map.end, style);
  if (comma !== null) return [{ start: at, end: at, text: `${lead}${entry},` }];
  if (at === end) return [{ start: at, end: at, text: `,${lead}${entry}` }];
  return [
    { start: end, end, text: "," },
    { start: at, end: at, text: lead + entry },
  ];
}

function nested(
  tree: ConfigTree,
  keys: readonly string[],
  value: string,
  style: BraceStyle,
  indent: string | null,
): string {
  const [, ...below] = keys;
  if (below[0] === undefined) return value;
  const inner = (deeper: string | null) =>
    style.key(below[0] as string) + style.separator + nested(tree, below, value, style, deeper);
  if (indent === null || !style.manyLines) return `{${inner(null)}}`;
  const deeper = indent + indentStep(tree.text, "  ");
  const newline = newlineOf(tree.text);
  return `{${newline}${deeper}${inner(deeper)}${newline}${indent}}`;
}

function intoEmpty(
  { text }: ConfigTree,
  map: MapNode,
  nest: (indent: string | null) => string,
): Splice[] {
  const inside = text.slice(map.start + 1, map.end - 1);
  const body = inside.trimEnd();
  const at = map.start + 1 + body.length;
  if (inside.includes("\n")) {
    const indent = indentOf(text, map.start) + indentStep(text, "  ");
    return [{ start: at, end: at, text: `${newlineOf(text)}${indent}${nest(indent)}` }];
  }
  const before = inside.length > 0 ? " " : "";
  return [{ start: at, end: at, text: before + nest(null) }];
}

// The offset behind a comma that follows an entry, before the brace.
function commaAfter(text: string, from: number, brace: number, comment: RegExp): number | null {
  for (let at = from; at < brace; ) {
    comment.lastIndex = at;
    const skipped = comment.exec(text)?.[0].length ?? 0;
    if (skipped > 0) at += skipped;
    else if (text[at] === ",") return at + 1;
    else at++;
  }
  return null;
}

// A comment on the last entry's line stays on that line.
function behindComment(text: string, from: number, mapEnd: number, style: BraceStyle): number {
  const end = Math.min(lineEnd(text, from), mapEnd);
  const rest = text.slice(from, end);
  const blank = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
  style.comment.lastIndex = from + blank;
  const comment = style.comment.exec(text)?.[0] ?? "";
  return from + blank + comment.length >= end && comment !== "" && !comment.includes("\n")
    ? end
    : from;
}
