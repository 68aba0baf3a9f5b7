import { InputError } from "../../core/errors.ts";
import type {
  ConfigFormat,
  ConfigNode,
  ConfigTree,
  KeyPath,
  MapEntry,
  NewValue,
  ScalarNode,
  Splice,
} from "../format.ts";
import { rootedPaths } from "../interpolation.ts";
import { pathText } from "../key-path.ts";
import { lineIndex, mapNode, scalarNode, strictTextNumber, unreadable } from "./build-tree.ts";
import { findHolder, refuse } from "./holder.ts";
import { indentOf, lineEnd, lineStart, newlineOf, separatorFor, writtenEntries } from "./style.ts";

declare module "../format.js" {
  interface ConfigFormatNames {
    env: true;
  }
}

/** `.env` files: python-dotenv, dotenv, `node --env-file`, shells. */
export const envFormat: ConfigFormat<"env"> = {
  name: "env",
  title: ".env",
  extensions: [".env"],
  fileNames: /^\.env(\.[\w-]+)*$/,
  precedence: 10,
  maxLength: 10_000_000,
  parse,
  looksLike,
  renderNumber(literal, node, { text }) {
    const quote = isQuoted(node) ? text[node.start] : "";
    return `${quote}${literal}${quote}${gap(node, text)}`;
  },
  renderString(value, node, tree) {
    const quote = isQuoted(node) ? (tree.text[node.start] ?? "") : "";
    const written = envString(value, quote);
    if (written === null) return refuseValue(node, tree, `cannot hold ${JSON.stringify(value)}`);
    return written + gap(node, tree.text);
  },
  renderList: (_literals, node, tree) =>
    refuseValue(node, tree, "cannot hold a list: .env has none"),
  quotesAreBare: true,
  strictNumber: strictTextNumber,
  insert,
  lastKeyWins: true,
  inherits: null,
  referencePaths: rootedPaths,
  comments: {
    mark: "#",
    refusedBy: () => null,
    behindValue: { marks: /^[#;]/, ignoredBy: "docker's --env-file" },
  },
  example: "# tuned\nexport LR=0.1\nNAME='my run'\nSEED=\"1\"\nWARMUP_STEPS=100 # a guess\n",
};

function isQuoted({ style }: ScalarNode): boolean {
  return style === "single" || style === "double";
}

// A comment needs a blank before it to be one for every reader.
function gap(node: ScalarNode, text: string): string {
  return text[node.end] === "#" ? " " : "";
}

function refuseValue(node: ScalarNode, tree: ConfigTree, why: string): never {
  const path = pathText(node, tree);
  const line = tree.lineOf(node.start);
  throw new InputError(
    "key-not-editable",
    `${path} in ${tree.file}, line ${line}, ${why}. Leave this key out and write it by hand.`,
    { data: { file: tree.file, path, line } },
  );
}

function looksLike(text: string): boolean {
  if (!/^[ \t\uFEFF]*(export[ \t]+)?[A-Za-z_]\w*=/m.test(text)) return false;
  try {
    const [root] = parse(text, "").documents;
    return root?.kind === "map" && root.entries.every(({ node }) => node.end > node.start);
  } catch {
    return false;
  }
}

// `export` and a key, then `=`, or a colon and a blank as dotenv takes it.
const KEY = /[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*/y;
const MARK = /=|:(?=[ \t])/y;
const QUOTED = /'[^']*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|`[^`]*`/y;
const REST = /[ \t]*(?:#[^\r\n]*)?(?=\r|\n|$)/y;

/**
 * Parses a `.env` file by what python-dotenv, dotenv and Node have in common: the last of several
 * equal keys wins (the others have no name here), values in quotes may span lines, an unquoted one
 * ends before blanks and a `#`. Nothing is expanded. What they do not agree on, where a line or a
 * value ends, is refused: a lone carriage return, a quote that is not closed.
 */
function parse(text: string, file: string): ConfigTree {
  const root = mapNode(null, "0", 0, text.length);
  const lone = text.search(/\r(?!\n)/);
  if (lone >= 0) {
    const why = "a carriage return without a line feed ends a line for some readers only";
    unreadable(file, text, ".env", lone, why);
  }
  const found: MapEntry[] = [];
  for (let at = text.startsWith("\uFEFF") ? 1 : 0; at < text.length; ) {
    const skipped = match(/[^\S\uFEFF]+|#[^\r\n]*/y, text, at);
    if (skipped !== null) {
      at += skipped[0].length;
      continue;
    }
    const [entry, end] = readEntry(text, at, root, (why = "KEY=value was expected") =>
      unreadable(file, text, ".env", at, why),
    );
    found.push(entry);
    at = end;
  }
  const named = new Map(found.map((entry) => [entry.key, entry]));
  for (const entry of found) {
    root.entries.push(named.get(entry.key) === entry ? entry : { ...entry, key: null });
  }
  return { format: envFormat, file, text, documents: [root], aliases: [], lineOf: lineIndex(text) };
}

function readEntry(
  text: string,
  start: number,
  root: ConfigNode,
  fail: (why?: string) => never,
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
  if (quoted === null && /["'`]/.test(text[from] ?? "")) {
    fail(`the quote that begins ${key} is not closed`);
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

/** See `ConfigFormat.insert`. The new line goes to the last key's line, with `export` if that has it. */
function insert(tree: ConfigTree, path: KeyPath, value: NewValue): Splice[] {
  const { text } = tree;
  const { map, keys } = findHolder(tree, path);
  const [key] = keys;
  if (map === null || keys.length > 1) return refuse(tree, path, map, ".env keys have no parts");
  if (!/^[A-Za-z_][\w.-]*$/.test(key)) {
    return refuse(tree, path, map, `${JSON.stringify(key)} cannot name a key of .env`);
  }
  const entries = writtenEntries(map);
  const last = entries.at(-1);
  const newline = newlineOf(text);
  const separator = separatorFor(text, entries, key, "=", "=");
  const line = key + separator + valueText(tree, path, value, numberQuote(text, entries));
  if (last === undefined) {
    const ended = text === "" || text === "\uFEFF" || text.endsWith("\n");
    const at = text.length;
    return [{ start: at, end: at, text: ended ? line + newline : newline + line }];
  }
  const at = lineEnd(text, Math.max(last.keyEnd, last.node.end));
  const before = text.slice(lineStart(text, last.keyStart), last.keyStart);
  const lead = before.includes("export") ? before : indentOf(text, last.keyStart);
  return [{ start: at, end: at, text: newline + lead + line }];
}

// The quotes of the other numbers, where all of them have some.
function numberQuote(text: string, entries: readonly MapEntry[]): string {
  const numbers = entries.filter(
    ({ node }) => node.kind === "scalar" && typeof node.value === "number",
  );
  const marks = new Set(numbers.map(({ node }) => text[node.start] ?? ""));
  const [mark] = marks;
  return marks.size === 1 && mark !== undefined && /["'`]/.test(mark) ? mark : "";
}

function valueText(tree: ConfigTree, path: KeyPath, value: NewValue, quote: string): string {
  if (value.kind === "number") return quote + value.literal + quote;
  if (value.kind === "list") return refuse(tree, path, null, ".env has no lists");
  const written = envString(value.value, quote);
  return written ?? refuse(tree, path, null, ".env readers would not all read the value back");
}

/**
 * A string as all readers of `.env` files take it: bare where it has only letters, digits and
 * `_ . , : / @ + -`, else in quotes. Null where that is impossible.
 *
 * @param quote the quotes that stand there now, or nothing
 */
function envString(value: string, quote: string): string | null {
  if (/^[\w.,:/@+-]+$/.test(value)) return quote + value + quote;
  if (/[\p{Cc}\\$]/u.test(value)) return null;
  const fitting = [quote, "'", '"'].find((one) => one !== "" && !value.includes(one));
  return fitting === undefined ? null : fitting + value + fitting;
}
