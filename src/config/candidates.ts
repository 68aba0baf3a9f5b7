import { distance } from "fastest-levenshtein";
import {
  type ConfigFormat,
  type ConfigNode,
  type ConfigTree,
  parseConfig,
  type ScalarValue,
} from "./format.ts";
import { entriesNamed } from "./formats/holder.ts";
import { interpolationOf } from "./interpolation.ts";
import { formatPart, isPathPart } from "./key-path.ts";
import { type FoundKey, lrCost, numberCost, roleOf } from "./likeness.ts";
import { isFree } from "./locate.ts";
import { lrRole } from "./lr-names.ts";

/** A key that may be the one to write. */
export interface Candidate {
  readonly path: string;
  /** Current value; for an alias the value it stands for, null where none is written. */
  readonly value: ScalarValue;
  /** One-based. */
  readonly line: number;
  /** False for aliases and interpolations, which are never written through. */
  readonly editable: boolean;
}

/** Whether a key's name is one under which people keep a learning rate. */
export function isLrName(key: string): boolean {
  return lrRole(key) !== null;
}

/**
 * Keys named like a learning rate (`lr`, `learning_rate`, `learningRate`, `lr0`, `base_lr`, `unet_lr`,
 * `eta0`, …, the items of a list under such a name, and its `value`) whose value is a number, a
 * number in quotes, `auto` or nothing; in file order.
 */
export function candidateKeys(
  text: string,
  format: ConfigFormat,
  file = "the config",
): Candidate[] {
  return lrCandidates(parseConfig(text, format, file));
}

/** {@link candidateKeys} of a parsed config. */
export function lrCandidates(tree: ConfigTree): Candidate[] {
  return collect(tree, isLr).map(({ candidate }) => candidate);
}

/** {@link lrCandidates}, the likeliest first. */
export function likeliest(tree: ConfigTree): Candidate[] {
  return cheapestFirst(collect(tree, isLr), lrCost);
}

/** The same for keys that hold a number, or are named after a learning rate and hold a text. */
export function numericKeys(tree: ConfigTree, limit: number): Candidate[] {
  const found = collect(
    tree,
    (node, value) =>
      typeof value === "number" || (typeof value === "string" && roleOf(node) !== null),
  );
  return cheapestFirst(found, numberCost).slice(0, limit);
}

function isLr(node: ConfigNode, value: ScalarValue): boolean {
  if (node.parent === null || !couldBeLr(value)) return false;
  const role = roleOf(node);
  // `lr_x: 5` is a length or a switch: the rates of parts are small.
  return role !== null && !(role === "part" && Number.isInteger(value) && Number(value) > 1);
}

/** What stands where a program is to choose: in DeepSpeed's config, what its caller was told. */
export const AUTO = "auto";

/** How many candidates a message and its data hold. */
export const SHOWN = 20;

/** Candidates for the data of an error: the first 20, and how many more there are. */
export function shortList(candidates: readonly Candidate[]): {
  readonly candidates: readonly Candidate[];
  readonly more: number;
} {
  const shown = candidates.slice(0, SHOWN);
  return { candidates: shown, more: candidates.length - shown.length };
}

/**
 * Candidates in a sentence: `optimizer.lr (0.1, line 3), …`, at most 20; long paths and values cut. A key
 * that stands several times is there once: `lr (0.1, line 1, and 0.2, line 2)`.
 */
