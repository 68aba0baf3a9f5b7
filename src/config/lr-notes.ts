import { note } from "../contract/make-note.ts";
import { familyOf } from "../contract/optimizers/index.ts";
import { formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { maxOf } from "../core/stats.ts";
import { AUTO, type Candidate, couldBeLr, listed, lrCandidates } from "./candidates.ts";
import type { ConfigEdit } from "./edit.ts";
import type { ConfigNode, ConfigTree, MapNode, ScalarNode } from "./format.ts";
import { parseKeyPath, pathText } from "./key-path.ts";
import { type Located, locate } from "./locate.ts";
import { wordsOf } from "./lr-names.ts";
import { ratesOf } from "./profiles/index.ts";

/** What is around the learning rates that are to be written. */
export interface LrNotes {
  readonly notes: readonly Note[];
  /** Those of them with which nothing is to be written unasked. */
  readonly doubts: readonly Note[];
}

/** A factor between the old and the new number that is worth a word, and one that is a doubt. */
const FAR = 100;
const DOUBTFUL = 10_000;

/**
 * What a user should know before learning rates go into a config:
 * - `lr-overridden`: a key beside it takes its place in this library, and is not written;
 * - `lr-left`: other learning rates of the config are not written;
 * - `lr-idle`: a value because of which the library takes no learning rate from here;
 * - `lr-was-auto`: the program was to fill it in, and refuses another number;
 * - `lr-optimizer-differs` (a doubt): the config's optimizer is of another family than the result's;
 * - `lr-far-from-old`: a hundred times the old number or a hundredth; a doubt from ten thousand on.
 *
 * @param optimizer that of the result, where it is known
 */
export function lrNotes(
  tree: ConfigTree,
  edits: readonly ConfigEdit[],
  optimizer: string | null,
): LrNotes {
  const doubts: Note[] = [];
  const notes: Note[] = [];
  const written = edits.filter(({ as }) => as === "lr").flatMap((edit) => targetOf(tree, edit));
  for (const { path, node, value } of written) {
    const { value: old } = node;
    if (old === AUTO) notes.push(wasAuto(path));
    if (typeof old !== "number" || !(old > 0)) continue;
    const factor = Math.max(value / old, old / value);
    if (factor >= FAR) (factor >= DOUBTFUL ? doubts : notes).push(far(path, old, value));
  }
  const differing = new Map<string, Note>();
  for (const { node } of optimizer === null ? [] : written) {
    const beside = optimizerBeside(node);
    if (beside === null || optimizer === null) continue;
    const [own, result] = [familyOf(String(beside.value)), familyOf(optimizer)];
    if (own === null || result === null || own === result) continue;
    const path = pathText(beside, tree);
    differing.set(path, differs(path, String(beside.value), optimizer));
  }
  // What the edits write into it themselves is no doubt.
  for (const { path } of edits) differing.delete(path);
  doubts.push(...differing.values());
  notes.push(...others(tree, edits, written));
  return { notes: [...doubts, ...notes], doubts };
}

interface Target {
  readonly path: string;
  readonly node: ScalarNode;
  readonly value: number;
}

function targetOf(tree: ConfigTree, { path, value }: ConfigEdit): Target[] {
  const found = locate(tree, parseKeyPath(path));
  if (found.status !== "found" || found.node.kind !== "scalar") return [];
  return typeof value === "number" ? [{ path, node: found.node, value }] : [];
}

function wasAuto(path: string): Note {
  return note(
    "lr-was-auto",
    `${path} was "auto", which the program that reads it fills in from its own arguments (Transformers: learning_rate); it refuses a number here that is not the same`,
    { path, old: `"${AUTO}"` },
  );
}

function far(path: string, oldLr: number, newLr: number): Note {
  const times = Number(Math.max(newLr / oldLr, oldLr / newLr).toPrecision(2));
  const message =
    newLr > oldLr
      ? `${path} was ${formatLr(oldLr)}; ${formatLr(newLr)} is ${times} times that`
      : `${path} was ${formatLr(oldLr)}, ${times} times ${formatLr(newLr)}`;
  return note("lr-far-from-old", message, { path, oldLr, newLr });
}

function differs(path: string, optimizer: string, result: string): Note {
  return note(
    "lr-optimizer-differs",
    `the result is for ${result}, and ${path} is ${optimizer}: the learning rate of one is none for the other`,
    { path, optimizer, result },
  );
}

// Other learning rates of the config, and what voids them.
function others(
  tree: ConfigTree,
  edits: readonly ConfigEdit[],
  written: readonly Target[],
): Note[] {
  const [first] = written;
  if (first === undefined) return [];
  const isWritten = new Set(written.map(({ node }) => node.start));
  const left = lrCandidates(tree).filter(
    ({ path, value, editable }) => editable && stands(value) && !isWritten.has(startOf(tree, path)),
  );
  const found = ratesOf(tree);
  const notes: Note[] = [];
  const last = maxOf(written.map(({ path }) => found?.keys.indexOf(path) ?? -1));
  const above = found?.keys.slice(0, Math.max(last, 0)) ?? [];
  const by = left.filter(({ path }) => above.includes(path));
  if (by.length > 0 && found !== null) {
    const path = found.keys[last] as string;
    const message = `${listed(by)} takes the place of ${path}, which has no effect there: --profile ${found.profile} writes both`;
    notes.push(note("lr-overridden", message, { path, by: by.map(place), profile: found.profile }));
  }
  const rest = left.filter((one) => !by.includes(one));
  if (rest.length > 0) {
    const message = `other learning rates stay as they are: ${listed(rest)}`;
    notes.push(note("lr-left", message, { path: first.path, others: rest.map(place) }));
  }
  const idle = found?.idle ?? null;
  if (idle !== null && !edits.some(({ path }) => path === idle.path)) {
    const value = String(scalarAt(tree, idle.path)?.value);
    const message = `${idle.path} is ${value}: ${idle.why}`;
    notes.push(note("lr-idle", message, { path: first.path, by: idle.path, value }));
  }
  return notes;
}

const place = ({ path, line }: Candidate) => ({ path, line });

const stands = (value: Candidate["value"]) => couldBeLr(value) && value !== null && value !== AUTO;

function scalarAt(tree: ConfigTree, path: string): ScalarNode | null {
  const found: Located = locate(tree, parseKeyPath(path));
  return found.status === "found" && found.node.kind === "scalar" ? found.node : null;
}

const startOf = (tree: ConfigTree, path: string) => scalarAt(tree, path)?.start ?? -1;

// Where an optimizer is named: in any mapping, and in one that is an optimizer's.
const NAMED =
  /^(optim|opt|optimi[sz]er|optimi[sz]er_?(type|name|class)|optim_?(type|name)|solver)$/i;
const CLASSES = /^(@optimizers|_target_|_component_|class_path|class_name|_name|name|type)$/;

/** The name of the optimizer nearest to a value: beside it, or in the mappings around it. */
function optimizerBeside(node: ConfigNode): ScalarNode | null {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.kind !== "map") continue;
    const found = optimizerIn(at);
    if (found !== null) return found;
  }
  return null;
}

function optimizerIn(map: MapNode): ScalarNode | null {
  const ofOptimizer = isOptimizer(map.label) && map.parent !== null;
  for (const { key, node } of map.entries) {
    if (key === null) continue;
    const name = key.slice(key.lastIndexOf(".") + 1);
    if ((ofOptimizer && CLASSES.test(key)) || NAMED.test(name)) {
      if (isKnown(node)) return node;
    }
    if (node.kind === "map" && NAMED.test(name)) {
      const inside = node.entries.find(
        (entry) => CLASSES.test(entry.key ?? "") && isKnown(entry.node),
      );
      if (inside?.node.kind === "scalar") return inside.node;
    }
  }
  return null;
}

function isKnown(node: ConfigNode): node is ScalarNode {
  return node.kind === "scalar" && typeof node.value === "string" && familyOf(node.value) !== null;
}

// Not in a mapping of its arguments alone: there its class stands outside.
function isOptimizer(label: string): boolean {
  return wordsOf(label).some((word) => /^(optim|optimi[sz]er|solver|opt)$/.test(word));
}
