import { TASKS } from "../contract/choices.ts";
import {
  checkDelimiter,
  checkInteger,
  checkOneOf,
  checkRange,
  integerIn,
  rejectOption,
} from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { Task } from "./dataset.ts";
import { MIN_ROWS } from "./row-count.ts";

/** A column by its name or its zero-based index; a name that exists wins over an index. */
export type ColumnRef = string | number;

/** How the rows are divided. */
export interface SplitOptions {
  /** Share of the rows that is held out, 0 <= heldOut < 1; 0 holds out none. @default 0.2 */
  readonly heldOut?: number;
  /** Keras' name of `heldOut`: one of the two. */
  readonly validationSplit?: number;
  /** Rows come in order (of time): the last ones are held out, nothing is shuffled across. @default false */
  readonly ordered?: boolean;
  /** At most so many rows are held out; the others train. @default 2000 */
  readonly maxHeldOut?: number;
  /** Seed of the sample (when there is a row cap) and of the split. @default 0 */
  readonly seed?: number;
}

/** What `loadData` takes; all optional but the `target` of a table. */
export interface LoadOptions extends SplitOptions {
  /** The column to predict: a name, or a zero-based index. For tables only, and needed there. */
  readonly target?: ColumnRef;
  /** The labels file of an idx images file; found beside it by name when absent. */
  readonly labels?: string;
  /** Whether row 1 holds the column names. @default "auto" */
  readonly header?: boolean | "auto";
  /** The one character between cells (`\\t` is a tab). @default "auto": comma, semicolon, tab or pipe */
  readonly delimiter?: string;
  /** @default "auto": see `resolveTarget` */
  readonly task?: Task | "auto";
  /** Columns that must be read as numbers. */
  readonly numeric?: readonly ColumnRef[];
  /** Columns that must be one-hot encoded. */
  readonly categorical?: readonly ColumnRef[];
  /** Columns to leave out. */
  readonly ignore?: readonly ColumnRef[];
  /** Column of ids: all rows of one id train, or all are held out. It is no feature. */
  readonly groups?: ColumnRef;
  /** At most so many rows are held: a seeded sample over the whole file when it has more. @default 100000 */
  readonly maxRows?: number;
  /** Scale numeric columns to mean 0 and deviation 1. Images are always divided by 255. @default true */
  readonly scale?: boolean;
  /** Scale a regression target to mean 0 and deviation 1. @default "standard" */
  readonly targetScale?: "standard" | "none";
}

/** Of what all loaders share. */
export const SPLIT_KEYS: KeyTable<SplitOptions> = {
  heldOut: true,
  validationSplit: true,
  ordered: true,
  maxHeldOut: true,
  seed: true,
};

/** Of `loadData`. */
const LOAD_KEYS: KeyTable<LoadOptions> = {
  ...SPLIT_KEYS,
  target: true,
  labels: true,
  header: true,
  delimiter: true,
  task: true,
  numeric: true,
  categorical: true,
  ignore: true,
  groups: true,
  maxRows: true,
  scale: true,
  targetScale: true,
};

/** {@link SplitOptions} with every default filled in. */
export type ResolvedSplitOptions = Required<Omit<SplitOptions, "validationSplit">>;

/** {@link LoadOptions} with every default filled in. */
export interface ResolvedLoadOptions extends ResolvedSplitOptions {
  readonly target: ColumnRef | undefined;
  readonly labels: string | undefined;
  readonly header: boolean | "auto";
  readonly delimiter: string;
  readonly task: Task | "auto";
  readonly numeric: readonly ColumnRef[];
  readonly categorical: readonly ColumnRef[];
  readonly ignore: readonly ColumnRef[];
  readonly groups: ColumnRef | undefined;
  readonly maxRows: number;
  readonly scale: boolean;
  readonly targetScale: "standard" | "none";
}

export const TASK_CHOICES = [...TASKS, "auto"] as const;
export const TARGET_SCALES = ["standard", "none"] as const;

/** Share of the rows that is held out where nobody says otherwise. */
export const DEFAULT_HELD_OUT = 0.2;

/** What these options may be, each by itself. */
export const loadChecks = {
  heldOut: checkHeldOut,
  maxRows: integerIn(MIN_ROWS),
  delimiter: checkDelimiter,
} as const;

/** Fills in the defaults. An option out of range is an `InputError` that names it. */
export function resolveSplitOptions(options: SplitOptions): ResolvedSplitOptions {
  const { heldOut, validationSplit } = options;
  if (heldOut !== undefined && validationSplit !== undefined) {
    throw new InputError(
      "bad-option",
      "give `heldOut` or `validationSplit`, not both: they are two names of one share",
      { data: { option: "validationSplit" } },
    );
  }
  return {
    heldOut:
      validationSplit === undefined
        ? checkHeldOut("heldOut", heldOut ?? DEFAULT_HELD_OUT)
        : checkHeldOut("validationSplit", validationSplit),
    ordered: checkBoolean("ordered", options.ordered ?? false),
    maxHeldOut: checkInteger("maxHeldOut", options.maxHeldOut ?? 2000, 1),
    seed: checkInteger("seed", options.seed ?? 0, -(2 ** 31), 2 ** 32 - 1),
  };
}

/** Fills in the defaults. An option out of range is an `InputError` that names it. */
export function resolveLoadOptions(options: LoadOptions): ResolvedLoadOptions {
  checkKeys("loadData", options, LOAD_KEYS);
  return {
    ...resolveSplitOptions(options),
    target: options.target,
    labels: options.labels,
    header: checkHeader(options.header ?? "auto"),
    delimiter: loadChecks.delimiter("delimiter", options.delimiter ?? "auto"),
    task: checkTask(options.task ?? "auto"),
    numeric: options.numeric ?? [],
    categorical: options.categorical ?? [],
    ignore: options.ignore ?? [],
    groups: options.groups,
    maxRows: loadChecks.maxRows("maxRows", options.maxRows ?? 100_000),
    scale: checkBoolean("scale", options.scale ?? true),
    targetScale: checkTargetScale(options.targetScale ?? "standard"),
  };
}

/** `classification`, `regression` or `auto`. */
export function checkTask(task: unknown): Task | "auto" {
  return checkOneOf("task", task, TASK_CHOICES);
}

/** `standard` or `none`. */
export function checkTargetScale(scale: unknown): "standard" | "none" {
  return checkOneOf("targetScale", scale, TARGET_SCALES);
}

/** True or false. */
export function checkBoolean(option: string, value: unknown): boolean {
  return typeof value === "boolean" ? value : rejectOption(option, "true or false", value);
}

function checkHeader(header: unknown): boolean | "auto" {
  return header === "auto" || typeof header === "boolean"
    ? header
    : rejectOption("header", 'true, false or "auto"', header);
}

/** A share of the rows: from 0 to below 1. */
export function checkHeldOut(option: string, share: unknown): number {
  const heldOut = checkRange(option, share, 0, 1);
  return heldOut < 1 ? heldOut : rejectOption(option, "a number from 0 to below 1", heldOut);
}
