import type {
  ConfigNode,
  ConfigTree,
  KeyPath,
  MapEntry,
  MapNode,
  NewValue,
  Splice,
} from "../../format.ts";
import { asNeighbours } from "../../quoted.ts";
import { type BraceStyle, insertInBraces } from "../braces.ts";
import { findHolder } from "../holder.ts";
import {
  indentStep,
  lineEnd,
  lineStart,
  newlineOf,
  separatorFor,
  writtenEntries,
} from "../style.ts";
import { isSafePlain } from "./scalars.ts";

/** See `ConfigFormat.insert`. */
export function insertYaml(tree: ConfigTree, path: KeyPath, value: NewValue): Splice[] {
  const { text } = tree;
  const { map, root, keys } = findHolder(tree, path);
  const put = keys.length === 1 ? asNeighbours(map, value) : value;
  if (map === null) return [startDocument(tree, root, keys, put)];
  const key = keyWriter(text, writtenEntries(map));
  if (text[map.start] === "{") {
    return insertInBraces(tree, map, keys, flowText(put), { ...FLOW, key });
  }
  const before = text.slice(lineStart(text, map.start), map.start).replace(/([&!]\S*[ \t]+)+$/, "");
  const indent = before.replace(/\S/gu, " ");
  const newline = newlineOf(text);
  const lines = blockLines(tree, map, keys, put, indent, key);
  const last = map.entries.at(-1);
  const tail = lastLeaf(map);
  // What stands behind a block scalar could become a part of it, so there the key goes before it.
  if (tail.kind === "scalar" && tail.style === "block" && last !== undefined) {
    const at = last.keyStart;
    return [{ start: at, end: at, text: `${lines}${newline}${indent}` }];
  }
  const at = lineEnd(text, Math.max(tail.end, last?.keyEnd ?? 0));
  return [{ start: at, end: at, text: `${newline}${indent}${lines}` }];
}

const FLOW: Omit<BraceStyle, "key"> = {
  separator: ": ",
  mark: ":",
  comment: /(?<=\s)#[^\n]*/y,
  bareNeedsBlank: true,
  manyLines: false,
};

// The last thing in a block mapping, whose own range may take in what follows it.
function lastLeaf(map: MapNode): ConfigNode {
  let at: ConfigNode = map;
  for (;;) {
    const below = lastChild(at);
    if (below === undefined || below.end > at.end) return at;
    at = below;
  }
}

function lastChild(node: ConfigNode): ConfigNode | undefined {
  if (node.kind === "list") return node.layout === "block" ? node.items.at(-1) : undefined;
  if (node.kind !== "map") return undefined;
  const [entry, merge] = [node.entries.at(-1)?.node, node.merges.at(-1)];
  if (entry === undefined || merge === undefined) return entry ?? merge;
  return entry.start > merge.start ? entry : merge;
}

function blockLines(
  tree: ConfigTree,
  map: MapNode,
  keys: readonly string[],
  value: NewValue,
  indent: string,
  key: (name: string) => string,
): string {
  const { text } = tree;
  const [first, ...below] = keys as [string, ...string[]];
  if (below.length === 0) {
    const name = key(first);
    return name + separatorFor(text, writtenEntries(map), name, ":", ": ") + flowText(value);
  }
  return `${key(first)}:${chain(text, below, value, indent, key)}`;
}

function chain(
  text: string,
  keys: readonly string[],
  value: NewValue,
  indent: string,
  key: (name: string) => string,
): string {
  const [first, ...below] = keys;
  if (first === undefined) return ` ${flowText(value)}`;
  const deeper = indent + " ".repeat(Math.max(1, indentStep(text, "  ").length));
  return `${newlineOf(text)}${deeper}${key(first)}:${chain(text, below, value, deeper, key)}`;
}

// A document with nothing in it: behind its comments.
function startDocument(
  { text, documents }: ConfigTree,
  root: ConfigNode,
  keys: readonly [string, ...string[]],
  value: NewValue,
): Splice {
  const key = keyWriter(text, []);
  const newline = newlineOf(text);
  const lines = `${key(keys[0])}:${chain(text, keys.slice(1), value, "", key)}`;
  const at = documents.length === 1 ? text.length : root.start;
  const fresh = /(^|\uFEFF|\n)$/.test(text.slice(0, at));
  return { start: at, end: at, text: fresh ? lines + newline : newline + lines };
}

/** Writes keys as the neighbours are written: in their quotes where all of them have the same. */
function keyWriter(text: string, entries: readonly MapEntry[]): (name: string) => string {
  const quotes = new Set(entries.map(({ keyStart }) => text[keyStart]));
  const [only] = quotes;
  return (name) => {
    if (quotes.size === 1 && only === "'" && !/\p{Cc}/u.test(name)) {
      return `'${name.replaceAll("'", "''")}'`;
    }
    const quoted = (quotes.size === 1 && only === '"') || !isSafePlain(name);
    return quoted ? JSON.stringify(name) : name;
  };
}

function flowText(value: NewValue): string {
  if (value.kind === "number") return value.literal;
  if (value.kind === "list") return `[${value.literals.join(", ")}]`;
  return isSafePlain(value.value) ? value.value : JSON.stringify(value.value);
}
