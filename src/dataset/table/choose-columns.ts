import { nearest } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import type { ColumnRef, ResolvedLoadOptions } from "../options.ts";

/** What the options say about each column, before its cells are looked at. */
export interface ColumnChoice {
  readonly target: number;
  /** Column of the ids of groups, no feature either. */
  readonly groups: number | undefined;
  /** The columns that may become features, rising. */
  readonly features: readonly number[];
  readonly numeric: ReadonlySet<number>;
  readonly categorical: ReadonlySet<number>;
}

/**
 * Turns the column options into column indices. An unknown, ambiguous or contradicting column, or
 * no target, is an `InputError` that lists the columns and says which name is nearest.
 */
export function chooseColumns(
  path: string,
  names: readonly string[],
  options: ResolvedLoadOptions,
): ColumnChoice {
  if (options.target === undefined) {
    throw new InputError(
      "no-target",
      `which column of ${path} is to be predicted? Name it as \`target\`: ${list(names)}`,
      { data: { path, columns: names, options: ["target"] } },
    );
  }
  const find = (option: string, ref: ColumnRef) => findColumn(path, names, option, ref);
  const target = find("target", options.target);
  const groups = options.groups === undefined ? undefined : find("groups", options.groups);
  const numeric = new Set(options.numeric.map((ref) => find("numeric", ref)));
  const categorical = new Set(options.categorical.map((ref) => find("categorical", ref)));
  const ignore = new Set(options.ignore.map((ref) => find("ignore", ref)));
  const listed = [
    ["ignore", ignore],
    ["numeric", numeric],
    ["categorical", categorical],
  ] as const;
  if (groups === target) {
    throw conflict(`column "${names[target]}" is the \`target\` and in \`groups\``);
  }
  for (const [option, columns] of listed) {
    if (groups !== undefined && option !== "ignore" && columns.has(groups)) {
      throw conflict(
        `column "${names[groups]}" is in \`${option}\` and in \`groups\`, which is no feature`,
      );
    }
    if (columns.has(target)) {
      const advice = option === "ignore" ? "" : "; say as `task` what the target is";
      throw conflict(`column "${names[target]}" is the \`target\` and in \`${option}\`${advice}`);
    }
  }
  for (const column of names.keys()) {
    const both = listed.filter(([, columns]) => columns.has(column)).map(([option]) => option);
    if (both.length > 1) {
      throw conflict(`column "${names[column]}" is in \`${both[0]}\` and in \`${both[1]}\``);
    }
  }
  return {
    target,
    groups,
    features: [...names.keys()].filter(
      (column) => column !== target && column !== groups && !ignore.has(column),
    ),
    numeric,
    categorical,
  };
}

function findColumn(
  path: string,
  names: readonly string[],
  option: string,
  ref: ColumnRef,
): number {
  const text = String(ref).trim();
  const first = typeof ref === "string" ? names.indexOf(text) : -1;
  if (first >= 0) {
    const second = names.indexOf(text, first + 1);
    if (second < 0) return first;
    throw new InputError(
      "ambiguous-column",
      `\`${option}\`: two columns of ${path} are named "${text}"; use the index, ${first} or ${second}`,
      { data: { path, option, column: text, indices: [first, second] } },
    );
  }
  const index = Number(text);
  if (/^\d+$/.test(text) && index < names.length) return index;
  const near = nearest(text, names);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const range = /^-?\d+$/.test(text) ? ` (an index goes from 0 to ${names.length - 1})` : "";
  throw new InputError(
    "unknown-column",
    `\`${option}\`: ${path} has no column "${text}"${range}.${hint} Columns: ${list(names)}`,
    { data: { path, option, column: text, columns: names, nearest: near } },
  );
}

function conflict(message: string): InputError {
  return new InputError("column-conflict", message);
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 40).map((name, index) => `${index} ${name}`);
  return shown.join(", ") + (names.length > 40 ? `, … (${names.length} columns)` : "");
}
