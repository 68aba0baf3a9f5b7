import { isFact } from "../../contract/notes.ts";
import { maxOf, median, minOf } from "../../core/stats.ts";
import { checkResults } from "../../result/check-result.ts";
import type { Result } from "../../result/types.ts";
import type { Confidence } from "../../suggest/index.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { clean } from "../../words/index.ts";
import {
  ABSENT,
  differingFactors,
  type Factor,
  factorTitle,
  settings,
  valueText,
} from "./factors.ts";

/** One compared result in numbers: a row of the table. */
export interface CompareRow {
  /** Zero-based place among the results as they were given. */
  readonly index: number;
  readonly name: string;
  /** Short text that tells it from the others. */
  readonly label: string;
  /** Value of each {@link Factor} by its name. */
  readonly factors: Readonly<Record<string, string>>;
  readonly lr: number | null;
  /** Low and high end of its range. */
  readonly range: readonly [number, number] | null;
  readonly confidence: Confidence | null;
  readonly method: string | null;
  /** Code of why there is no suggestion. */
  readonly reason: string | null;
  /** Smoothed loss where the LR is too small to matter, and the smallest, with its LR. */
  readonly startLoss: number | null;
  readonly lowestLoss: number | null;
  readonly lowestLossLr: number | null;
  readonly divergedLr: number | null;
  /** Smallest final held-out loss of its probes, else smallest of the sweep. */
  readonly heldOutLoss: number | null;
  /** Kind of the planned schedule. */
  readonly schedule: string | null;
  readonly stopReason: string;
  /** Optimizer updates spent, and the time for them. */
  readonly trainSteps: number;
  readonly seconds: number;
  readonly warnings: number;
  readonly createdAt: string;
  /** Its own report, relative as the result has it. */
  readonly report: string | null;
}

/** Results that have one value of a factor, together. */
export interface Group {
  readonly value: string;
  /** Indices into the rows. */
  readonly rows: readonly number[];
  /** Rows with a suggestion. */
  readonly found: number;
  /** Geometric median, lowest and highest of the suggested LRs. */
  readonly lr: { readonly median: number; readonly low: number; readonly high: number } | null;
  /** Median of the smallest smoothed losses. */
  readonly lowestLoss: number | null;
}

/** What a comparison says, as data. */
export interface Comparison {
  readonly version: 1;
  readonly rows: readonly CompareRow[];
  /** What differs, what matters most first. */
  readonly factors: readonly Factor[];
  /** For each factor that puts at least two results together, by its name. */
  readonly groups: Readonly<Record<string, readonly Group[]>>;
  /** Whether losses can be set against each other; if not, what stands against it. */
  readonly comparable: { readonly losses: boolean; readonly differs: readonly string[] };
}

/** Settings that change what a loss of 1 means. */
const LOSS_SETTINGS = ["data", "digest", "loss", "target", "targetScale", "task"];

/**
 * Sets results side by side: what differs between them, one row each, and what the results with one
 * value of a setting have in common.
 *
 * @param results any number, in the order in which they are to be shown
 * @param titleOf names a setting in titles and labels @default in English
 */
export function compare(
  results: readonly Result[],
  titleOf: (name: string) => string = factorTitle,
): Comparison {
  checkResults(results);
  const all = results.map(settings);
  const factors = differingFactors(all, titleOf);
  const labels = labelsOf(results, all, factors);
  const rows = results.map((result, index) =>
    row(result, index, labels[index] as string, all[index] as ReadonlyMap<string, string>, factors),
  );
  const grouping = factors.filter(
    ({ values }) => values.length < results.length && values.length > 1,
  );
  const differs = factors.filter(({ name }) => LOSS_SETTINGS.includes(name));
  return {
    version: 1,
    rows,
    factors,
    groups: Object.fromEntries(grouping.map((each) => [each.name, groupsOf(each, rows)])),
    comparable: { losses: differs.length === 0, differs: differs.map(({ title }) => title) },
  };
}

/** Settings whose value says by itself what it is of. */
const TELLING = new Set(["optimizer", "model", "data"]);
/** Settings that are tried for a label, and most of them in one. */
const [TRIED_SETTINGS, MOST_SETTINGS] = [12, 4];

/**
 * The results' names; those of one name are told apart by what differs between them, said as shortly as
 * that is possible, then by when they were made, and last of all by a number.
 */
