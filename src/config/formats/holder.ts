import { InputError } from "../../core/errors.ts";
import type { ConfigNode, ConfigTree, KeyPath, MapEntry, MapNode } from "../format.ts";
import { interpolationOf } from "../interpolation.ts";
import { formatKeyPath } from "../key-path.ts";

/** Where a missing key belongs. */
export interface Holder {
  /** The deepest mapping of the path that is there; null when the document holds nothing yet. */
  readonly map: MapNode | null;
  /** The root of the document that it is in. */
  readonly root: ConfigNode;
  /** Full path of the mapping, without a document index. */
  readonly path: KeyPath;
  /** The parts that are missing below it, at least one. */
  readonly keys: readonly [string, ...string[]];
}

/**
 * Finds the deepest mapping of a path that is there. In a file of several documents the path must
 * start with the document's index.
 *
 * @throws InputError `key-not-creatable` when the path exists, or leads through something that
 *   cannot hold a key: a value, the end of a list, an alias, an interpolation, a merged mapping
 */
export function findHolder(tree: ConfigTree, path: KeyPath): Holder {
  const many = tree.documents.length > 1;
  const index = many ? path[0] : "0";
  const root = /^\d+$/.test(index ?? "") ? tree.documents[Number(index)] : undefined;
  if (root === undefined) {
    const last = tree.documents.length - 1;
    return refuse(tree, path, null, `it has several documents: start the path with 0 to ${last}`);
  }
  const parts = many ? path.slice(1) : path;
  let at: ConfigNode = root;
  for (const [depth, part] of parts.entries()) {
    if (at.kind === "map") {
      const next: ConfigNode | null = child(tree, path, at, part);
      if (next === null) {
        const keys = [part, ...parts.slice(depth + 1)] as const;
        if (keys.length > 1 && holdsMerged(at, part)) {
          refuse(
            tree,
            path,
            at,
            `${part} comes from a merged mapping, which a key here would hide`,
          );
        }
        return { map: at, root, path: parts.slice(0, depth), keys };
      }
      at = next;
    } else if (at.kind === "list") {
      const item = /^\d+$/.test(part) ? at.items[Number(part)] : undefined;
      if (item === undefined) {
        return refuse(tree, path, at, `it leads to item ${part} of a list of ${at.items.length}`);
      }
      at = item;
    } else if (at === root && at.kind === "scalar" && at.value === null && isUnwritten(at)) {
      const keys = [part, ...parts.slice(depth + 1)] as const;
      return { map: null, root, path: [], keys };
    } else return refuse(tree, path, at, whyNot(at));
  }
  return refuse(tree, path, at, "it is there already");
}

function isUnwritten(node: ConfigNode): boolean {
  return node.kind === "scalar" && (node.style === "absent" || node.style === "empty");
}

function child(tree: ConfigTree, path: KeyPath, map: MapNode, part: string): ConfigNode | null {
  const twins = entriesNamed(map, part);
  if (twins.length > 1) refuse(tree, path, map, `${part} stands there more than once`);
  return twins[0]?.node ?? null;
}

// Of mappings with many entries, because looking through them for each of their keys takes quadratic
// time. A parsed tree does not change.
const byName = new WeakMap<MapNode, Map<string, MapEntry[]>>();

/** The entries of a mapping that a path's part names, in file order: more than one where a key is repeated. */
export function entriesNamed(map: MapNode, part: string): readonly MapEntry[] {
  const nameOf = (key: string) => (map.foldsCase ? key.toLowerCase() : key);
  const asked = nameOf(part);
  if (map.entries.length < FEW) {
    return map.entries.filter(({ key }) => key !== null && nameOf(key) === asked);
  }
  let index = byName.get(map);
  if (index === undefined) {
    index = new Map();
    for (const entry of map.entries) {
      if (entry.key === null) continue;
      const name = nameOf(entry.key);
      const twins = index.get(name);
      if (twins === undefined) index.set(name, [entry]);
      else twins.push(entry);
    }
    byName.set(map, index);
  }
  return index.get(asked) ?? [];
}

const FEW = 16;

function holdsMerged(map: MapNode, part: string, seen = new Set<ConfigNode>()): boolean {
  if (seen.has(map)) return false;
  seen.add(map);
  return map.merges
    .flatMap((merge) => (merge.kind === "list" ? merge.items : [merge]))
    .map((from) => (from.kind === "alias" ? from.target : from))
    .some(
      (from) =>
        from.kind === "map" &&
        (from.entries.some(({ key }) => key === part) || holdsMerged(from, part, seen)),
    );
}

function whyNot(node: ConfigNode): string {
  if (node.kind === "alias") return `it leads through the alias *${node.name}: change it there`;
  if (node.kind !== "scalar") return "it leads through a list";
  const inside = interpolationOf(node.value);
  if (inside !== null) return `it leads through a value filled in from ${JSON.stringify(inside)}`;
  if (node.value === null) return `${node.label} is empty: write a mapping there first`;
  return `it leads through a value: ${node.label} is no mapping`;
}

/** Says why a key cannot be added. */
export function refuse(tree: ConfigTree, path: KeyPath, at: ConfigNode | null, why: string): never {
  const text = formatKeyPath(path);
  const line = at === null ? null : tree.lineOf(at.start);
  const where = line === null ? "" : `, line ${line}`;
  throw new InputError(
    "key-not-creatable",
    `The key ${text} cannot be added to ${tree.file}${where}: ${why}`,
    { data: { file: tree.file, path: text, line, why } },
  );
}
