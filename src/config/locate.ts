import type {
  ConfigNode,
  ConfigTree,
  Inheritance,
  KeyPath,
  ListNode,
  MapNode,
  ScalarNode,
} from "./format.ts";
import { entriesNamed } from "./formats/holder.ts";
import { interpolationOf } from "./interpolation.ts";
import { formatKeyPath, pathOf, pathText } from "./key-path.ts";

/** Why a value that is there may not be written. */
export type NotEditableReason =
  | "alias"
  | Inheritance["reason"]
  | "interpolation"
  | "tag"
  | "collection"
  | "no-value";

/** Where a value really comes from. */
export interface Place {
  readonly path: string;
  readonly line: number;
}

/** What stands at a key path. Lines are one-based, offsets count UTF-16 units. */
export type Located =
  | {
      readonly status: "found";
      readonly node: ScalarNode | ListNode;
      readonly path: KeyPath;
      readonly start: number;
      readonly end: number;
      readonly line: number;
    }
  | { readonly status: "not-found" }
  | { readonly status: "ambiguous"; readonly places: readonly Place[] }
  | {
      readonly status: "not-editable";
      readonly reason: NotEditableReason;
      readonly line: number;
      /** Ends a sentence that starts with the path, e.g. `is an alias of &base`. */
      readonly why: string;
      readonly source: Place | null;
    };

/**
 * Finds the value at a key path. In a file of several documents a leading document index is taken
 * first; without one, the key must be in exactly one document.
 */
export function locate(tree: ConfigTree, path: KeyPath): Located {
  if (tree.documents.length > 1 && /^\d+$/.test(path[0] ?? "")) {
    const root = tree.documents[Number(path[0])];
    const found = root === undefined ? NOT_FOUND : search(tree, root, path.slice(1));
    if (found.status !== "not-found") return found;
  }
  const found = tree.documents
    .map((root) => search(tree, root, path))
    .filter((located) => located.status !== "not-found");
  if (found.length <= 1) return found[0] ?? NOT_FOUND;
  const places = found.flatMap((one): readonly Place[] => {
    if (one.status === "found") return [{ path: formatKeyPath(one.path), line: one.line }];
    if (one.status === "ambiguous") return one.places;
    return one.status === "not-editable" ? [{ path: formatKeyPath(path), line: one.line }] : [];
  });
  return { status: "ambiguous", places };
}

const NOT_FOUND: Located = { status: "not-found" };

/** One search. Coming back to a node with as many parts left means a circle, or a place searched before. */
interface Search {
  readonly tree: ConfigTree;
  readonly seen: Map<ConfigNode, Set<number>>;
  /** Interpolations followed so far: those too can lead in a circle. */
  readonly hops: number;
}

const MAX_HOPS = 20;

function search(tree: ConfigTree, root: ConfigNode, path: KeyPath, hops = 0): Located {
  return hops > MAX_HOPS ? NOT_FOUND : descend({ tree, seen: new Map(), hops }, root, path);
}

function descend(state: Search, node: ConfigNode, path: KeyPath): Located {
  const { tree } = state;
  const seen = state.seen.get(node) ?? new Set();
  if (seen.has(path.length)) return NOT_FOUND;
  state.seen.set(node, seen.add(path.length));
  const [part, ...rest] = path;
  if (node.kind === "alias") {
    const source = descend(state, node.target, path);
    if (source.status === "not-found") return NOT_FOUND;
    const why = `comes from the alias *${node.name}`;
    return blocked(tree, "alias", node, why, placeOf(source));
  }
  if (part === undefined) return arrive(state, node);
  if (node.kind === "list") {
    const item = /^\d+$/.test(part) ? node.items[Number(part)] : undefined;
    return item === undefined ? NOT_FOUND : descend(state, item, rest);
  }
  if (node.kind === "scalar") {
    const inside = interpolationOf(node.value);
    return inside === null ? NOT_FOUND : interpolated(state, node, inside, path);
  }
  const matches = entriesNamed(node, part);
  if (matches.length > 1) {
    const places = matches.map(({ node: twin }) => ({
      path: pathText(twin, tree),
      line: tree.lineOf(twin.start),
    }));
    return { status: "ambiguous", places };
  }
  const match = matches[0];
  if (match !== undefined) return descend(state, match.node, rest);
  return merged(state, node, path);
}

function arrive(state: Search, node: MapNode | ListNode | ScalarNode): Located {
  const { tree } = state;
  if (node.kind === "map") return blocked(tree, "collection", node, "is a mapping, not a value");
  if (node.kind === "list") {
    const flat = node.items.every((item) => item.kind === "scalar" && isFree(item));
    if (!flat) return blocked(tree, "collection", node, "is a list, not a flat list of numbers");
  } else {
    if (node.style === "absent") return blocked(tree, "no-value", node, "is a key without a value");
    const inside = interpolationOf(node.value);
    if (inside !== null) return interpolated(state, node, inside, []);
    if (!isFree(node)) return blocked(tree, "tag", node, `has the tag ${node.tag}`);
  }
  const { start, end } = node;
  const line = tree.lineOf(start);
  return { status: "found", node, path: pathOf(node, tree), start, end, line };
}

/** Whether a scalar has a value of its own that may be replaced, under no tag that would forbid a number. */
export function isFree(node: ScalarNode): boolean {
  if (node.style === "absent" || interpolationOf(node.value) !== null) return false;
  return node.tag === null || /^tag:yaml\.org,2002:(float|int)$/.test(node.tag);
}

function interpolated(state: Search, node: ScalarNode, inside: string, rest: KeyPath): Located {
  const why = `is filled in from ${JSON.stringify(inside)}`;
  return blocked(
    state.tree,
    "interpolation",
    node,
    why,
    interpolationSource(state, node, inside, rest),
  );
}

function interpolationSource(
  { tree, hops }: Search,
  node: ScalarNode,
  inside: string,
  rest: KeyPath,
): Place | null {
  let root: ConfigNode = node;
  const parent: string[] = [];
  for (; root.parent !== null; root = root.parent) parent.unshift(root.label);
  const paths = tree.format.referencePaths(inside, parent.slice(0, -1));
  for (const path of paths) {
    const place = placeOf(search(tree, root, [...path, ...rest], hops + 1));
    if (place !== null) return place;
  }
  return null;
}

function merged(state: Search, map: MapNode, path: KeyPath): Located {
  const { inherits } = state.tree.format;
  if (inherits === null) return NOT_FOUND;
  for (const merge of map.merges) {
    for (const from of merge.kind === "list" ? merge.items : [merge]) {
      const target = from.kind === "alias" ? from.target : from;
      const source = descend(state, target, path);
      if (source.status === "not-found") continue;
      const why = inherits.why(from, target);
      return blocked(state.tree, inherits.reason, from, why, placeOf(source));
    }
  }
  return NOT_FOUND;
}

function placeOf(located: Located): Place | null {
  if (located.status === "found") {
    return { path: formatKeyPath(located.path), line: located.line };
  }
  return located.status === "not-editable" ? located.source : null;
}

function blocked(
  tree: ConfigTree,
  reason: NotEditableReason,
  node: ConfigNode,
  why: string,
  source: Place | null = null,
): Located {
  return { status: "not-editable", reason, line: tree.lineOf(node.start), why, source };
}
