import { InputError } from "../core/errors.ts";
import {
  type ConfigFormat,
  type ConfigNode,
  type ConfigTree,
  parseConfig,
  type ScalarValue,
} from "./format.ts";
import { interpolationOf } from "./interpolation.ts";
import { parseKeyPath, pathText } from "./key-path.ts";
import { locate } from "./locate.ts";

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

/**
 * The one key to write when the user named none.
 *
 * @returns the path of the only editable candidate
 * @throws InputError `key-needed` when there is none or more than one, with the candidates
 */
export function pickKey(text: string, format: ConfigFormat, file = "the config"): string {
  const tree = parseConfig(text, format, file);
  const candidates = lrCandidates(tree);
  const editable = candidates.filter((candidate) => candidate.editable);
  const only = editable[0];
  if (only !== undefined && editable.length === 1) return only.path;
  const [shown, what] =
    editable.length > 1
      ? [editable, `${file} has ${editable.length} keys that look like a learning rate`]
      : [numericKeys(tree, 20), `${file} has no key that looks like a learning rate`];
  const choice = shown.length === 0 ? "It holds no numbers." : `Name one: ${listed(shown)}`;
  throw new InputError("key-needed", `${what}. ${choice}`, {
    data: { file, candidates: shown.length === 0 ? candidates : shown },
  });
}

/** Candidates in a sentence: `optimizer.lr (0.1, line 3), …`, at most 20. */
export function listed(candidates: readonly Candidate[]): string {
  const shown = candidates.slice(0, 20).map(({ path, value, line }) => {
    const now = typeof value === "string" ? JSON.stringify(value) : String(value);
    return `${path} (${now}, line ${line})`;
  });
  const more = candidates.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function couldBeLr(value: ScalarValue): boolean {
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
  const visit = (node: ConfigNode) => {
    const real = node.kind === "alias" ? node.target : node;
    if (real.kind !== "scalar" || found.length >= limit || !wanted(node, real.value)) return;
    const path = pathText(node, tree);
    found.push({
      path,
      value: real.value,
      line: tree.lineOf(node.start),
      editable: isEditable(tree, path),
    });
  };
  for (const root of tree.documents) walk(root, visit);
  return found;
}

function isEditable(tree: ConfigTree, path: string): boolean {
  try {
    return locate(tree, parseKeyPath(path)).status === "found";
  } catch {
    return false;
  }
}

/** The path of every value in the file, at most `limit`. */
export function valuePaths(tree: ConfigTree, limit: number): string[] {
  const paths: string[] = [];
  for (const root of tree.documents) {
    walk(root, (node) => {
      if (node.kind !== "map" && node.kind !== "list" && node.parent !== null) {
        if (paths.length < limit) paths.push(pathText(node, tree));
      }
    });
  }
  return paths;
}

/** Calls back for every node that a path can name, in file order; merged values are not visited. */
function walk(node: ConfigNode, visit: (node: ConfigNode) => void): void {
  visit(node);
  if (node.kind === "map") {
    for (const entry of node.entries) if (entry.key !== null) walk(entry.node, visit);
  } else if (node.kind === "list") {
    for (const item of node.items) walk(item, visit);
  }
}
