import type { NoHeldOutCause } from "../../../contract/held-out-notes.ts";
import type { NoteData } from "../../../contract/make-note.ts";
import { checkRange, describe, rejectOption } from "../../../core/check.ts";
import { InputError } from "../../../core/errors.ts";
import { maxOf } from "../../../core/stats.ts";
import { checkHeldOut, DEFAULT_HELD_OUT } from "../../../dataset/options.ts";
import { MIN_ROWS } from "../../../dataset/row-count.ts";
import { type Groups, type MadeSplit, splitRows } from "../../../dataset/split.ts";
import type { HostRows } from "../data/arrays.ts";
import type { StreamDataset } from "../data/stream.ts";
import { isClassLoss, type LossName } from "../losses/names.ts";
import type { SplitSettings } from "../options.ts";
import type { HoldOutParts, RowsLike } from "./parts.ts";

/** What the caller says of held-out rows. */
export type HoldOut =
  | { readonly kind: "given"; readonly rows: RowsLike | StreamDataset; readonly label: string }
  | {
      readonly kind: "share";
      /** 0 to below 1. */
      readonly share: number;
      /** What the share was called; undefined for the default. */
      readonly asked: string | undefined;
      readonly ordered: boolean;
      readonly groups: Groups | undefined;
    };

/** Where the caller may say it: the parts, and the object that holds the data. */
interface Places {
  readonly parts: HoldOutParts;
  readonly data: HoldOutParts;
  readonly settings: SplitSettings;
  /** E.g. " of train.mjs", for messages. */
  readonly where: string;
}

/**
 * What is held out of the caller's own data: the rows given, the share given, or the default share.
 * A share of the settings wins over one of the parts.
 *
 * @throws InputError for values that cannot be used, and for two that say different things
 */
export function resolveHoldOut({ parts, data, settings, where }: Places): HoldOut {
  const named = (["heldOut", "validationData", "validationSplit"] as const).flatMap((name) => [
    ...(parts[name] === undefined
      ? []
      : [{ label: `\`${name}\`${where}`, name, value: parts[name] }]),
    ...(data[name] === undefined
      ? []
      : [{ label: `\`${name}\` of \`data\`${where}`, name, value: data[name] }]),
  ]);
  const set = shareOfSettings(settings);
  const [first, second] = named;
  if (first !== undefined && second !== undefined) throw both(first.label, second.label);
  const isShare = first?.name === "validationSplit" || typeof first?.value === "number";
  const groups = one("groups", parts.groups, data.groups, where);
  const ordered = settings.ordered ?? one("ordered", parts.ordered, data.ordered, where) ?? false;
  if (typeof ordered !== "boolean") rejectOption("ordered", "true or false", ordered);
  if (groups !== undefined) checkIds(groups);
  if (first !== undefined && !isShare) {
    if (set !== undefined) throw both(first.label, `\`${set.name}\``);
    if (groups !== undefined) throw idle("groups", first.label);
    if (ordered) throw idle("ordered", first.label);
    if (typeof first.value !== "object" || first.value === null) {
      throw new InputError(
        "bad-data",
        `${first.label} must be rows, \`{ xs, ys }\`, a dataset, or a share of the rows from 0 to below 1, got ${describe(first.value)}`,
        { data: { label: first.label } },
      );
    }
    return { kind: "given", rows: first.value, label: first.label };
  }
  const asked = set?.name ?? first?.name;
  const share = checkHeldOut(asked ?? "heldOut", set?.share ?? first?.value ?? DEFAULT_HELD_OUT);
  if (share === 0 && groups !== undefined) throw idle("groups", `\`${asked}\` 0`);
  if (share === 0 && ordered) throw idle("ordered", `\`${asked}\` 0`);
  if (groups !== undefined && ordered) throw both("`groups`", "`ordered`");
  return { kind: "share", share, asked, ordered, groups };
}

function shareOfSettings({ heldOut, validationSplit }: SplitSettings) {
  if (heldOut !== undefined && validationSplit !== undefined) {
    throw both("`heldOut`", "`validationSplit`");
  }
  if (heldOut !== undefined) return { name: "heldOut", share: heldOut } as const;
  return validationSplit === undefined
    ? undefined
    : ({ name: "validationSplit", share: validationSplit } as const);
}

function one<T>(name: string, inParts: T | undefined, inData: T | undefined, where: string) {
  if (inParts !== undefined && inData !== undefined) {
    throw both(`\`${name}\`${where}`, `\`${name}\` of \`data\`${where}`);
  }
  return inParts ?? inData;
}

function both(a: string, b: string): InputError {
  return new InputError("bad-option", `${a} and ${b} are both given: give one of them`, {
    data: { options: [a, b] },
  });
}

function idle(name: string, beside: string): InputError {
  return new InputError("bad-option", `\`${name}\` has no effect beside ${beside}: leave it out`, {
    data: { option: name },
  });
}

