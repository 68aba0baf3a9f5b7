import { lrText } from "../../words/text.ts";
import type { Factor } from "./types.ts";

/** Where a result lacks a setting that others have. */
export const ABSENT = "–";

// What people vary on purpose comes first; the rest follows by name.
const ORDER = [
  "optimizer",
  "batchSize",
  "optimizerOptions.weightDecay",
  "optimizerOptions.momentum",
  "model",
  "data",
  "loss",
  "accumulate",
  "repeats",
  "seed",
  "startLr",
  "endLr",
  "steps",
  "mode",
];

const TITLES: Readonly<Record<string, string>> = {
  batchSize: "batch size",
  startLr: "start LR",
  endLr: "end LR",
  evaluateEvery: "evaluate every",
  stopRule: "stop rule",
  parameterCount: "parameters",
  totalSteps: "total steps",
  digest: "data digest",
};

/** Settings that follow from another one: left out where both tell the results apart alike. */
const FOLLOWS: Readonly<Record<string, string>> = {
  digest: "data",
  parameterCount: "model",
  target: "data",
};

/**
 * The settings in which results differ, what matters most first.
 *
 * @param all n results' settings; fewer than two give none
 */
export function differingFactors(all: readonly ReadonlyMap<string, string>[]): Factor[] {
  const names = [...new Set(all.flatMap((each) => [...each.keys()]))];
  const valuesOf = (name: string) => all.map((each) => each.get(name) ?? ABSENT);
  const differing = names.filter((name) => new Set(valuesOf(name)).size > 1);
  const partition = (name: string) => {
    const seen = new Map<string, number>();
    return valuesOf(name)
      .map((value) => {
        if (!seen.has(value)) seen.set(value, seen.size);
        return seen.get(value);
      })
      .join();
  };
  return differing
    .filter((name) => {
      const first = FOLLOWS[name];
      return !(first && differing.includes(first) && partition(first) === partition(name));
    })
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((name) => factor(name, valuesOf(name)));
}

function rank(name: string): number {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}

function factor(name: string, values: readonly string[]): Factor {
  const distinct = [...new Set(values)];
  const present = distinct.filter((value) => value !== ABSENT);
  const numeric = present.every((value) => value !== "" && Number.isFinite(Number(value)));
  const sorted = distinct.sort((a, b) => compareValues(a, b, numeric));
  return { name, title: factorTitle(name), numeric, values: sorted };
}

/** Numbers by size, text by its letters, absent values last. */
export function compareValues(a: string, b: string, numeric: boolean): number {
  if (a === ABSENT || b === ABSENT) return Number(a === ABSENT) - Number(b === ABSENT);
  if (numeric) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `optimizerOptions.weightDecay` -> "weight decay". */
export function factorTitle(name: string): string {
  const last = name.replace(/^(optimizerOptions|stopRule)\./, "");
  const known = Object.hasOwn(TITLES, last) ? TITLES[last] : undefined;
  return known ?? last.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

/** A factor's value for people: learning rates in their usual form. */
export function valueText(name: string, value: string): string {
  return /Lr$/.test(name) && value !== ABSENT ? lrText(Number(value)) : value;
}
