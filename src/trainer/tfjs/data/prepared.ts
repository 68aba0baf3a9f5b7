import { batchSource } from "../../../dataset/batches.ts";
import type { Batch, BatchSource, Dataset, PreparedData, Split } from "../../../dataset/dataset.ts";
import type { TargetEncoding } from "../models/output.ts";
import { dividedSource } from "./divided.ts";
import {
  EVALUATION_ROWS,
  type HeldOutSource,
  type HostBatch,
  type TensorBatchSource,
} from "./host.ts";

/** How rows of a data set become tensors for one model. */
export interface RowLayout {
  /** Shape of one row as the model wants it. */
  readonly rowShape: readonly number[];
  readonly encoding: TargetEncoding;
  readonly classes: number;
}

/** How the rows of a data set are read for training and for the held-out loss. */
interface SideOptions {
  readonly batchSize: number;
  readonly seed: number;
  readonly maxHeldOutRows: number;
  /** The batch size that the model is built for, if any; throws where it is not the one given. */
  readonly fixedBatch: (batchSize: number) => number | undefined;
  /** Training batches of the caller's; then the rows are divided only once. */
  readonly batches?: BatchSource | undefined;
}

/** Training batches and held-out rows of a data set; these are undefined where they are too few. */
export function preparedSides(
  { dataset, split }: PreparedData,
  layout: RowLayout,
  { batchSize, seed, maxHeldOutRows, fixedBatch, batches }: SideOptions,
): { source: TensorBatchSource; heldOut: HeldOutSource | undefined; heldOutRows: number } {
  const size = batches?.batchSize ?? Math.min(batchSize, split.train.length);
  const fixed = fixedBatch(size);
  const chunk = fixed ?? Math.max(EVALUATION_ROWS, batchSize);
  const sidesOf = (rows: Split, by: number) => ({
    source: preparedSource(
      batches ?? batchSource(dataset, rows.train, { batchSize: size, seed: by }),
      layout,
    ),
    heldOut: preparedHeldOut(
      dataset,
      rows.heldOut.subarray(0, maxHeldOutRows),
      layout,
      chunk,
      fixed !== undefined,
    ),
  });
  const { source, heldOut } =
    batches === undefined ? dividedSource(split, seed, sidesOf) : sidesOf(split, seed);
  const heldOutRows = Math.min(split.heldOut.length, maxHeldOutRows);
  const isEnough = heldOutRows >= (fixed ?? 1);
  return isEnough
    ? { source, heldOut, heldOutRows }
    : { source, heldOut: undefined, heldOutRows: 0 };
}

/** The batches of a data set, shaped and encoded for a model. */
function preparedSource(batches: BatchSource, layout: RowLayout): TensorBatchSource {
  return {
    batchSize: batches.batchSize,
    batchesPerEpoch: batches.batchesPerEpoch,
    next: () => toHostBatch(batches.next(), layout),
    getPosition: () => batches.getPosition(),
    setPosition: (position) =>
      batches.setPosition(position as ReturnType<BatchSource["getPosition"]>),
    reseed: (seed) => batches.reseed(seed),
  };
}

/**
 * Chosen rows of a data set, for the held-out loss.
 *
 * @param chunk rows at a time
 * @param exact leave out a last partial chunk (for a model with a fixed batch size)
 */
function preparedHeldOut(
  dataset: Dataset,
  rows: Uint32Array,
  layout: RowLayout,
  chunk: number,
  exact: boolean,
): HeldOutSource {
  const width = dataset.features.length / dataset.rows;
  return {
    isOrdered: true,
    *batches() {
      for (let start = 0; start < rows.length; start += chunk) {
        const indices = rows.subarray(start, start + chunk);
        if (exact && indices.length < chunk) return;
        const features = new Float32Array(indices.length * width);
        const targets = new Float32Array(indices.length);
        indices.forEach((row, i) => {
          features.set(dataset.features.subarray(row * width, (row + 1) * width), i * width);
          targets[i] = dataset.targets[row] as number;
        });
        yield toHostBatch({ rows: indices.length, features, targets }, layout);
      }
    },
  };
}

function toHostBatch(batch: Batch, layout: RowLayout): HostBatch {
  const { rows, features, targets } = batch;
  const oneHot = layout.encoding === "one-hot";
  const columns = oneHot ? layout.classes : 1;
  const ys = oneHot ? oneHotRows(targets, columns) : targets;
  return {
    rows,
    xs: [{ values: features, shape: [rows, ...layout.rowShape], dtype: "float32" }],
    ys: [{ values: ys, shape: [rows, columns], dtype: "float32" }],
  };
}

function oneHotRows(targets: Float32Array, classes: number): Float32Array {
  const rows = new Float32Array(targets.length * classes);
  for (let i = 0; i < targets.length; i++) rows[i * classes + (targets[i] as number)] = 1;
  return rows;
}
