import { InputError } from "../core/errors.ts";
import { random } from "../core/random.ts";
import type { Split } from "./dataset.ts";
import type { ResolvedSplitOptions } from "./options.ts";

/** Fewer rows than this cannot be divided and swept in a way that means anything. */
export const MIN_ROWS = 10;
const MIN_TRAINING_ROWS = 2;

/**
 * Divides rows into training and held-out rows by a seeded shuffle; both lists rise.
 *
 * `round(heldOut * rows)` rows are held out, at least 1 when `heldOut` > 0 and at most
 * `maxHeldOut` (the rows above the cap train: more held-out rows would only make each evaluation
 * slower). With classes, each gives its share (largest remainders) and keeps at least one
 * training row.
 *
 * Fewer than 10 rows, or fewer than 2 left to train on, is an `InputError`.
 *
 * @param targets class indices, or anything when `classes` is 0
 * @param classes number of classes; 0 for no stratification (regression)
 */
export function splitRows(
  targets: ArrayLike<number>,
  classes: number,
  options: ResolvedSplitOptions,
): Split {
  const rows = targets.length;
  if (rows < MIN_ROWS) {
    throw new InputError(
      "too-few-rows",
      `${rows} usable ${rows === 1 ? "row" : "rows"}: at least ${MIN_ROWS} are needed`,
      { data: { rows, needed: MIN_ROWS } },
    );
  }
  const wanted =
    options.heldOut === 0
      ? 0
      : Math.min(Math.max(1, Math.round(options.heldOut * rows)), options.maxHeldOut);
  if (rows - wanted < MIN_TRAINING_ROWS) {
    throw new InputError(
      "too-few-rows",
      `\`heldOut\` ${options.heldOut} leaves ${rows - wanted} of ${rows} rows to train on: ` +
        `at least ${MIN_TRAINING_ROWS} are needed`,
      { data: { rows, heldOut: options.heldOut } },
    );
  }
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  random(options.seed, "split").shuffle(order);
  const quotas = classQuotas(targets, classes, wanted);
  const isHeldOut = new Uint8Array(rows);
  for (const row of order) {
    const group = classes === 0 ? 0 : (targets[row] as number);
    if ((quotas[group] as number) === 0) continue;
    quotas[group] = (quotas[group] as number) - 1;
    isHeldOut[row] = 1;
  }
  order.sort();
  return {
    train: order.filter((row) => isHeldOut[row] === 0),
    heldOut: order.filter((row) => isHeldOut[row] === 1),
  };
}

function classQuotas(targets: ArrayLike<number>, classes: number, wanted: number): number[] {
  if (classes === 0) return [wanted];
  const sizes = new Array<number>(classes).fill(0);
  for (let i = 0; i < targets.length; i++) {
    const group = targets[i] as number;
    sizes[group] = (sizes[group] as number) + 1;
  }
  const shares = sizes.map((size) => (wanted * size) / targets.length);
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
