import type { AST } from "toml-eslint-parser";
import { listNode, mapNode, scalarNode } from "../nodes.ts";
import type { ConfigNode, ListNode, MapNode } from "../types.ts";
import { MAX_DEPTH } from "./depth.ts";
import type { TableOrigin } from "./parse.ts";

type Filling = ReturnType<typeof mapNode>;

/** Turns the parser's tables, spread over headers and dotted keys, into one tree. */
export function buildTree(
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
