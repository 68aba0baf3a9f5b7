import type { Factors, Law, StudyFile } from "../contract/index.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import { WITHIN_80 } from "../core/stats.ts";
import {
  fitLawsByName,
  type LawOptions,
  type LawRow,
  type NamedLaw,
  type NamedRow,
} from "../law/index.ts";
import type { StudyRows } from "./rows.ts";

/** A law, and the names that it is for: a value of every axis of names. */
export interface StudyLaw {
  readonly names: Factors;
  readonly law: Law;
}

/** Whole runs at so many LRs show the valley themselves. */
const FEWEST_LRS = 5;
/** A search tries LRs that lie apart: its answer is no surer than this, in decades. */
const LEAST_ERROR = 0.1;

/** Where the LR of a study is wanted, and for which run: in place of what its spec says. */
export type StudyPoint = Partial<Omit<LawOptions, "factors">>;

const POINT_KEYS: KeyTable<StudyPoint> = {
  at: true,
  optimizer: true,
  totalSteps: true,
  schedule: true,
  name: true,
};

/** What a law needs of a study. */
export type StudyForLaw = Pick<StudyFile, "name" | "axes" | "at">;

/**
 * What the finished tasks of a study say of the LR at its point: one law for each combination of names,
 * in the order of the axes.
 *
 * A task with whole runs at five LRs or more gives these; another one the LR that it suggests, as sure as
 * its range is narrow (taken for an interval of 80 %).
 *
 * @returns none where there is nothing to fit, or no axis of numbers
 * @throws InputError for a point outside the axes
 */
export function lawsOfStudy(
  { name, axes, at }: StudyForLaw,
  rows: readonly StudyRows[],
  options: StudyPoint = {},
): NamedLaw[] {
  checkKeys("lawsOfStudy", options, POINT_KEYS);
  const factors: LawOptions["factors"] = Object.fromEntries(
    Object.entries(axes).flatMap(([axis, { kind }]) => {
      if (kind === "names") return [];
      return [[axis, kind === "horizon" ? ({ kind, unit: "updates" } as const) : kind]];
    }),
  );
  const numbers = Object.keys(factors);
  if (numbers.length === 0) return [];
  const named = rows.flatMap((row) => {
    const names = namesOf(row.factors, (axis) => axes[axis]?.kind === "names");
    const { optimizer } = row;
    return lawRows(row, numbers).map((each): NamedRow => ({ ...each, names, optimizer }));
  });
  const point = options.at ?? (at === null ? undefined : numbersOf(at, numbers));
  return fitLawsByName(named, { name, ...options, factors, at: point });
}

/** {@link lawsOfStudy} as a summary has them; null for none. */
export function lawsOf(study: StudyForLaw, rows: readonly StudyRows[]): StudyLaw[] | null {
  const laws = lawsOfStudy(study, rows).map(({ names, law }) => ({ names, law }));
  return laws.length === 0 ? null : laws;
}

function lawRows(row: StudyRows, numbers: readonly string[]): LawRow[] {
  const factors = numbersOf(row.factors, numbers);
  const lrs = new Set(row.rows.map(({ lr }) => lr));
  if (row.rowsAre === "whole-runs" && lrs.size >= FEWEST_LRS) {
    return row.rows.map(({ lr, loss, seed }) => ({
      factors,
      lr,
      loss,
      seed: `${row.seed}/${seed}`,
    }));
  }
  if (row.lr === null || row.rangeLog10 === null) return [];
  const standardErrorLog10 = Math.max(LEAST_ERROR, row.rangeLog10 / 2 / WITHIN_80);
  return [{ factors, lr: row.lr, standardErrorLog10 }];
}

function namesOf(
  factors: Factors,
  isWanted: (axis: string) => boolean,
): Readonly<Record<string, string>> {
  const wanted = Object.entries(factors).filter(([axis]) => isWanted(axis));
  return Object.fromEntries(wanted.map(([axis, value]) => [axis, String(value)]));
}

function numbersOf(factors: Factors, numbers: readonly string[]): Record<string, number> {
  return Object.fromEntries(numbers.map((axis) => [axis, Number(factors[axis])]));
}
