import { rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { random } from "../core/random.ts";
import type { Split, SplitHow } from "./dataset.ts";
import type { ResolvedSplitOptions } from "./options.ts";
import { checkRowCount } from "./row-count.ts";

const MIN_TRAINING_ROWS = 2;

/** An id a row: all rows of one id are on the same side. */
export type Groups = ArrayLike<string | number>;

/** A {@link Split} and how it was made. */
export interface MadeSplit extends Split {
  readonly how: SplitHow;
}

/**
 * Divides rows into training and held-out rows by a seeded shuffle; both lists rise.
 *
 * `round(heldOut * rows)` rows are held out, at least 1 when `heldOut` > 0 and at most
 * `maxHeldOut` (the rows above the cap train: more held-out rows would only make each evaluation
 * slower). With classes, each gives its share (largest remainders) and keeps at least one
 * training row.
 *
 * `ordered`: the last rows are held out, nothing is shuffled. With `groups` whole groups are held
 * out, in a seeded order, each where it brings the held-out rows (those of every class) nearer to
 * their share; at least one is, and at least one trains.
 *
 * Fewer than 10 rows, fewer than 2 left to train on, or fewer than 2 groups is an `InputError`.
 *
 * @param targets class indices, or anything when `classes` is 0
 * @param classes number of classes; 0 for no stratification (regression)
 */
export function splitRows(
  targets: ArrayLike<number>,
  classes: number,
  options: ResolvedSplitOptions,
  groups?: Groups,
): MadeSplit {
  const rows = targets.length;
  checkRowCount(rows);
  checkGroups(rows, options, groups);
  const wanted =
    options.heldOut === 0
      ? 0
      : Math.min(Math.max(1, Math.round(options.heldOut * rows)), options.maxHeldOut);
  const isHeldOut = new Uint8Array(rows);
  let how: SplitHow = { kind: classes === 0 ? "shuffled" : "by-class" };
  if (wanted === 0) {
    // Nothing to choose.
  } else if (options.ordered) {
    isHeldOut.fill(1, rows - wanted);
    how = { kind: "ordered" };
  } else if (groups === undefined) {
    holdOutRows(isHeldOut, targets, classes, wanted, options.seed);
  } else {
    how = holdOutGroups(isHeldOut, targets, classes, wanted, options.seed, groups);
  }
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const train = order.filter((row) => isHeldOut[row] === 0);
  if (train.length < MIN_TRAINING_ROWS) {
    throw new InputError(
      "too-few-rows",
      `\`heldOut\` ${options.heldOut} leaves ${train.length} of ${rows} rows to train on: ` +
        `at least ${MIN_TRAINING_ROWS} are needed`,
      { data: { rows, heldOut: options.heldOut } },
    );
  }
  const split = { train, heldOut: order.filter((row) => isHeldOut[row] === 1), how };
  if (wanted > 0 && !options.ordered) {
    dividers.set(split, (seed) => splitRows(targets, classes, { ...options, seed }, groups));
  }
  return split;
}

/** How splits made here are made with another seed: kept beside them, which are plain data. */
const dividers = new WeakMap<Split, (seed: number) => MadeSplit>();

/**
 * The function that divides the rows of a split again, in the same way by another seed; undefined
 * where no seed decides, and for a split that was made elsewhere.
 */
export function dividerOf(split: Split): ((seed: number) => MadeSplit) | undefined {
  return dividers.get(split);
}

function checkGroups(
  rows: number,
  { ordered, heldOut }: ResolvedSplitOptions,
  groups: Groups | undefined,
): void {
  if (groups === undefined) return;
  if (ordered) {
    throw new InputError(
      "bad-option",
      "`groups` cannot be used with `ordered`: rows are kept together by their group or by their order",
      { data: { option: "groups" } },
    );
  }
  if (groups.length !== rows) rejectOption("groups", `${rows} ids, one a row`, groups.length);
  if (heldOut > 0 && new Set(Array.from(groups)).size < 2) {
    rejectOption("groups", "of two or more different ids, so that one can be held out", groups[0]);
  }
}

function holdOutRows(
  isHeldOut: Uint8Array,
  targets: ArrayLike<number>,
  classes: number,
  wanted: number,
  seed: number,
): void {
  const order = Uint32Array.from({ length: targets.length }, (_, row) => row);
  random(seed, "split").shuffle(order);
  const quotas = classQuotas(targets, classes, wanted);
  for (const row of order) {
    const group = classes === 0 ? 0 : (targets[row] as number);
    if ((quotas[group] as number) === 0) continue;
    quotas[group] = (quotas[group] as number) - 1;
    isHeldOut[row] = 1;
  }
}

function holdOutGroups(
  isHeldOut: Uint8Array,
  targets: ArrayLike<number>,
  classes: number,
  wanted: number,
  seed: number,
  groups: Groups,
): SplitHow {
  const members = new Map<string | number, number[]>();
  for (let row = 0; row < groups.length; row++) {
    const id = groups[row] as string | number;
    const rows = members.get(id);
    if (rows === undefined) members.set(id, [row]);
    else rows.push(row);
  }
  const all = [...members.values()];
  const order = Uint32Array.from(all.keys());
  random(seed, "split").shuffle(order);
  // What is missing of each class; below zero: what is too much.
  let missing = classShares(targets, classes, wanted);
  let best = { gain: Number.NEGATIVE_INFINITY, group: 0 };
  let held = 0;
  const holdOut = (group: number) => {
    for (const row of all[group] as number[]) isHeldOut[row] = 1;
    held++;
  };
  for (const group of order) {
    const left = [...missing];
    for (const row of all[group] as number[]) {
      const of = classes === 0 ? 0 : (targets[row] as number);
      left[of] = (left[of] as number) - 1;
    }
    const gain = distance(missing) - distance(left);
    if (gain > 0 && held < all.length - 1) {
      missing = left;
      holdOut(group);
    } else if (gain > best.gain) {
      best = { gain, group };
    }
  }
  if (held === 0) holdOut(best.group);
  return { kind: "groups", groups: all.length, heldOutGroups: held };
}

function distance(missing: readonly number[]): number {
  return missing.reduce((sum, rows) => sum + Math.abs(rows), 0);
}

/** Rows of each class that `wanted` of all rows would have, not rounded. */
function classShares(targets: ArrayLike<number>, classes: number, wanted: number): number[] {
  if (classes === 0) return [wanted];
  return classSizes(targets, classes).map((size) => (wanted * size) / targets.length);
}

function classSizes(targets: ArrayLike<number>, classes: number): number[] {
  const sizes = new Array<number>(classes).fill(0);
  for (let i = 0; i < targets.length; i++) {
    const group = targets[i] as number;
    sizes[group] = (sizes[group] as number) + 1;
  }
  return sizes;
}

function classQuotas(targets: ArrayLike<number>, classes: number, wanted: number): number[] {
  if (classes === 0) return [wanted];
  const sizes = classSizes(targets, classes);
  const shares = classShares(targets, classes, wanted);
  const quotas = shares.map(Math.floor);
  const byRemainder = Array.from(shares.keys()).sort(
    (a, b) => remainder(shares[b] as number) - remainder(shares[a] as number) || a - b,
  );
  let left = wanted - quotas.reduce((sum, quota) => sum + quota, 0);
  for (const group of byRemainder) {
    if (left === 0) break;
    quotas[group] = (quotas[group] as number) + 1;
    left--;
  }
  return quotas.map((quota, group) => Math.min(quota, (sizes[group] as number) - 1));
}

function remainder(share: number): number {
  return share - Math.floor(share);
}