function checkIds(groups: unknown): asserts groups is Groups {
  const isList = Array.isArray(groups) || (ArrayBuffer.isView(groups) && "length" in groups);
  if (!isList) rejectOption("groups", "an array of ids, one a row", groups);
  for (const [row, id] of Array.from(groups as ArrayLike<unknown>).entries()) {
    if (typeof id !== "string" && !(typeof id === "number" && !Number.isNaN(id))) {
      rejectOption(`groups[${row}]`, "a number or a text", id);
    }
  }
}

/** Rows that were divided, or why they were not. */
export type Divided =
  | { readonly split: MadeSplit; readonly told: SplitFacts }
  | { readonly split: undefined; readonly cause: NoHeldOutCause };

type SplitFacts = Omit<NoteData["rows-held-out"], "interface">;

/**
 * Divides rows in memory as `loadData` does, those of a classification by class.
 *
 * @param least training rows and held-out rows that the model needs at least (a fixed batch size)
 * @throws InputError where a share was asked for and the rows are too few
 */
export function divideRows(
  rows: HostRows,
  holdOut: Extract<HoldOut, { kind: "share" }>,
  loss: LossName | undefined,
  { seed, maxHeldOut, least }: { seed: number; maxHeldOut: number; least: number },
): Divided {
  const { share, asked, ordered, groups } = holdOut;
  if (share === 0) return { split: undefined, cause: "asked" };
  const must = asked !== undefined || groups !== undefined || ordered;
  if (groups !== undefined && groups.length !== rows.rows) {
    rejectOption("groups", `${rows.rows} ids, one a row`, groups.length);
  }
  if (rows.rows < MIN_ROWS) return tooFew(must, asked, rows.rows, MIN_ROWS);
  const { targets, classes } = classTargets(rows, loss);
  const split = splitRows(
    targets,
    classes,
    { heldOut: share, maxHeldOut: Math.max(maxHeldOut, least), seed, ordered },
    groups,
  );
  if (Math.min(split.train.length, split.heldOut.length) < least) {
    return tooFew(must, asked, rows.rows, least);
  }
  const { how } = split;
  return {
    split,
    told: {
      of: "rows",
      total: rows.rows,
      heldOut: split.heldOut.length,
      how: how.kind,
      ...(how.kind === "groups" && { groups: how.groups, heldOutGroups: how.heldOutGroups }),
    },
  };
}

function tooFew(must: boolean, asked: string | undefined, rows: number, needed: number): Divided {
  if (!must) return { split: undefined, cause: "too-few-rows" };
  throw new InputError(
    "too-few-rows",
    `\`${asked ?? "heldOut"}\` divides the rows, and of ${rows} too few are left on one side: at least ${needed} are needed; give rows as \`heldOut: { xs, ys }\`, or \`heldOut: 0\``,
    { data: { rows, needed } },
  );
}

/** The class of every row, counted from 0; no classes where the loss is none of classes. */
function classTargets(
  { rows, ys }: HostRows,
  loss: LossName | undefined,
): { targets: ArrayLike<number>; classes: number } {
  const none = { targets: new Uint8Array(rows), classes: 0 };
  const [first] = ys;
  if (first === undefined || loss === undefined) return none;
  const width = first.values.length / rows;
  // Sequences and several yes-or-no targets have no one class a row.
  const isOfClasses = ONE_NUMBER.includes(loss)
    ? width === 1
    : isClassLoss(loss) && first.shape.length === 2 && width > 1;
  if (!isOfClasses) return none;
  const numbers = new Map<number, number>();
  const targets = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const cells = first.values.subarray(row * width, (row + 1) * width);
    const key = width === 1 ? (cells[0] as number) : cells.indexOf(maxOf(cells));
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    targets[row] = numbers.get(key) as number;
  }
  // Soft labels: a class a row is none.
  return numbers.size > rows / 2 ? none : { targets, classes: numbers.size };
}

/** Losses of classes whose target is one number. */
const ONE_NUMBER: readonly LossName[] = [
  "sparseCategoricalCrossentropy",
  "binaryCrossentropy",
  "sigmoidCrossEntropy",
  "hinge",
  "squaredHinge",
];

/** Which batches of a dataset are held out in every pass over it. */
export interface DividedBatches {
  readonly isHeldOut: (index: number) => boolean;
  /** Training batches of a pass. */
  readonly training: number;
  readonly told: SplitFacts;
}

/**
 * Which batches of a dataset of known length are held out: `floor(share * size)` of them, spread
 * evenly (the fifth of every five for a fifth) or, `ordered`, the last ones. The first one trains.
 */
export function divideBatches(size: number, share: number, ordered: boolean): DividedBatches {
  const upTo = (count: number) => Math.floor(count * checkRange("heldOut", share, 0, 1) + 1e-9);
  const heldOut = upTo(size);
  return {
    isHeldOut: ordered
      ? (index) => index >= size - heldOut && index > 0
      : (index) => upTo(index + 1) > upTo(index),
    training: size - heldOut,
    told: { of: "batches", total: size, heldOut, how: ordered ? "ordered" : "spread" },
  };
}
