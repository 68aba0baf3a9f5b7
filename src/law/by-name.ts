import { checkArray } from "../core/check.ts";
import { checkKeys } from "../core/keys.ts";
import { type FittedLaw, fitLawToDraw } from "./fit-law.ts";
import { LAW_KEYS, type LawOptions, type LawRow } from "./rows.ts";

/** Rows with names beside their factors (an optimizer, a schedule): a law for each combination of them. */
export type NamedRow = LawRow & {
  readonly names: Readonly<Record<string, string>>;
  /** Which optimizer trained, where that is known. */
  readonly optimizer?: string | undefined;
};

/** A law of the rows of one combination of names. */
export interface NamedLaw extends FittedLaw {
  /** Empty where rows have none. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * A law for each combination of names, in the order in which they come. Which optimizer trains the
 * options say, else the rows where they all name one, else a name `optimizer`.
 *
 * @throws InputError as `fitLaw`
 */
export function fitLawsByName(rows: readonly NamedRow[], options: LawOptions): NamedLaw[] {
  checkKeys("fitLawsByName", options, LAW_KEYS);
  checkArray("rows", rows, "an array of rows");
  const groups = new Map<string, NamedRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(row.names);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group) => {
    const { names } = group[0] as NamedRow;
    const said = Object.values(names).join(", ");
    const [only, another] = new Set(group.map((row) => row.optimizer));
    const known = another === undefined ? (only ?? names.optimizer) : names.optimizer;
    const { name = "law", optimizer = known } = options;
    const own = { ...options, optimizer, name: said === "" ? name : `${name}, ${said}` };
    return {
      names,
      ...fitLawToDraw(
        group.map(({ names: _, optimizer: __, ...row }) => row),
        own,
      ),
    };
  });
}
