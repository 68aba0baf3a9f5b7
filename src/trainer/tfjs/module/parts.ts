import type { OptimizerConfig } from "../../../contract/optimizers/index.ts";
import type { KeyTable } from "../../../core/keys.ts";
import type { PreparedData } from "../../../dataset/dataset.ts";
import type { StreamDataset } from "../data/stream.ts";
import type { LossFunction, ModelLike, OptimizerLike } from "../foreign.ts";

/** What the functions of a module are called with. */
export interface PartsContext {
  readonly seed: number;
}

/** Rows for a model: `xs` and `ys` are tensors, nested arrays, typed arrays, or `{ values, shape }`. */
export interface RowsLike {
  readonly xs: unknown;
  readonly ys: unknown;
}

/**
 * What is held out of the caller's own data, judged on and not trained on. Where nothing is said a
 * fifth of the rows is, as of a file: of arrays by a seeded shuffle (every class its share, where the
 * loss is one of classes), of a dataset every fifth batch, if it has a length and gives the same
 * batches each time.
 */
export interface HoldOutParts {
  /** Rows, or the share of the training rows that is held out: 0 to below 1, 0 for none. @default 0.2 */
  readonly heldOut?: RowsLike | StreamDataset | number;
  /** Keras' name of `heldOut`, for rows. */
  readonly validationData?: RowsLike | StreamDataset;
  /** Keras' name of `heldOut`, for a share. */
  readonly validationSplit?: number;
  /** An id a row: all rows of one id train, or all are held out. Not for a dataset. */
  readonly groups?: ArrayLike<string | number>;
  /** Rows come in order (of time): the last ones are held out, nothing is shuffled across. @default false */
  readonly ordered?: boolean;
}

/** Training rows, with what is held out. */
export interface RowsData extends RowsLike, HoldOutParts {}

/** Training data of a module. A dataset gives `{ xs, ys }` batches, as for `fitDataset`; one of single rows is refused. */
export type PartsData = RowsData | StreamDataset | PreparedData;

/**
 * What a module exports (by name, or together as its default), or what an API caller passes.
 *
 * The model, optimizer and data stay the user's: they are used, put back by `restore`, and never
 * disposed. What the functions make is the trainer's: `close` frees it, but for what was there before the call
 * and what a function gives a second time.
 */
export interface TrainerParts extends HoldOutParts {
  /**
   * A `tf.LayersModel`, or a function that makes one with every call; to train the model afterwards, give
   * the model itself. A function is called again with another seed for the initial weights of a repeat.
   */
  readonly model: ModelLike | ((context: PartsContext) => ModelLike | Promise<ModelLike>);
  /** A `tf.Optimizer`, a name, or a name with hyper-parameters. Default: what the model is compiled with. */
  readonly optimizer?: OptimizerLike | string | OptimizerConfig;
  /** A name, or a function whose mean is minimized. Default: what the model is compiled with. */
  readonly loss?: string | LossFunction;
  readonly data: PartsData | ((context: PartsContext) => PartsData | Promise<PartsData>);
  /** Rows of a micro-batch; not for a dataset, which gives whole batches. @default 32 */
  readonly batchSize?: number;
  /** Optimizer updates in one epoch, where a dataset does not say its size. */
  readonly stepsPerEpoch?: number;
}

/** Of {@link HoldOutParts}. */
export const HOLD_OUT_KEYS: KeyTable<HoldOutParts> = {
  heldOut: true,
  validationData: true,
  validationSplit: true,
  groups: true,
  ordered: true,
};

/** Of {@link RowsLike}. */
export const ROWS_KEYS: KeyTable<RowsLike> = { xs: true, ys: true };

/** Of {@link RowsData}. */
export const ROWS_DATA_KEYS: KeyTable<RowsData> = { ...ROWS_KEYS, ...HOLD_OUT_KEYS };

/** Of {@link TrainerParts}. */
export const PARTS_KEYS: KeyTable<TrainerParts> = {
  ...HOLD_OUT_KEYS,
  model: true,
  optimizer: true,
  loss: true,
  data: true,
  batchSize: true,
  stepsPerEpoch: true,
};