function labelsOf(
  results: readonly Result[],
  all: readonly ReadonlyMap<string, string>[],
  factors: readonly Factor[],
): string[] {
  const names = results.map(({ name }) => clean(name, 48));
  const oneName = new Set(names).size === 1;
  const labels = [...names];
  for (const members of partition(names)) {
    if (members.length < 2) continue;
    const valuesOf = ({ name }: Factor) => members.map((i) => all[i]?.get(name) ?? ABSENT);
    const differing = factors.filter((factor) => new Set(valuesOf(factor)).size > 1);
    const telling = fewest(differing.slice(0, TRIED_SETTINGS), (chosen) =>
      partition(members.map((_, k) => chosen.map((factor) => valuesOf(factor)[k]).join("\n"))),
    );
    members.forEach((i, k) => {
      const parts = telling.map((factor) => partOf(factor, valuesOf(factor)[k] as string));
      const named = oneName && parts.length > 0 ? [] : [names[i] as string];
      labels[i] = [...named, ...parts].join(" · ");
    });
  }
  for (const members of partition(labels)) {
    if (members.length < 2) continue;
    const times = timesOf(members.map((i) => results[i]?.createdAt ?? ""));
    const shown = new Set(times).size > 1 ? times : members.map(() => "");
    members.forEach((i, k) => {
      if (shown[k] !== "") labels[i] = `${labels[i]} · ${clean(shown[k] as string, 24)}`;
    });
  }
  const final = [...labels];
  for (const members of partition(labels)) {
    if (members.length < 2) continue;
    for (const [k, i] of members.entries()) final[i] = `${labels[i]} (${k + 1})`;
  }
  return final;
}

/** Places of equal texts, together. */
function partition(texts: readonly string[]): number[][] {
  const places = new Map<string, number[]>();
  for (const [i, each] of texts.entries()) places.set(each, [...(places.get(each) ?? []), i]);
  return [...places.values()];
}

/** The settings that part the results as far as all of them do: what matters most first, none without need. */
function fewest(
  factors: readonly Factor[],
  parted: (chosen: readonly Factor[]) => readonly unknown[],
): readonly Factor[] {
  const all = parted(factors).length;
  let chosen: readonly Factor[] = [];
  for (const factor of factors) {
    const kinds = parted(chosen).length;
    if (kinds === all || chosen.length === MOST_SETTINGS) break;
    if (parted([...chosen, factor]).length > kinds) chosen = [...chosen, factor];
  }
  const kinds = parted(chosen).length;
  return chosen.reduceRight<readonly Factor[]>((kept, factor) => {
    const without = kept.filter((each) => each !== factor);
    return parted(without).length === kinds ? without : kept;
  }, chosen);
}

function partOf({ name, title }: Factor, value: string): string {
  const shown = valueText(name, clean(value, 32));
  return TELLING.has(name) && value !== ABSENT ? shown : `${title} ${shown}`;
}

/** When results were made, to the second, UTC; without the day where all are of one. */
function timesOf(times: readonly string[]): string[] {
  const parts = times.map((each) => /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(each));
  if (parts.some((each) => each === null)) return [...times];
  const days = new Set(parts.map((each) => each?.[1]));
  return parts.map((each) => (days.size > 1 ? `${each?.[1]} ${each?.[2]}` : (each?.[2] as string)));
}

function row(
  result: Result,
  index: number,
  label: string,
  set: ReadonlyMap<string, string>,
  factors: readonly Factor[],
): CompareRow {
  const { suggestion, curve, plan, sweep, cost } = result;
  const found = "lr" in suggestion ? suggestion : null;
  const least = curve.minimumIndex;
  return {
    index,
    name: clean(result.name),
    label,
    factors: Object.fromEntries(factors.map(({ name }) => [name, set.get(name) ?? ABSENT])),
    lr: found?.lr ?? null,
    range: found?.range ?? null,
    confidence: found?.confidence ?? null,
    method: found?.method ?? null,
    reason: "reason" in suggestion ? suggestion.reason : null,
    startLoss: finite(curve.startLoss),
    lowestLoss: finite(curve.smoothed[least]),
    lowestLossLr: curve.lrs[least] ?? null,
    divergedLr: curve.divergedLr,
    heldOutLoss: heldOutLoss(result),
    schedule: plan?.schedule.kind ?? null,
    stopReason: sweep.stopReason,
    trainSteps: cost.trainSteps,
    seconds: cost.seconds,
    warnings: result.warnings.filter((each) => !isFact(each)).length,
    createdAt: result.createdAt,
    report: result.files.report,
  };
}

function heldOutLoss({ probes, curve }: Result): number | null {
  const ends = probes.flatMap((trial: Trial) => {
    const last = trial.heldOut.at(-1);
    return trial.stopReason === "completed" && last ? [last.loss] : [];
  });
  const measured = (ends.length > 0 ? ends : curve.heldOut.map(({ loss }) => loss)).filter(
    Number.isFinite,
  );
  return measured.length > 0 ? measured.reduce((a, b) => Math.min(a, b)) : null;
}

function groupsOf({ name, values }: Factor, rows: readonly CompareRow[]): Group[] {
  return values.map((value) => {
    const members = rows.filter((each) => each.factors[name] === value);
    const lrs = members.flatMap(({ lr }) => (lr === null ? [] : [lr]));
    const losses = members.flatMap(({ lowestLoss }) => (lowestLoss === null ? [] : [lowestLoss]));
    return {
      value,
      rows: members.map(({ index }) => index),
      found: lrs.length,
      lr:
        lrs.length === 0
          ? null
          : {
              median: 10 ** median(lrs.map(Math.log10)),
              low: minOf(lrs),
              high: maxOf(lrs),
            },
      lowestLoss: losses.length === 0 ? null : median(losses),
    };
  });
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
