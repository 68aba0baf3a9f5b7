import { FEW_HELD_OUT_ROWS } from "../../../contract/index.ts";
import type { Split } from "../../../dataset/dataset.ts";
import { dividerOf } from "../../../dataset/split.ts";
import type { HeldOutSource, TensorBatchSource } from "./host.ts";

/** The two sides of a division. */
interface Sides {
  readonly source: TensorBatchSource;
  readonly heldOut: HeldOutSource;
}

/** Where a divided source is: which division, and where in its batches. */
interface Position {
  /** Seed of the division; null for the first one. */
  readonly divided: number | null;
  readonly inside: unknown;
}

/**
 * Training batches and held-out rows of a division that we have made, which can be made again with
 * another seed where the held-out rows are few. The position names the division. One that leaves fewer
 * than half of the rows of the first to either side is not taken on: the rows stay as they are.
 *
 * @param make the two sides of a division; `seed` is that of the order of its batches
 */
export function dividedSource(
  first: Split,
  seed: number,
  make: (split: Split, seed: number) => Sides,
): Sides {
  const again = dividerOf(first);
  const own = make(first, seed);
  if (again === undefined || first.heldOut.length >= FEW_HELD_OUT_ROWS) return own;
  let divided: number | null = null;
  let now = own;
  const divide = (by: number | null) => {
    if (by === divided) return;
    divided = by;
    const split = by === null ? first : again(by);
    now = by === null ? own : make(isUsable(split, first) ? split : first, by);
  };
  return {
    source: {
      batchSize: own.source.batchSize,
      batchesPerEpoch: own.source.batchesPerEpoch,
      next: () => now.source.next(),
      getPosition: (): Position => ({ divided, inside: now.source.getPosition() }),
      setPosition(position) {
        const { divided: by, inside } = position as Position;
        divide(by);
        now.source.setPosition(inside);
      },
      reseed: (by) => now.source.reseed(by),
      divideAgain: divide,
    },
    heldOut: {
      isOrdered: own.heldOut.isOrdered,
      batches: () => now.heldOut.batches(),
    },
  };
}

function isUsable(split: Split, first: Split): boolean {
  const isHalf = (rows: Uint32Array, of: Uint32Array) => rows.length >= of.length / 2;
  return isHalf(split.train, first.train) && isHalf(split.heldOut, first.heldOut);
}
