import {
  type FactorKind,
  factorKindSchema,
  type HorizonUnit,
  horizonUnitSchema,
} from "../contract/factor-kind.ts";
import { Refusal, type RefusalData } from "../contract/refusals.ts";
import { checkOneOf, checkTexts, describe, endingIn, nearest } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { PlanOptions } from "../plan/index.ts";
import type { Training } from "./valley.ts";

/** One training of a cell. */
export interface TrainingRow extends Training {
  /** Value of each factor, above 0. */
  readonly factors: Readonly<Record<string, number>>;
}

/** The best LR of a cell that was found in another way, e.g. by a search. */
export interface OptimumRow {
  readonly factors: Readonly<Record<string, number>>;
  readonly lr: number;
  /** Of its log10, in decades, above 0. */
  readonly standardErrorLog10: number;
}

/**
 * A row that a law is made from: one training at an LR, or the best LR of a cell that somebody
 * else measured.
 */
export type LawRow = TrainingRow | OptimumRow;

/** A factor as a caller describes it. */
export type FactorRequest =
  | FactorKind
  | { readonly kind: FactorKind; readonly unit?: HorizonUnit | undefined };

/** What a law is made for. */
export interface LawOptions {
  /** Every factor of the rows, in the order in which they are told of. */
  readonly factors: Readonly<Record<string, FactorRequest>>;
  /** The point that the LR is wanted for; a factor of one value may be left out. */
  readonly at?: Readonly<Record<string, number>> | undefined;
  /** As users write it; what is believed of the batch size depends on it. @default unknown */
  readonly optimizer?: string | undefined;
  /** Updates of the run at the point, for its schedule. @default the point's horizon, where that counts updates */
  readonly totalSteps?: number | undefined;
  /** @default "auto" */
  readonly schedule?: PlanOptions["schedule"] | undefined;
  /** @default "law" */
  readonly name?: string | undefined;
}

/** Of {@link LawOptions}. */
export const LAW_KEYS: KeyTable<LawOptions> = {
  factors: true,
  at: true,
  optimizer: true,
  totalSteps: true,
  schedule: true,
  name: true,
};

/** A factor of a law. */
export interface Factor {
  readonly name: string;
  readonly kind: FactorKind;
  /** Of a horizon. */
  readonly unit: HorizonUnit;
}

/** All rows of one combination of factors. */
export interface RowsOfCell {
  /** In the order of the factors. */
  readonly values: readonly number[];
  readonly trainings: readonly Training[];
  readonly optima: readonly OptimumRow[];
}

/**
 * Factors as described.
 *
 * @throws InputError `bad-option` for an unknown kind, and for a second batch size
 */
export function factorsOf(options: LawOptions): Factor[] {
  if (typeof options?.factors !== "object" || options.factors === null) {
    throw new InputError(
      "bad-option",
      'fitLaw needs options with factors, e.g. { factors: { batch: "batch" }, at: { batch: 1024 } }',
      { data: { option: "factors" } },
    );
  }
  checkKeys("fitLaw", options, LAW_KEYS);
  checkTexts({ optimizer: options.optimizer });
  const factors = Object.entries(options.factors).map(([name, request]) => {
    const { kind, unit } = typeof request === "string" ? { kind: request } : request;
    return {
      name,
      kind: checkOneOf(`factors.${name}`, kind, factorKindSchema.values),
      unit:
        unit === undefined
          ? ("examples" as const)
          : checkOneOf(`factors.${name}.unit`, unit, horizonUnitSchema.values),
    };
  });
  const [batch, other] = factors.filter(({ kind }) => kind === "batch");
  if (batch !== undefined && other !== undefined) {
    throw new Refusal(
      "bad-option",
      `${JSON.stringify(batch.name)} and ${JSON.stringify(other.name)} are both said to be the batch size: a law has one (plain is for others)`,
      { fault: "several-batch-sizes", factors: [batch.name, other.name] },
    );
  }
  return factors;
}

/**
 * Rows by cell, in the order in which cells come; the same training twice counts once.
 *
 * @returns the cells, and how many rows were there before
 * @throws InputError `bad-row` that names the row and the factor
 */
