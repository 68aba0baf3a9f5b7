import type { TrainerInfo } from "../../../contract/index.ts";
import { mean, median } from "../../../core/stats.ts";
import type { HeldOutSource, HostTensor } from "../data/host.ts";
import type { LossName } from "./names.ts";

type ConstantAnswer = NonNullable<TrainerInfo["constantAnswer"]>;

/** Mean loss of the best constant from the targets, an array a column, and what that constant is. */
type Best = (columns: readonly (readonly number[])[]) => ConstantAnswer;

const squared: Best = (columns) => ({
  loss: mean(columns.map((values) => mean(around(values, mean(values)).map((x) => x * x)))),
  is: "mean",
});

const absolute: Best = (columns) => ({
  loss: mean(columns.map((values) => mean(around(values, median(values)).map(Math.abs)))),
  is: "median",
});

/** Entropy of the classes; a column is a class. */
const classes: Best = (columns) => ({
  loss: columns.reduce((sum, values) => sum - xLogX(mean(values)), 0),
  is: "class-shares",
});

/** Each column is a question of its own. */
const yesOrNo: Best = (columns) => ({
  loss: mean(columns.map(mean).map((share) => -xLogX(share) - xLogX(1 - share))),
  is: "class-shares",
});

/** A column holds the numbers of the classes. */
const indices: Best = ([values = []]) => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / values.length);
  return { loss: shares.reduce((sum, share) => sum - xLogX(share), 0), is: "class-shares" };
};

const BEST: Partial<Readonly<Record<LossName, Best>>> = {
  softmaxCrossEntropy: classes,
  categoricalCrossentropy: classes,
  sparseCategoricalCrossentropy: indices,
  sigmoidCrossEntropy: yesOrNo,
  binaryCrossentropy: yesOrNo,
  meanSquaredError: squared,
  meanAbsoluteError: absolute,
};

/**
 * The lowest loss on held-out rows that the same answer to each of them gives: the mean, the median or
 * the shares of the classes of these very rows. A model that learned nothing of its inputs comes no lower,
 * but for luck.
 *
 * @returns undefined for other losses, several outputs, targets of more than one number or class a row in
 *   more than two dimensions, and rows that are not in memory
 */
export function constantAnswer(
  loss: LossName | undefined,
  heldOut: HeldOutSource | undefined,
): ConstantAnswer | undefined {
  const best = loss && BEST[loss];
  if (best === undefined || heldOut === undefined || !heldOut.isOrdered) return undefined;
  const batches = heldOut.batches();
  if (!(Symbol.iterator in batches)) return undefined;
  const columns: number[][] = [];
  for (const { rows, ys } of batches) {
    const [target, ...more] = ys;
    if (target === undefined || more.length > 0 || !isFlat(target)) return undefined;
    const width = target.values.length / rows;
    target.values.forEach((value, i) => {
      const column = i % width;
      columns[column] ??= [];
      columns[column].push(value);
    });
  }
  const found = columns.length === 0 ? undefined : best(columns);
  return found && Number.isFinite(found.loss) && found.loss >= 0 ? found : undefined;
}

function isFlat({ shape }: HostTensor): boolean {
  return shape.length <= 2;
}

function around(values: readonly number[], centre: number): number[] {
  return values.map((value) => value - centre);
}

/** p log p, 0 where p is. */
function xLogX(share: number): number {
  return share > 0 ? share * Math.log(share) : 0;
}
