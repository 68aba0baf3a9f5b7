import { createScanner, type Node, type ParseError, parseTree } from "jsonc-parser";
import type { ConfigFormat, ConfigNode, ConfigTree, KeyPath, NewValue, Splice } from "../format.ts";
import { rootedPaths } from "../interpolation.ts";
import { asNeighbours, keepsQuotes } from "../quoted.ts";
import { type BraceStyle, insertInBraces } from "./braces.ts";
import { lineIndex, listNode, mapNode, scalarNode, tooDeep, unreadable } from "./build-tree.ts";
import { findHolder, refuse } from "./holder.ts";

declare module "../format.js" {
  interface ConfigFormatNames {
    json: true;
  }
}

/** JSON and JSONC (comments, trailing commas), located by jsonc-parser. */
export const jsonFormat: ConfigFormat<"json"> = {
  name: "json",
  title: "JSON",
  extensions: [".json", ".jsonc"],
  fileNames: null,
  // Most of it is YAML too.
  precedence: 60,
  maxLength: 10_000_000,
  parse,
  looksLike,
  renderNumber: (literal, node) => (keepsQuotes(node) ? `"${literal}"` : literal),
  renderString: (value) => JSON.stringify(value),
  renderList: (literals) => `[${literals.join(", ")}]`,
  quotesAreBare: false,
  strictNumber: strictJsonNumber,
  insert,
  lastKeyWins: false,
  inherits: null,
  referencePaths: rootedPaths,
  comments: {
    mark: "//",
    refusedBy: (text, file) => (/\.jsonc$/i.test(file) || !isStrict(text) ? null : "strict JSON"),
    behindValue: null,
  },
  example:
    '{\n  "seed": 1,\n  "optimizer": {"name": "adam", "lr": 0.1, "betas": [0.9, 0.999]},\n  "note": null,\n  "amp": true\n}\n',
};

function looksLike(text: string): boolean {
  const scanner = createScanner(text.replace(/^\uFEFF/, " "), true);
  scanner.scan();
  const first = text[scanner.getTokenOffset()];
  if ((first !== "{" && first !== "[") || text.length > jsonFormat.maxLength) return false;
  try {
    return parse(text, "").documents.length === 1;
  } catch {
    return false;
  }
}

function isStrict(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const END_OF_FILE = 17;
const MAX_DEPTH = 1000;

/** Parses JSON or JSONC (comments, trailing commas); a byte order mark is allowed. */
function parse(text: string, file: string): ConfigTree {
  const source = text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text;
  checkDepth(source, file);
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first !== undefined) {
    unreadable(file, text, "JSON", first.offset, ERRORS[first.error] ?? "unexpected text");
  }
  if (root === undefined) return unreadable(file, text, "JSON", 0, "it holds no value");
  return {
    format: jsonFormat,
    file,
    text,
    documents: [convert(root, null, "0")],
    aliases: [],
    lineOf: lineIndex(text),
  };
}

// jsonc-parser descends by recursion: count the brackets before it does.
function checkDepth(text: string, file: string): void {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token = scanner.scan() as number; token !== END_OF_FILE; token = scanner.scan()) {
    const char = text[scanner.getTokenOffset()];
    if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    if (depth > MAX_DEPTH) tooDeep(file, MAX_DEPTH);
  }
}

function convert(node: Node, parent: ConfigNode | null, label: string): ConfigNode {
  const start = node.offset;
  const end = start + node.length;
  if (node.type === "object") {
    const map = mapNode(parent, label, start, end);
    for (const property of node.children ?? []) {
      const [name, value] = property.children as [Node, Node];
      const key = String(name.value);
      const keyEnd = name.offset + name.length;
      map.entries.push({ key, node: convert(value, map, key), keyStart: name.offset, keyEnd });
    }
    return map;
  }
  if (node.type === "array") {
    const list = listNode(parent, label, start, end, "flow");
    for (const child of node.children ?? []) {
      list.items.push(convert(child, list, String(list.items.length)));
    }
    return list;
  }
  const scalar = scalarNode(parent, label, start, node.type === "string" ? "double" : "plain");
  scalar.end = end;
  scalar.value = node.value;
  return scalar;
}

// By jsonc-parser's error number.
const ERRORS: Readonly<Record<number, string>> = {
  1: "a symbol that JSON does not have (strings and keys take double quotes)",
  2: "a number that JSON does not have",
  3: "a key in double quotes was expected",
  4: "a value was expected",
  5: "a colon was expected",
  6: "a comma was expected",
  7: "a closing brace was expected",
  8: "a closing bracket was expected",
  9: "the file should have ended here",
  11: "a comment that is not closed",
  12: "a string that is not closed",
  13: "a number that stops in the middle",
  14: "a broken \\u escape",
  15: "an unknown escape",
  16: "a control character inside a string",
};

/** Objects of JSON and JSONC. */
export const JSON_BRACES: BraceStyle = {
  separator: ": ",
  mark: ":",
  comment: /\/\/[^\n]*|\/\*[\s\S]*?\*\//y,
  bareNeedsBlank: false,
  manyLines: true,
  key: (name) => JSON.stringify(name),
};

/** See `ConfigFormat.insert`. */
function insert(tree: ConfigTree, path: KeyPath, value: NewValue): Splice[] {
  const { map, keys } = findHolder(tree, path);
  if (map === null) return refuse(tree, path, null, "the file holds no object");
  const put = keys.length === 1 ? asNeighbours(map, value) : value;
  return insertInBraces(tree, map, keys, jsonText(put), JSON_BRACES);
}

function jsonText(value: NewValue): string {
  if (value.kind === "number") return value.literal;
  return value.kind === "string" ? JSON.stringify(value.value) : `[${value.literals.join(", ")}]`;
}

/**
 * A JSON number (RFC 8259, section 6) as Node and Python's `json` read it: no `+`, no `1.`, no `.5`,
 * no leading zero. Null for anything else and for one beyond the range of doubles.
 */
export function strictJsonNumber(source: string): number | null {
  if (!/^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(source)) return null;
  const value = Number(source);
  return Number.isFinite(value) ? value : null;
}
