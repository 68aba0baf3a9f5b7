import type { AxisKind } from "../../../contract/factor-kind.ts";
import { fitLawsByName } from "../../../law/index.ts";
import {
  type LawColumns,
  type LawFactorColumn,
  type LogTable,
  lawTableFrom,
  nameOfLog,
} from "../../../logs/index.ts";
import type { Words } from "../../../words/index.ts";
import { lawSections } from "../../law/index.ts";
import type { Figure } from "../../view/figure-types.ts";

/** What a column of a table of trainings is to its law. */
export type ColumnKind = AxisKind | "left-out";

/** What a law is wanted of. */
export interface LawRequest {
  /** Every column and what it is; null for those that are found by their names. */
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[] | null;
  /** The point that the LR is wanted for; empty for none. */
  readonly at: Readonly<Record<string, number>>;
  /** Empty for unknown. */
  readonly optimizer: string;
}

/** A column that may be a factor, as the page's fields show it. */
export interface LawColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Lowest and highest value; null for texts. */
  readonly range: readonly [number, number] | null;
}

/** A law as the page shows it. */
export interface LawView {
  readonly title: string;
  /** Markup. */
  readonly body: string;
  readonly figures: readonly Figure[];
  readonly columns: readonly LawColumn[];
}

/**
 * The law of a table of trainings, ready to be shown.
 *
 * @param named the columns of the LR and the loss, where they are not found by name
 * @param say changes what notes say, whose English names options of the command line
 * @throws InputError for columns or a point that cannot be used
 */
export function readLaw(
  table: LogTable,
  named: LawColumns,
  { columns, at, optimizer }: LawRequest,
  words: Words,
  say: (text: string) => string,
): LawView {
  const factors = columns?.flatMap(({ name, kind }): LawFactorColumn[] =>
    kind === "left-out" ? [] : [{ name, kind }],
  );
  const read = lawTableFrom(table, { ...named, factors });
  const laws = fitLawsByName(read.rows, {
    name: nameOfLog(table.name),
    factors: Object.fromEntries(
      read.factors.map(({ name, kind, unit }) => [name, { kind, unit }] as const),
    ),
    ...(Object.keys(at).length > 0 && { at }),
    ...(optimizer !== "" && { optimizer }),
  });
  const { title, body, figures } = lawSections(laws, { notes: read.warnings, words, say });
  const kinds =
    columns ??
    [
      ...read.factors,
      ...read.names.map((name) => ({ name, kind: "names" as const })),
      ...read.leftOut.map((name) => ({ name, kind: "left-out" as const })),
    ].map(({ name, kind }) => ({ name, kind }));
  return {
    title,
    body: body.toString(),
    figures,
    columns: kinds.map(({ name, kind }) => ({ name, kind, range: rangeOf(table, name) })),
  };
}

function rangeOf({ columns }: LogTable, name: string): readonly [number, number] | null {
  const column = columns.find((each) => each.name === name);
  if (column === undefined || column.fault !== null) return null;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column.values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}