export function cellsOf(
  rows: readonly LawRow[],
  factors: readonly Factor[],
): { readonly cells: readonly RowsOfCell[]; readonly duplicates: number } {
  if (!Array.isArray(rows)) {
    throw new InputError("bad-option", `fitLaw needs an array of rows, got ${describe(rows)}`);
  }
  const cells = new Map<
    string,
    { values: number[]; trainings: Training[]; optima: OptimumRow[] }
  >();
  const seen = new Set<string>();
  let duplicates = 0;
  for (const [i, row] of rows.entries()) {
    const values = factors.map(({ name }) => {
      const value = row.factors[name];
      if (isPositive(value)) return value;
      throw badRow(`${JSON.stringify(name)} above 0`, {
        row: i,
        of: "factor",
        factor: name,
        value,
      });
    });
    if (!isPositive(row.lr)) {
      throw badRow("a learning rate above 0", { row: i, of: "lr", value: row.lr });
    }
    const key = values.join(" ");
    const cell = cells.get(key) ?? { values, trainings: [], optima: [] };
    cells.set(key, cell);
    if ("standardErrorLog10" in row) {
      if (!isPositive(row.standardErrorLog10)) {
        const value = row.standardErrorLog10;
        throw badRow("a standard error above 0", { row: i, of: "standard-error", value });
      }
      cell.optima.push(row);
      continue;
    }
    // As JSON has it, a training that broke has no loss.
    const { lr, seed } = row;
    const loss = row.loss ?? Number.NaN;
    if (typeof loss !== "number") throw badRow("a loss", { row: i, of: "loss", value: loss });
    const same = `${key} ${lr} ${loss} ${seed ?? ""}`;
    if (seen.has(same) && Number.isFinite(loss)) duplicates++;
    else cell.trainings.push({ lr, loss, seed });
    seen.add(same);
  }
  return { cells: [...cells.values()], duplicates };
}

/**
 * The point in the order of the factors; a factor that has one value everywhere need not be given, and
 * one may be called by the end of its name (`batch_size` for `params_batch_size`).
 *
 * @throws InputError for a factor that there is not, that is missing, or that is no number above 0
 */
export function pointOf(
  at: Readonly<Record<string, number>>,
  factors: readonly Factor[],
  cells: readonly RowsOfCell[],
): number[] {
  const names = factors.map(({ name }) => name);
  const given = new Map<string, number>();
  for (const [name, value] of Object.entries(at)) {
    const meant = endingIn(name, names);
    if (meant === undefined) throw noSuchFactor(name, names);
    if (given.has(meant)) {
      throw new Refusal("bad-option", `the point names ${JSON.stringify(meant)} twice`, {
        ...{ fault: "factor-twice", factor: meant },
      });
    }
    if (!isPositive(value)) {
      throw new Refusal(
        "bad-option",
        `the point's ${JSON.stringify(name)} must be a finite number above 0, got ${describe(value)}`,
        { fault: "factor-not-positive", factor: name, value },
      );
    }
    given.set(meant, value);
  }
  return factors.map(({ name }, i) => {
    const wanted = given.get(name);
    if (wanted !== undefined) return wanted;
    const values = new Set(cells.map(({ values }) => values[i] as number));
    const [only] = values;
    if (values.size === 1 && only !== undefined) return only;
    throw new Refusal(
      "bad-option",
      `the point lacks ${JSON.stringify(name)}, which varies: say at which value the learning rate is wanted`,
      { fault: "factor-missing", factor: name },
    );
  });
}

function noSuchFactor(name: string, names: readonly string[]): Refusal {
  const near = nearest(name, names);
  const hint = near === undefined ? "" : ` Did you mean ${JSON.stringify(near)}?`;
  return new Refusal(
    "unknown-option",
    `the point names ${JSON.stringify(name)}, which is no factor of the law; its factors are ${names.map((each) => JSON.stringify(each)).join(", ") || "none"}.${hint}`,
    { option: name, expected: names, nearest: near },
  );
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

function badRow(
  expected: string,
  data: Exclude<RefusalData["bad-row"], { readonly file: string }>,
): Refusal {
  const message = `row ${data.row + 1}: expected ${expected}, got ${describe(data.value)}`;
  return new Refusal("bad-row", message, data);
}
