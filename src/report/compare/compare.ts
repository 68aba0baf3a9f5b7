import { isFact } from "../../contract/notes.ts";
import { median } from "../../core/stats.ts";
import type { Result } from "../../result/types.ts";
import type { Confidence } from "../../suggest/index.ts";
import type { Trial } from "../../sweep/trial-types.ts";
import { clean } from "../../words/index.ts";
import { ABSENT, differingFactors, type Factor, settings, valueText } from "./factors.ts";

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
 */
export function compare(results: readonly Result[]): Comparison {
  const all = results.map(settings);
  const factors = differingFactors(all);
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

/** Names where they tell the results apart, else names with what differs, else with a number. */
function labelsOf(
  results: readonly Result[],
  all: readonly ReadonlyMap<string, string>[],
  factors: readonly Factor[],
): string[] {
  const names = results.map(({ name }) => clean(name, 48));
  const distinct = new Set(names).size;
  if (distinct === names.length) return names;
  const by = (telling: readonly Factor[]) =>
    all.map((each, i) => {
      const parts = telling.flatMap(({ name, title, numeric }) => {
        const value = each.get(name);
        if (value === undefined) return [];
        return [numeric ? `${title} ${valueText(name, value)}` : clean(value, 32)];
      });
      const named = distinct > 1 ? [names[i] as string] : [];
      return [...named, ...parts].join(" · ") || (names[i] as string);
    });
  // As few of the settings as tell all results apart.
  const counts = [1, 2, 3, 4].filter((count) => count <= factors.length);
  const labels =
    counts
      .map((count) => by(factors.slice(0, count)))
      .find((each) => new Set(each).size === each.length) ?? by(factors.slice(0, 4));
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const nth = (seen.get(label) ?? 0) + 1;
    seen.set(label, nth);
    return labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} (${nth})`;
  });
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
              low: Math.min(...lrs),
              high: Math.max(...lrs),
            },
      lowestLoss: losses.length === 0 ? null : median(losses),
    };
  });
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