export function listed(candidates: readonly Candidate[]): string {
  const { candidates: few, more } = shortList(candidates);
  const places = new Map<string, string[]>();
  for (const { path, value, line } of few) {
    const now = typeof value === "string" ? JSON.stringify(clipped(value, 40)) : String(value);
    places.set(path, [...(places.get(path) ?? []), `${now}, line ${line}`]);
  }
  const shown = [...places].map(([path, at]) => `${clipped(path, 200)} (${at.join(", and ")})`);
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function clipped(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/**
 * Candidates in the order in which they are likely meant by a path that is not there: as they are
 * where all can be shown, else by Levenshtein distance (of the first 200 characters).
 */
export function nearestFirst(candidates: readonly Candidate[], path: string): readonly Candidate[] {
  if (candidates.length <= SHOWN) return candidates;
  const wanted = path.slice(0, 200);
  return cheapestFirst(
    candidates.map((candidate) => ({ candidate })),
    ({ candidate }) => distance(wanted, candidate.path.slice(0, 200)),
  );
}

// Those that cost the same stay in their order. Each cost is counted once.
function cheapestFirst<Key extends { readonly candidate: Candidate }>(
  found: readonly Key[],
  cost: (key: Key) => number,
): Candidate[] {
  const costs = found.map(cost);
  const order = found.map((_one, i) => i);
  order.sort((a, b) => (costs[a] as number) - (costs[b] as number) || a - b);
  return order.map((i) => (found[i] as Key).candidate);
}

/** Whether a learning rate may stand there now: a number, a number as text, `auto`, a reference or nothing. */
export function couldBeLr(value: ScalarValue): boolean {
  if (value === null || typeof value === "number") return true;
  if (typeof value !== "string") return false;
  const text = value.trim();
  return (
    text === AUTO ||
    interpolationOf(value) !== null ||
    (text !== "" && Number.isFinite(Number(text)))
  );
}

function collect(
  tree: ConfigTree,
  wanted: (node: ConfigNode, value: ScalarValue) => boolean,
): (FoundKey & { readonly candidate: Candidate })[] {
  const found: (FoundKey & { readonly candidate: Candidate })[] = [];
  visitNamed(tree, (node, path, reachable) => {
    const real = node.kind === "alias" ? node.target : node;
    if (real.kind !== "scalar" || !wanted(node, real.value)) return;
    const { value } = real;
    const editable = reachable && node.kind === "scalar" && isFree(node);
    found.push({
      node,
      value,
      candidate: { path, value, line: tree.lineOf(node.start), editable },
    });
  });
  return found;
}

/** The path of every value in the file, at most `limit`. */
export function valuePaths(tree: ConfigTree, limit: number): string[] {
  const paths: string[] = [];
  visitNamed(tree, (node, path) => {
    const isValue = node.kind !== "map" && node.kind !== "list" && node.parent !== null;
    if (isValue && paths.length < limit) paths.push(path);
  });
  return paths;
}

/** The paths of the values under a key, wherever it stands, in file order. */
export function pathsNamed(tree: ConfigTree, key: string): string[] {
  const paths: string[] = [];
  // A walk over 100,000 keys takes a while; nobody escapes the letters of such a key.
  if (!tree.text.includes(key)) return paths;
  visitNamed(tree, (node, path, reachable) => {
    const isKey = node.label === key && node.parent?.kind === "map" && node.kind !== "map";
    if (isKey && reachable) paths.push(path);
  });
  return paths;
}

/**
 * @param path what `pathText` gives
 * @param reachable whether `locate` comes to this node by its path: no key on the way stands there
 *   twice or is one that no path may hold
 */
type Visit = (node: ConfigNode, path: string, reachable: boolean) => void;

/**
 * Calls back for every node that a path can name, in file order; merged values are not visited. Paths
 * grow on the way down: looking each up from the root takes quadratic time.
 */
function visitNamed(tree: ConfigTree, visit: Visit): void {
  const many = tree.documents.length > 1;
  for (const root of tree.documents) walk(root, many ? root.label : "", true, visit);
}

function walk(node: ConfigNode, path: string, reachable: boolean, visit: Visit): void {
  visit(node, path, reachable);
  const lead = path === "" ? "" : `${path}.`;
  if (node.kind === "map") {
    for (const { key, node: child } of node.entries) {
      if (key === null) continue;
      const only = reachable && isPathPart(key) && entriesNamed(node, key).length === 1;
      walk(child, lead + formatPart(key), only, visit);
    }
  } else if (node.kind === "list") {
    for (const item of node.items) walk(item, lead + item.label, reachable, visit);
  }
}
