import { createScanner, type Node, type ParseError, parseTree } from "jsonc-parser";
import { listNode, mapNode, scalarNode } from "../nodes.ts";
import { lineIndex, tooDeep, unreadable } from "../tree.ts";
import type { ConfigFormat, ConfigNode, ConfigTree } from "../types.ts";

const END_OF_FILE = 17;
const MAX_DEPTH = 1000;

/** Parses JSON or JSONC (comments, trailing commas); a byte order mark is allowed. */
export function parseJson(text: string, file: string, format: ConfigFormat): ConfigTree {
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
    format,
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
