import { SETTING_TITLES } from "../../contract/index.ts";
import { formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import { knownOf } from "../../result/known.ts";
import type { Result } from "../../result/types.ts";
import { clean, entryIn, type Words } from "../../words/index.ts";

/** A setting that the compared results do not share. */
export interface Factor {
  /** As the result's options call it, e.g. `optimizer`, `batchSize`, `optimizerOptions.weightDecay`. */
  readonly name: string;
  /** In words, e.g. `batch size`. */
  readonly title: string;
  /** Whether every value that there is is a number. */
  readonly numeric: boolean;
  /** Distinct values as text, numbers in order of size; `–` where a result lacks it. */
  readonly values: readonly string[];
}

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
  "budget",
  "epochs",
  "totalSteps",
  "accumulate",
  "repeats",
  "seed",
  "startLr",
  "endLr",
  "steps",
  "mode",
];

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
 * @param titleOf names a setting @default in English
 */
export function differingFactors(
  all: readonly ReadonlyMap<string, string>[],
  titleOf: (name: string) => string = factorTitle,
): Factor[] {
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
    .map((name) => factor(name, titleOf(name), valuesOf(name)));
}

function rank(name: string): number {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}

function factor(name: string, title: string, values: readonly string[]): Factor {
  const distinct = [...new Set(values)];
  const present = distinct.filter((value) => value !== ABSENT);
  const numeric = present.every((value) => value !== "" && Number.isFinite(Number(value)));
  const sorted = distinct.sort((a, b) => compareValues(a, b, numeric));
  return { name, title, numeric, values: sorted };
}

/** Numbers by size, text by its letters, absent values last. */
export function compareValues(a: string, b: string, numeric: boolean): number {
  if (a === ABSENT || b === ABSENT) return Number(a === ABSENT) - Number(b === ABSENT);
  if (numeric) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What settings are called in a language: `optimizerOptions.weightDecay` -> "weight decay". */
export function settingTitles({
  comparison: { settings },
}: {
  readonly comparison: Pick<Words["comparison"], "settings">;
}): (name: string) => string {
  return (name) => {
    const last = name.replace(/^(optimizerOptions|stopRule)\./, "");
    const known = entryIn<string>(settings, last);
    return known ?? last.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  };
}

/** The same in the language that messages are written in. */
export const factorTitle = settingTitles({ comparison: { settings: SETTING_TITLES } });

/** A factor's value for people: learning rates in their usual form. */
export function valueText(name: string, value: string): string {
  return name.endsWith("Lr") && value !== ABSENT ? formatLr(Number(value)) : value;
}

/** Longest value that is shown whole. */
const VALUE_LENGTH = 60;

/** Names that say where a result came from and when, not how it was trained. */
const OUTCOMES = new Set(["name", "out", "report"]);

/**
 * Everything that was set for a result, by dotted names: its trainer's own words on optimizer, batch
 * size and engine, the seed, the data, and every option as resolved.
 *
 * Values are text, cut at 60 characters; null, undefined and what nobody knows count as absent.
 */
export function settings({
  options: own,
  record,
  data,
  warnings,
}: Result): ReadonlyMap<string, string> {
  const known = knownOf(record, warnings);
  const found = new Map<string, string>();
  const add = (name: string, value: unknown) => {
    if (value === null || value === undefined || OUTCOMES.has(name)) return;
    if (typeof value === "object" && !Array.isArray(value)) {
      for (const [inner, part] of Object.entries(value)) add(`${name}.${inner}`, part);
      return;
    }
    found.set(name, clean(typeof value === "string" ? value : toJson(value), VALUE_LENGTH));
  };
  const { options, ...trainer } = known;
  for (const [name, value] of Object.entries(own)) {
    // A result holds its sweep's options twice, with what stands for unknown ones.
    if (!(name in record.options) || name in options) add(name, value);
  }
  for (const [name, value] of Object.entries(options)) add(name, value);
  for (const name of ["optimizer", "batchSize", "parameterCount", "engine"] as const) {
    add(name, trainer[name]);
  }
  add("data", data?.source);
  add("digest", data?.digest.slice(0, 12));
  return found;
}
