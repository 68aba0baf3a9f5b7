import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import type { ConfigFormat, ConfigNode, ConfigTree, ListNode, MapNode } from "../../format.ts";
import { lineIndex, listNode, mapNode, scalarNode, tooDeep, unreadable } from "../build-tree.ts";

/** How a table of a TOML file came to be. */
export type TableOrigin =
  /** The file itself, or a header `[a.b]` or `[[a.b]]`. */
  | { readonly kind: "body"; readonly node: AST.TOMLTopLevelTable | AST.TOMLTable }
  | { readonly kind: "inline" }
  /** The front of a dotted key (`a.b = 1`), written in another table. */
  | { readonly kind: "dotted"; readonly holder: MapNode; readonly keys: readonly string[] }
  /** The front of a header (`[a.b]` makes `a`); `child` is the first such header. */
  | { readonly kind: "implicit"; readonly child: AST.TOMLTable };

/** A parsed TOML file, with what its tables are, which `insert` needs. */
export interface TomlTree extends ConfigTree {
  readonly origins: ReadonlyMap<MapNode, TableOrigin>;
}

/** Parses TOML 1.0; a byte order mark is allowed, as `tomllib` readers open files with `utf-8-sig`. */
export function parseToml(text: string, file: string, format: ConfigFormat): TomlTree {
  const source = text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text;
  checkTomlDepth(source, () => tooDeep(file, MAX_DEPTH));
  const [top] = parse(source, text, file).body;
  const { root, origins } = buildTree(top, () => tooDeep(file, MAX_DEPTH));
  const lineOf = lineIndex(text);
  return { format, file, text, documents: [root], aliases: [], lineOf, origins };
}

function parse(source: string, text: string, file: string): AST.TOMLProgram {
  try {
    // Without a line end behind it, the parser gives a last `0` no range.
    return parseTOML(`${source}\n`, { tomlVersion: "1.0" });
  } catch (error) {
    if (error instanceof ParseError) {
      const what = error.message.charAt(0).toLowerCase() + error.message.slice(1);
      return unreadable(file, text, "TOML", error.index, what);
    }
    // The parser puts a string's characters on the stack, all at once.
    if (!(error instanceof RangeError)) throw error;
    return unreadable(file, text, "TOML", 0, "it holds a string of over 100,000 characters");
  }
}

/** The parser and the walks over its outcome descend by recursion. */
const MAX_DEPTH = 500;

// Strings and comments first, so that brackets in them do not count; a quote that never closes is
// left to the parser.
const TOKEN =
  /"""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*"""|'''[\s\S]*?'''|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\n]*'|#[^\n]*|[[\]{}]/g;

/** Calls `fail` when brackets nest deeper than {@link MAX_DEPTH}. */
function checkTomlDepth(text: string, fail: () => never): void {
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    if (depth > MAX_DEPTH) fail();
  }
}

type Filling = ReturnType<typeof mapNode>;

/** Turns the parser's tables, spread over headers and dotted keys, into one tree. */
function buildTree(
  top: AST.TOMLTopLevelTable,
  fail: () => never,
): { root: MapNode; origins: Map<MapNode, TableOrigin> } {
  const builder = new Builder(fail);
  return { root: builder.file(top), origins: builder.origins };
}

class Builder {
  readonly origins = new Map<MapNode, TableOrigin>();
  // Entries by name: looking through them one by one would take quadratic time.
  readonly #children = new Map<ConfigNode, Map<string, ConfigNode>>();
  readonly #fail: () => never;

  constructor(fail: () => never) {
    this.#fail = fail;
  }

  file(top: AST.TOMLTopLevelTable): MapNode {
    const root = mapNode(null, "0", top.range[0], top.range[1]);
    this.origins.set(root, { kind: "body", node: top });
    for (const part of top.body) {
      if (part.type === "TOMLKeyValue") this.#keyValue(root, part, 0);
      else this.#table(root, part);
    }
    return root;
  }

