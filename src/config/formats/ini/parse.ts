import type { AliasNode, ConfigFormat, ConfigNode, ConfigTree, MapNode } from "../../format.ts";
import { lineIndex, mapNode, scalarNode, strictTextNumber, unreadable } from "../build-tree.ts";

/** Python's name of the section whose options all other sections have too. */
const DEFAULT_SECTION = "DEFAULT";

/** Parses an INI file; options before the first section stand at the top level. */
export function parseIni(text: string, file: string, format: ConfigFormat): ConfigTree {
  const root = mapNode(null, "0", 0, text.length);
  const sections: ReturnType<typeof mapNode>[] = [];
  let at = root;
  let defaults: ReturnType<typeof mapNode> | null = null;
  for (const line of readIniLines(text)) {
    if (line.kind === "unknown") {
      return unreadable(file, text, "INI", line.start, "a [section] or key = value was expected");
    }
    if (line.kind === "option") {
      const node = optionNode(text, line, at);
      at.entries.push({ key: line.key, node, keyStart: line.keyStart, keyEnd: line.keyEnd });
      continue;
    }
    if (line.name === DEFAULT_SECTION && defaults !== null) {
      at = defaults;
      continue;
    }
    at = mapNode(root, line.name, line.start, line.end);
    at.foldsCase = true;
    if (line.name === DEFAULT_SECTION) defaults = at;
    else sections.push(at);
    root.entries.push({ key: line.name, node: at, keyStart: -1, keyEnd: -1 });
  }
  if (defaults !== null) for (const one of sections) one.merges.push(defaultsOf(one, defaults));
  return { format, file, text, documents: [root], aliases: [], lineOf: lineIndex(text) };
}

// A section has the options of DEFAULT, as a YAML mapping has those of its merge key.
function defaultsOf(section: MapNode, target: MapNode): AliasNode {
  const { start, end } = section;
  const name = DEFAULT_SECTION;
  return {
    kind: "alias",
    parent: section,
    label: name,
    start,
    end,
    tag: null,
    anchor: null,
    name,
    target,
  };
}

function optionNode(
  text: string,
  { key, keyEnd, value }: IniLine & { kind: "option" },
  parent: ConfigNode,
): ConfigNode {
  if (value === null) return scalarNode(parent, key, keyEnd, "absent");
  const source = text.slice(value.start, value.end);
  if (value.lines > 1 && source.includes("\n")) {
    const block = scalarNode(parent, key, value.start, "block");
    block.end = value.end;
    block.value = source;
    return block;
  }
  const quote = /^(["'])(.*)\1$/.exec(source);
  const style = quote === null ? "plain" : quote[1] === "'" ? "single" : "double";
  const made = scalarNode(parent, key, value.start, source === "" ? "empty" : style);
  made.end = value.end;
  // Quotes are a part of the value to configparser, so what is in them is no number.
  if (quote !== null) made.value = quote[2] as string;
  else if (source !== "") made.value = strictTextNumber(source) ?? source;
  return made;
}

/** One logical line of an INI file, with offsets. */
type IniLine =
  | {
      readonly kind: "section";
      readonly name: string;
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: "option";
      readonly key: string;
      readonly keyStart: number;
      readonly keyEnd: number;
      /** Of the value, with its continuation lines, without an inline comment; null without `=`. */
      readonly value: {
        readonly start: number;
        readonly end: number;
        readonly lines: number;
      } | null;
    }
  | { readonly kind: "unknown"; readonly start: number };

type Option = Extract<IniLine, { kind: "option" }>;

/**
 * Cuts an INI text into sections and options by the rules of Python's configparser (`_read`): `=` or
 * `:`, comments on lines of their own with `#` or `;`, and a value goes on over lines that are
 * indented more than its key, with blank lines and comments in between. An inline comment (a blank,
 * then `#` or `;`) is no part of the value, as with `inline_comment_prefixes`.
 */
function readIniLines(text: string): IniLine[] {
  const lines: IniLine[] = [];
  let option: Option | null = null;
  let level = 0;
  for (const { start, end } of physicalLines(text)) {
    const line = text.slice(start, end);
    const indent = line.length - line.trimStart().length;
    const first = line[indent];
    if (first === undefined || first === "#" || first === ";") continue;
    if (option?.value && indent > level) {
      const { start: from, end: to, lines: count } = option.value;
      const place = from === to ? start + indent : from;
      const value = { start: place, end: contentEnd(text, start + indent, end), lines: count + 1 };
      const longer: Option = { ...option, value };
      lines[lines.length - 1] = longer;
      option = longer;
      continue;
    }
    level = indent;
    const header = first === "[" ? readHeader(line.slice(indent)) : null;
    if (header !== null) {
      option = null;
      const name = header[1] as string;
      lines.push({
        kind: "section",
        name,
        start: start + indent,
        end: start + indent + header[0].length,
      });
      continue;
    }
    option = readOption(text, start + indent, end);
    lines.push(option ?? { kind: "unknown", start: start + indent });
  }
  return lines;
}

// configparser takes all up to the last `]`, with one that stands in a comment; where it knows inline
// comments, up to the last one before such a comment.
function readHeader(line: string): RegExpExecArray | null {
  return (
    /^\[(.+)\]/.exec(line.slice(0, contentEnd(line, 0, line.length))) ?? /^\[(.+)\]/.exec(line)
  );
}

function* physicalLines(text: string): Generator<{ start: number; end: number }> {
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  for (const match of text.matchAll(/\r\n?|\n/g)) {
    yield { start, end: match.index };
    start = match.index + match[0].length;
  }
  yield { start, end: text.length };
}

function readOption(text: string, start: number, end: number): Option | null {
  const line = text.slice(start, end);
  const at = line.search(/[=:]/);
  if (at === -1) {
    const word = /^[\w.-][\w.#;-]*(?=\s+[#;]|\s*$)/.exec(line)?.[0];
    if (word === undefined) return null;
    return { kind: "option", key: word, keyStart: start, keyEnd: start + word.length, value: null };
  }
  const key = line.slice(0, at).trimEnd();
  if (key === "") return null;
  const rest = line.slice(at + 1);
  const from = start + at + 1 + (rest.length - rest.trimStart().length);
  const to = contentEnd(text, from, end);
  // An empty value stands directly behind the mark and the blank that follows it.
  const place = to > from ? from : start + at + 1 + (/^[ \t]/.test(rest) ? 1 : 0);
  const value = { start: place, end: Math.max(place, to > from ? to : place), lines: 1 };
  return { kind: "option", key, keyStart: start, keyEnd: start + key.length, value };
}

// Where a line's content ends: before blanks, and before an inline comment.
function contentEnd(text: string, start: number, end: number): number {
  const line = text.slice(start, end);
  if (/^[#;]/.test(line)) return start;
  const comment = line.search(/\s[#;]/);
  return start + (comment === -1 ? line : line.slice(0, comment)).trimEnd().length;
}
