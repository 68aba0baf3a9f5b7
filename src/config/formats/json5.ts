import {
  type DocumentNode,
  parse as parseDocument,
  type Token,
  tokenize,
  type ValueNode,
} from "@humanwhocodes/momoa";
import { messageOf } from "../../core/errors.ts";
import type { ConfigFormat, ConfigNode, ConfigTree, KeyPath, NewValue, Splice } from "../format.ts";
import { rootedPaths } from "../interpolation.ts";
import { asNeighbours, keepsQuotes } from "../quoted.ts";
import { insertInBraces } from "./braces.ts";
import { lineIndex, listNode, mapNode, scalarNode, tooDeep, unreadable } from "./build-tree.ts";
import { findHolder, refuse } from "./holder.ts";
import { JSON_BRACES, strictJsonNumber } from "./json.ts";
import { writtenEntries } from "./style.ts";

declare module "../format.js" {
  interface ConfigFormatNames {
    json5: true;
  }
}

/** JSON5 (bare keys, single quotes, hexadecimal and signed numbers), located by momoa. */
export const json5Format: ConfigFormat<"json5"> = {
  name: "json5",
  title: "JSON5",
  extensions: [".json5"],
  fileNames: null,
  precedence: 50,
  maxLength: 2_000_000,
  parse,
  looksLike,
  renderNumber: (literal, node, tree) =>
    keepsQuotes(node) ? json5String(literal, tree.text[node.start] ?? '"') : literal,
  renderString: (value, node, tree) => json5String(value, tree.text[node.start] ?? '"'),
  renderList: (literals) => `[${literals.join(", ")}]`,
  quotesAreBare: false,
  // Files of this kind are read by JSON5 libraries and by readers that know only comments and trailing
  // commas, and those take no `.5`, `5.`, `+1` or `0x1F`.
  strictNumber: strictJsonNumber,
  insert,
  lastKeyWins: false,
  inherits: null,
  referencePaths: rootedPaths,
  comments: { mark: "//", refusedBy: () => null, behindValue: null },
  example:
    "// tuned\n{\n  seed: +1,\n  optimizer: {name: 'adam', lr: .1, betas: [0.9, 0.999]}, /* a guess */\n  amp: true,\n}\n",
};

