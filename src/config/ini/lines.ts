/** One logical line of an INI file, with offsets. */
export type IniLine =
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
export function readIniLines(text: string): IniLine[] {
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
    const header = first === "[" ? /^\[([^\]]+)\]/.exec(line.slice(indent)) : null;
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
    const word = /^[\w.-]+(?=\s*([#;]|$))/.exec(line)?.[0];
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
