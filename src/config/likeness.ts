import { distance } from "fastest-levenshtein";
import { maxOf } from "../core/stats.ts";
import type { ConfigNode, MapNode, ScalarValue } from "./format.ts";
import { type LrRole, lrRole, namesLr, wordsOf } from "./lr-names.ts";

/** A value and the node that stands for it: the value's own, or an alias. */
export interface FoundKey {
  readonly node: ConfigNode;
  readonly value: ScalarValue;
}

// Under a learning rate that is a mapping (`learning_rate: {value: 0.001}`): its number.
const VALUES = new Set([
  ...["value", "default", "initial", "init", "base", "peak", "max", "start", "rate"],
  ...["init_value", "initial_value", "peak_value", "base_value", "initial_rate", "max_rate"],
]);

// Beside them: the mapping is a range to search, and no number in it is the rate.
const SEARCHED = new Set(["min", "values", "distribution", "grid", "choices", "low", "high"]);

/** What the name of a value says of it: its key's, its list's or, of `value` and the like, its mapping's. */
export function roleOf(node: ConfigNode): LrRole | null {
  const holder = node.parent?.kind === "list" ? node.parent : node;
  const role = lrRole(lastName(holder.label));
  const map = holder.parent;
  if (map?.kind !== "map" || map.parent === null || !VALUES.has(holder.label)) return role;
  const isSearched =
    map.entries.length < 20 && map.entries.some(({ key }) => SEARCHED.has(key ?? ""));
  return isSearched ? null : (lrRole(lastName(map.label)) ?? role);
}

// Of a key or section that is a path itself: `[training.optimizer.learn_rate]`, `"train.lr"`.
function lastName(label: string): string {
  return label.slice(label.lastIndexOf(".") + 1);
}

// What the mappings around a number are about.
const OPTIMIZER = /^(optim|optimizer|optimisers?|optimizers|optimization|opt|solver|hyp|hparams)$/;
const SCHEDULER = /^(sched|scheduler|schedulers|schedule|schedules|callbacks?)$/;
const ASIDE = /^(find|finder|eval|evaluation|test|inference|predict|ema|logger|log|dataset|data)$/;

// Any of them: most mappings of a large config are about none.
const ABOUT = /opt|solver|hyp|hpar|sched|call|find|eval|test|infer|predict|ema|log|data/i;

const ROLE_COSTS: Readonly<Record<LrRole, number>> = { rate: 0, peak: 4, part: 6 };

/** How unlikely a key that is named like a learning rate is the one that is meant; less is likelier. */
export function lrCost({ node, value }: FoundKey): number {
  const role = roleOf(node);
  const cost = (role === null ? 9 : ROLE_COSTS[role]) + contextCost(node.parent);
  if (typeof value === "number") return cost + (value > 1e-12 ? 0 : 8);
  // A placeholder that is filled in elsewhere, as 0 is; a text may be a number.
  return cost + (value === null ? 8 : 1);
}

/**
 * The same for any number: by how much its name is like that of a learning rate, by what is around it,
 * and by its size.
 */
export function numberCost(key: FoundKey): number {
  const { node, value } = key;
  if (roleOf(node) !== null) return lrCost(key) - 100;
  const size = Math.abs(Number(value));
  const fits = size > 0 && size <= 1 && !Number.isInteger(value);
  const holder = node.parent?.kind === "list" ? node.parent : node;
  // What stands under a learning rate's name (`lr_params: {values: [0.001, 0.0005]}`) is about one.
  const isUnderLr = holder.parent !== null && namesLr(lastName(holder.parent.label));
  const name = isUnderLr ? OF_LR : nameCost(lastName(holder.label));
  return name + contextCost(node.parent) + (fits ? 0 : 3);
}

/** Of names that speak of a learning rate. */
const OF_LR = 2;

const nameCosts = new Map<string, number>();

function nameCost(label: string): number {
  // `layer1`, `layer2`, …: thousands of names that differ in nothing else.
  const name = label.length > 60 ? label.slice(0, 61) : label.replace(/\d+/g, "");
  const known = nameCosts.get(name);
  if (known !== undefined) return known;
  const cost = name.length > 60 ? 12 : costOf(name);
  if (nameCosts.size > 10_000) nameCosts.clear();
  nameCosts.set(name, cost);
  return cost;
}

const ALIKE = ["lr", "learningrate", "learnrate", "stepsize", "shrinkagerate", "alpha", "rate"];
const OTHER_RATES =
  /^(drop|dropout|decay|sample|sampling|frame|bit|error|mask|refresh|path|noise|l1|l2)/;

function costOf(name: string): number {
  const words = wordsOf(name);
  if (namesLr(name)) return OF_LR;
  const joined = words.join("");
  const isOther = words.some((word) => OTHER_RATES.test(word));
  const likeness = maxOf(
    ALIKE.map((other) => 1 - distance(joined, other) / Math.max(joined.length, other.length)),
  );
  return 12 - 8 * likeness - (words.includes("rate") && !isOther ? 2 : 0) + (isOther ? 2 : 0);
}

// A parsed tree does not change.
const contexts = new WeakMap<MapNode, number>();

function contextCost(node: ConfigNode | null): number {
  if (node === null) return 0;
  if (node.kind !== "map") return contextCost(node.parent);
  const known = contexts.get(node);
  if (known !== undefined) return known;
  const label = node.parent === null ? "" : node.label.slice(-60);
  const words = ABOUT.test(label) ? wordsOf(label) : [];
  let cost = contextCost(node.parent);
  if (words.some((word) => OPTIMIZER.test(word))) cost -= 1;
  if (words.some((word) => SCHEDULER.test(word))) cost += 2;
  if (words.some((word) => ASIDE.test(word))) cost += 6;
  contexts.set(node, cost);
  return cost;
}