// Without a comment it is YAML as well, with the same values in the same places.
function looksLike(text: string): boolean {
  if (!/\/[/*]/.test(text)) return false;
  if (!/^\s*(\/[/*]|[{[])/.test(text.slice(0, 10_000)) || text.length > json5Format.maxLength) {
    return false;
  }
  try {
    return parse(text, "").documents[0]?.kind !== "scalar";
  } catch {
    return false;
  }
}

const MAX_DEPTH = 1000;

/** Parses JSON5; a byte order mark is allowed. */
function parse(text: string, file: string): ConfigTree {
  const { source, signs } = withoutSigns(text.replace(/^\uFEFF/, " "));
  const { body } = read(source, text, file);
  const documents = [convert(body, { source, signs }, null, "0")];
  return { format: json5Format, file, text, documents, aliases: [], lineOf: lineIndex(text) };
}

function read(source: string, text: string, file: string): DocumentNode {
  try {
    const tokens = tokenize(source, { mode: "json5", ranges: true });
    checkDepth(tokens, source, file);
    // The parser stumbles over a comment behind a trailing comma.
    return parseDocument(withoutComments(source, tokens), { mode: "json5", ranges: true });
  } catch (error) {
    const offset = error instanceof Error && "offset" in error ? error.offset : null;
    if (typeof offset !== "number") throw error;
    const what = messageOf(error).replace(/ \(\d+:\d+\)$/, "");
    return unreadable(file, text, "JSON5", offset, what.charAt(0).toLowerCase() + what.slice(1));
  }
}

// The parser descends by recursion.
function checkDepth(tokens: readonly Token[], source: string, file: string): void {
  let depth = 0;
  for (const { range } of tokens) {
    const char = source[range?.[0] ?? 0];
    if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    if (depth > MAX_DEPTH) tooDeep(file, MAX_DEPTH);
  }
}

function withoutComments(source: string, tokens: readonly Token[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { type, range } of tokens) {
    if (!type.endsWith("Comment") || range === undefined) continue;
    const [start, end] = range;
    parts.push(source.slice(at, start), source.slice(start, end).replace(/[^\r\n]/g, " "));
    at = end;
  }
  return parts.join("") + source.slice(at);
}

function convert(
  node: ValueNode,
  from: ReturnType<typeof withoutSigns>,
  parent: ConfigNode | null,
  label: string,
): ConfigNode {
  const [start, end] = node.range ?? [0, 0];
  if (node.type === "Object") {
    const map = mapNode(parent, label, start, end);
    for (const { name, value } of node.members) {
      const key = name.type === "Identifier" ? name.name : name.value;
      const [keyStart, keyEnd] = name.range ?? [-1, -1];
      map.entries.push({ key, node: convert(value, from, map, key), keyStart, keyEnd });
    }
    return map;
  }
  if (node.type === "Array") {
    const list = listNode(parent, label, start, end, "flow");
    for (const { value } of node.elements) {
      list.items.push(convert(value, from, list, String(list.items.length)));
    }
    return list;
  }
  const made = scalarNode(parent, label, start, styleOf(node, from.source));
  made.end = end;
  if (node.type === "NaN") made.value = Number.NaN;
  else if (node.type === "Infinity") made.value = node.sign === "-" ? -Infinity : Infinity;
  else if (node.type !== "Null") made.value = node.value;
  const sign = from.signs.get(start);
  if (node.type === "Number" && sign !== undefined) {
    made.start = start - 1;
    if (sign === "-") made.value = -node.value;
  }
  return made;
}

function styleOf(node: ValueNode, source: string): "plain" | "single" | "double" {
  if (node.type !== "String") return "plain";
  return source[node.range?.[0] ?? 0] === "'" ? "single" : "double";
}

// Strings and comments first, so that nothing in them counts.
const TOKEN =
  /"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[-+](?=\.\d)/g;

/**
 * A text without the signs of numbers like `-.5`, which JSON5 has and its parser refuses: blanks stand
 * in their places.
 *
 * @returns also the offsets of those numbers' digits, with the sign before each
 */
function withoutSigns(source: string): { source: string; signs: Map<number, "-" | "+"> } {
  const signs = new Map<number, "-" | "+">();
  const blanked = source.replace(TOKEN, (token, offset: number) => {
    if (token !== "-" && token !== "+") return token;
    signs.set(offset + 1, token);
    return " ";
  });
  return { source: blanked, signs };
}

/** See `ConfigFormat.insert`. */
function insert(tree: ConfigTree, path: KeyPath, value: NewValue): Splice[] {
  const { map, root, keys } = findHolder(tree, path);
  if (map === null) return refuse(tree, path, null, "the file holds no object");
  const put = keys.length === 1 ? asNeighbours(map, value) : value;
  const near = writtenEntries(map);
  const shown = (near.length > 0 ? near : root.kind === "map" ? writtenEntries(root) : []).map(
    ({ keyStart }) => tree.text[keyStart] ?? "",
  );
  const style = { ...JSON_BRACES, key: (name: string) => json5Key(name, shown) };
  return insertInBraces(tree, map, keys, written(put, stringQuote(tree, root)), style);
}

function written(value: NewValue, quote: string): string {
  if (value.kind === "number") return value.literal;
  return value.kind === "string"
    ? json5String(value.value, quote)
    : `[${value.literals.join(", ")}]`;
}

// The quotes of the first string value of the file.
function stringQuote(tree: ConfigTree, root: ConfigNode): string {
  const open = [root];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.kind === "map") open.push(...at.entries.map(({ node }) => node).reverse());
    else if (at.kind === "list") open.push(...[...at.items].reverse());
    else if (at.kind === "scalar" && at.style !== "plain") return tree.text[at.start] ?? '"';
  }
  return '"';
}

/** A string in the quotes that a neighbour has. */
function json5String(value: string, quote: string): string {
  const double = JSON.stringify(value);
  if (quote !== "'") return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A key: without quotes where the neighbours have none and it is a name, else in their quotes. */
function json5Key(name: string, quotes: readonly string[]): string {
  const quote = quotes.find((one) => one === '"' || one === "'");
  const bare = quotes.some((one) => one !== '"' && one !== "'") || quotes.length === 0;
  if (bare && /^[A-Za-z_$][\w$]*$/.test(name)) return name;
  return json5String(name, quote ?? '"');
}
