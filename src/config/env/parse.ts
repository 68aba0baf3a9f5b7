import { strictTextNumber } from "../ini/numbers.ts";
import { mapNode, scalarNode } from "../nodes.ts";
import { lineIndex, unreadable } from "../tree.ts";
import type { ConfigFormat, ConfigNode, ConfigTree, MapEntry } from "../types.ts";

// `export` and a key, then `=`, or a colon and a blank as dotenv takes it.
const KEY = /[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*/y;
const MARK = /=|:(?=[ \t])/y;
const QUOTED = /'[^']*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|`[^`]*`/y;
const REST = /[ \t]*(?:#[^\r\n]*)?(?=\r|\n|$)/y;

/**
 * Parses a `.env` file by what python-dotenv, dotenv and Node have in common: the last of several
 * equal keys wins (the others have no name here), values in quotes may span lines, an unquoted one
 * ends before blanks and a `#`. Nothing is expanded.
 */
export function parseEnv(text: string, file: string, format: ConfigFormat): ConfigTree {
  const root = mapNode(null, "0", 0, text.length);
  const found: MapEntry[] = [];
  for (let at = text.startsWith("\uFEFF") ? 1 : 0; at < text.length; ) {
    const skipped = match(/\s+|#[^\r\n]*/y, text, at);
    if (skipped !== null) {
      at += skipped[0].length;
      continue;
    }
    const [entry, end] = readEntry(text, at, root, () =>
      unreadable(file, text, ".env", at, "KEY=value was expected"),
    );
    found.push(entry);
    at = end;
  }
  const named = new Map(found.map((entry) => [entry.key, entry]));
  for (const entry of found) {
    root.entries.push(named.get(entry.key) === entry ? entry : { ...entry, key: null });
  }
  return { format, file, text, documents: [root], aliases: [], lineOf: lineIndex(text) };
}

function readEntry(
  text: string,
  start: number,
  root: ConfigNode,
  fail: () => never,
): [MapEntry, number] {
  const head = match(KEY, text, start) ?? fail();
  const key = head[1] as string;
  const keyStart = start + head[0].trimEnd().length - key.length;
  const keyEnd = keyStart + key.length;
  const mark = match(MARK, text, start + head[0].length);
  if (mark === null) {
    const rest = match(REST, text, keyEnd) ?? fail();
    const node = scalarNode(root, key, keyEnd, "absent");
    return [{ key, node, keyStart, keyEnd }, keyEnd + rest[0].length];
  }
  const behind = start + head[0].length + mark[0].length;
  const from = behind + (match(/[ \t]*/y, text, behind)?.[0].length ?? 0);
  const quoted = match(QUOTED, text, from);
  const end = from + (quoted?.[0].length ?? 0);
  const rest = quoted === null ? null : match(REST, text, end);
  if (quoted !== null && rest !== null) {
    const inside = quoted[0].slice(1, -1);
    const node = scalarNode(root, key, from, quoted[0][0] === "'" ? "single" : "double");
    node.end = end;
    node.value = strictTextNumber(inside) ?? inside;
    return [{ key, node, keyStart, keyEnd }, end + rest[0].length];
  }
  const line = /^[^\r\n]*/.exec(text.slice(from, lineLimit(text, from)))?.[0] ?? "";
  const hash = line.indexOf("#");
  const value = (hash === -1 ? line : line.slice(0, hash)).trimEnd();
  const isEmpty = value === "";
  const node = scalarNode(root, key, isEmpty ? behind : from, isEmpty ? "empty" : "plain");
  node.end = isEmpty ? behind : from + value.length;
  if (!isEmpty) node.value = strictTextNumber(value) ?? value;
  // To dotenv and Node a `#` is a comment without a blank before it too, to python-dotenv it is not.
  node.uniform = isEmpty || text[node.end] !== "#";
  return [{ key, node, keyStart, keyEnd }, from + line.length];
}

function lineLimit(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at === -1 ? text.length : at;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
