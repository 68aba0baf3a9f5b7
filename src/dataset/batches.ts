import { note } from "../contract/make-note.ts";
import { checkInteger } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { counted } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { random } from "../core/random.ts";
import type { Batch, BatchPosition, BatchSource, Dataset } from "./dataset.ts";

/** Options of {@link batchSource}. */
export interface BatchOptions {
  /** Rows a batch, at least 1; more than there are rows means all of them. */
  readonly batchSize: number;
  /** Seed of the shuffles. */
  readonly seed: number;
}

/** A warning where a batch would need more rows than there are. */
export function batchSizeNotes(batchSize: number, rows: number): Note[] {
  if (batchSize <= rows) return [];
  const message = `batch size ${batchSize} is more than the ${counted(rows, "training row")}: every batch is all of them`;
  return [note("batch-larger-than-data", message, { batchSize, rows })];
}

/**
 * Training batches without end. The order of epoch e is a function of the seed and e alone, so a
 * position is four small numbers, and putting one back replays the same batches bit for bit.
 *
 * @param rowIndices the training rows, `split.train`; at least 1
 */
export function batchSource(
  dataset: Dataset,
  rowIndices: Uint32Array,
  options: BatchOptions,
): BatchSource {
  if (rowIndices.length === 0) throw new InputError("too-few-rows", "no training rows");
  const batchSize = Math.min(checkInteger("batchSize", options.batchSize, 1), rowIndices.length);
  const batchesPerEpoch = Math.floor(rowIndices.length / batchSize);
  const order = new Uint32Array(rowIndices.length);
  let seed = options.seed;
  let epoch = 0;
  let batch = 0;
  const shuffle = () => {
    order.set(rowIndices);
    random(seed, `epoch ${epoch}`).shuffle(order);
  };
  shuffle();
  return {
    batchSize,
    batchesPerEpoch,
    next() {
      if (batch === batchesPerEpoch) {
        epoch++;
        batch = 0;
        shuffle();
      }
      const start = batch * batchSize;
      batch++;
      return gatherRows(dataset, order.subarray(start, start + batchSize));
    },
    getPosition: () => ({ seed, epoch, batch, batchSize, rows: rowIndices.length }),
    setPosition(position) {
      const fields = readPosition(position, batchSize, rowIndices.length, batchesPerEpoch);
      const sameOrder = fields.seed === seed && fields.epoch === epoch;
      ({ seed, epoch, batch } = fields);
      if (!sameOrder) shuffle();
    },
    reseed(newSeed) {
      seed = newSeed;
      epoch = 0;
      batch = 0;
      shuffle();
    },
  };
}

/** Copies rows out of a data set, in the order given; the caller owns the arrays. */
export function gatherRows(dataset: Dataset, rowIndices: ArrayLike<number>): Batch {
  const rows = rowIndices.length;
  const width = dataset.features.length / dataset.rows;
  const features = new Float32Array(rows * width);
  const targets = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = rowIndices[i] as number;
    features.set(dataset.features.subarray(row * width, (row + 1) * width), i * width);
    targets[i] = dataset.targets[row] as number;
  }
  return { rows, features, targets };
}

function readPosition(
  position: BatchPosition,
  batchSize: number,
  rows: number,
  batchesPerEpoch: number,
): { seed: number; epoch: number; batch: number } {
  if (position.batchSize !== batchSize || position.rows !== rows) {
    throw new InputError(
      "bad-position",
      `the position is of batches of ${position.batchSize} out of ${position.rows} rows, ` +
        `not of ${batchSize} out of ${rows}`,
      { data: { position } },
    );
  }
  return {
    seed: checkInteger("position.seed", position.seed, -(2 ** 31), 2 ** 32 - 1),
    epoch: checkInteger("position.epoch", position.epoch, 0),
    batch: checkInteger("position.batch", position.batch, 0, batchesPerEpoch),
  };
}
