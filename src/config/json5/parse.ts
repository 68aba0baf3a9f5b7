import {
  type DocumentNode,
  parse,
  type Token,
  tokenize,
  type ValueNode,
} from "@humanwhocodes/momoa";
import { messageOf } from "../../core/errors.ts";
import { listNode, mapNode, scalarNode } from "../nodes.ts";
import { lineIndex, tooDeep, unreadable } from "../tree.ts";
import type { ConfigFormat, ConfigNode, ConfigTree } from "../types.ts";
import { withoutSigns } from "./signs.ts";

const MAX_DEPTH = 1000;

/** Parses JSON5; a byte order mark is allowed. */
export function parseJson5(text: string, file: string, format: ConfigFormat): ConfigTree {
  const { source, signs } = withoutSigns(text.replace(/^\uFEFF/, " "));
  const { body } = read(source, text, file);
  const documents = [convert(body, { source, signs }, null, "0")];
  return { format, file, text, documents, aliases: [], lineOf: lineIndex(text) };
}

function read(source: string, text: string, file: string): DocumentNode {
  try {
    const tokens = tokenize(source, { mode: "json5", ranges: true });
    checkDepth(tokens, source, file);
    // The parser stumbles over a comment behind a trailing comma.
    return parse(withoutComments(source, tokens), { mode: "json5", ranges: true });
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
