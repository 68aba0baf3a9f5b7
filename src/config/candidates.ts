import { distance } from "fastest-levenshtein";
import { InputError } from "../core/errors.ts";
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
import { isFree } from "./locate.ts";

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

// Lower case, without `_` and `-`. Floors and warmup starts (min_lr, lrf) are not the rate itself.
const LR_NAMES = new Set([
  ...["lr", "lr0", "lrmax", "maxlr", "baselr", "lrbase", "initlr", "initiallr", "peaklr", "lrpeak"],
  ...["startlr", "lrinit", "eta", "eta0", "learningrate", "learningrateinit", "baselearningrate"],
  ...["initiallearningrate", "initlearningrate", "maxlearningrate", "peaklearningrate"],
]);

/** Whether a key's name is one under which people keep a learning rate. */
export function isLrName(key: string): boolean {
  return LR_NAMES.has(key.toLowerCase().replace(/[_-]/g, ""));
}

/**
 * Keys named like a learning rate (`lr`, `learning_rate`, `learningRate`, `lr0`, `base_lr`, `max_lr`,
 * `eta0`, …, and the items of a list under such a name) whose value is a number, a number in
 * quotes, `auto` or nothing; in file order.
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
  return collect(tree, (node, value) => {
    const named = node.parent?.kind === "list" ? node.parent.label : node.label;
    return node.parent !== null && isLrName(named) && couldBeLr(value);
  });
}

/** All keys that hold a number, in file order, at most `limit`. */
export function numericKeys(tree: ConfigTree, limit: number): Candidate[] {
  return collect(tree, (_node, value) => typeof value === "number", limit);
}

/** How many candidates a message and its data hold. */
const SHOWN = 20;

/**
 * The one key to write when the user named none.
 *
 * @returns the path of the only editable candidate
 * @throws InputError `key-needed` when there is none or more than one, with the first 20 candidates
 *   and how many `more` there are
 */
export function pickKey(text: string, format: ConfigFormat, file = "the config"): string {
  const tree = parseConfig(text, format, file);
  const candidates = lrCandidates(tree);
  const editable = candidates.filter((candidate) => candidate.editable);
  const only = editable[0];
  if (only !== undefined && editable.length === 1) return only.path;
  if (only === undefined && candidates.length > 0) {
    throw new InputError(
      "key-needed",
      `${file} has no key for a learning rate that can be written as it is: ${listed(candidates)}. ${
        candidates.some(({ path }, i) => candidates[i + 1]?.path === path)
          ? "Remove the duplicate first."
          : "Name the key of a number with --key."
      }`,
      { data: { file, ...shortList(candidates) } },
    );
  }
  const [found, what] =
    editable.length > 1
      ? [editable, `${file} has ${editable.length} keys that look like a learning rate`]
      : [numericKeys(tree, SHOWN), `${file} has no key that looks like a learning rate`];
  const choice = found.length === 0 ? "It holds no numbers." : `Name one: ${listed(found)}`;
  throw new InputError("key-needed", `${what}. ${choice}`, {
    data: { file, ...shortList(found.length === 0 ? candidates : found) },
  });
}

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
  const letters = candidates.map((one) => distance(wanted, one.path.slice(0, 200)));
  const order = candidates.map((_one, i) => i);
  order.sort((a, b) => (letters[a] as number) - (letters[b] as number) || a - b);
  return order.map((i) => candidates[i] as Candidate);
}

/** Whether a learning rate may stand there now: a number, a number as text, `auto`, a reference or nothing. */
export function couldBeLr(value: ScalarValue): boolean {
  if (value === null || typeof value === "number") return true;
  if (typeof value !== "string") return false;
  const text = value.trim();
  return (
    text === "auto" ||
    interpolationOf(value) !== null ||
    (text !== "" && Number.isFinite(Number(text)))
  );
}

function collect(
  tree: ConfigTree,
  wanted: (node: ConfigNode, value: ScalarValue) => boolean,
  limit = Number.POSITIVE_INFINITY,
): Candidate[] {
  const found: Candidate[] = [];
  visitNamed(tree, (node, path, reachable) => {
    const real = node.kind === "alias" ? node.target : node;
    if (real.kind !== "scalar" || found.length >= limit || !wanted(node, real.value)) return;
    const editable = reachable && node.kind === "scalar" && isFree(node);
    found.push({ path, value: real.value, line: tree.lineOf(node.start), editable });
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
