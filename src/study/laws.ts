import type { Factors, Law, StudyFile } from "../contract/index.ts";
import { fitLaw, type LawOptions, type LawRow } from "../law/index.ts";
import type { StudyRows } from "./rows.ts";

/** A law, and the names that it is for: a value of every axis of names. */
export interface StudyLaw {
  readonly names: Factors;
  readonly law: Law;
}

/** Whole runs at so many LRs show the valley themselves. */
const FEWEST_LRS = 5;
/** A normal distribution has 80 % within so many standard deviations on each side. */
const WITHIN_80 = 1.28;
/** A search tries LRs that lie apart: its answer is no surer than this, in decades. */
const LEAST_ERROR = 0.1;

/**
 * What the finished tasks of a study say of the LR at its point: one law for each combination of names,
 * in the order of the axes.
 *
 * A task with whole runs at five LRs or more gives these; another one the LR that it suggests, as sure as
 * its range is narrow (taken for an interval of 80 %).
 *
 * @returns null where there is nothing to fit, or no axis of numbers
 */
export function lawsOf(
  { name, axes, at }: Pick<StudyFile, "name" | "axes" | "at">,
  rows: readonly StudyRows[],
): StudyLaw[] | null {
  const factors: LawOptions["factors"] = Object.fromEntries(
    Object.entries(axes).flatMap(([axis, { kind }]) => {
      if (kind === "names") return [];
      return [[axis, kind === "horizon" ? ({ kind, unit: "updates" } as const) : kind]];
    }),
  );
  const numbers = Object.keys(factors);
  if (numbers.length === 0) return null;
  const groups = new Map<string, { names: Factors; rows: StudyRows[] }>();
  for (const row of rows) {
    const names = pick(row.factors, (axis) => axes[axis]?.kind === "names");
    const key = JSON.stringify(names);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { names, rows: [row] });
    else group.rows.push(row);
  }
  const laws = [...groups.values()].flatMap(({ names, rows: own }) => {
    const all = own.flatMap((row) => lawRows(row, numbers));
    if (all.length === 0) return [];
    const point = at === null ? undefined : numbersOf(at, numbers);
    const optimizers = new Set(own.map(({ optimizer }) => optimizer));
    const [optimizer] = optimizers;
    const title = [name, ...Object.values(names)].join(", ");
    const law = fitLaw(all, {
      factors,
      name: title,
      ...(point !== undefined && { at: point }),
      ...(optimizer !== undefined && optimizers.size === 1 && { optimizer }),
    });
    return [{ names, law }];
  });
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

function pick(factors: Factors, isWanted: (axis: string) => boolean): Factors {
  return Object.fromEntries(Object.entries(factors).filter(([axis]) => isWanted(axis)));
}

function numbersOf(factors: Factors, numbers: readonly string[]): Record<string, number> {
  return Object.fromEntries(numbers.map((axis) => [axis, Number(factors[axis])]));
}