  #table(root: Filling, table: AST.TOMLTable): void {
    const path = table.resolvedKey;
    if (path.length > MAX_DEPTH) this.#fail();
    let at: ConfigNode = root;
    for (const [depth, part] of path.entries()) {
      const [start, end] = table.range;
      const there: ConfigNode | undefined = this.#child(at, String(part));
      if (there !== undefined) {
        at = there;
        continue;
      }
      if (typeof path[depth + 1] === "number") {
        const list = listNode(at, String(part), start, end, "block");
        this.#add(at, list);
        at = list;
        continue;
      }
      const map = mapNode(at, String(part), start, end);
      this.origins.set(map, { kind: "implicit", child: table });
      this.#add(at, map);
      at = map;
    }
    if (at.kind !== "map") return;
    this.origins.set(at, { kind: "body", node: table });
    for (const pair of table.body) this.#keyValue(at as Filling, pair, path.length);
  }

  // A table's key and value; a dotted key makes the tables on its way.
  #keyValue(holder: Filling, pair: AST.TOMLKeyValue, depth: number): void {
    const { keys, range } = pair.key;
    if (depth + keys.length > MAX_DEPTH) this.#fail();
    let at = holder;
    for (const [i, part] of keys.slice(0, -1).entries()) {
      const name = nameOf(part);
      const there = this.#child(at, name);
      if (there?.kind === "map") {
        at = there as Filling;
      } else {
        const map = mapNode(at, name, part.range[1], pair.range[1]);
        const front = keys.slice(0, i + 1).map(nameOf);
        this.origins.set(map, { kind: "dotted", holder, keys: front });
        this.#add(at, map, range[0], part.range[1]);
        at = map;
      }
      if (this.origins.get(at)?.kind === "dotted") at.end = pair.range[1];
    }
    const last = nameOf(keys.at(-1) as AST.TOMLBare | AST.TOMLQuoted);
    this.#add(at, this.#value(pair.value, at, last, depth + keys.length), range[0], range[1]);
  }

  #value(node: AST.TOMLContentNode, parent: ConfigNode, label: string, depth: number): ConfigNode {
    const [start, end] = node.range;
    if (node.type === "TOMLInlineTable") {
      const map = mapNode(parent, label, start, end);
      this.origins.set(map, { kind: "inline" });
      for (const pair of node.body) this.#keyValue(map, pair, depth);
      return map;
    }
    if (node.type === "TOMLArray") {
      const list = listNode(parent, label, start, end, "flow");
      for (const [i, element] of node.elements.entries()) {
        list.items.push(this.#value(element, list, String(i), depth + 1));
      }
      return list;
    }
    return scalar(node, parent, label);
  }

  #child(holder: ConfigNode, name: string): ConfigNode | undefined {
    return this.#children.get(holder)?.get(name);
  }

  #add(holder: ConfigNode, node: ConfigNode, keyStart = -1, keyEnd = -1): void {
    if (holder.kind === "list") (holder as ListNode & { items: ConfigNode[] }).items.push(node);
    else if (holder.kind === "map") {
      (holder as Filling).entries.push({ key: node.label, node, keyStart, keyEnd });
    }
    const names = this.#children.get(holder) ?? new Map<string, ConfigNode>();
    this.#children.set(holder, names.set(node.label, node));
  }
}

function nameOf(part: AST.TOMLBare | AST.TOMLQuoted): string {
  return part.type === "TOMLBare" ? part.name : part.value;
}

function scalar(node: AST.TOMLValue, parent: ConfigNode, label: string): ConfigNode {
  const isString = node.kind === "string";
  const quotes = isString && node.style === "literal" ? "single" : "double";
  const style = isString ? (node.multiline ? "block" : quotes) : "plain";
  const made = scalarNode(parent, label, node.range[0], style);
  made.end = node.range[1];
  // A date is text here: no reader takes it for a number.
  made.value = "datetime" in node ? node.datetime : node.value;
  return made;
}
