import type * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { OptimizerConfig } from "../../../contract/optimizers/index.ts";
import type { PreparedData } from "../../../dataset/index.ts";
import type { StreamDataset } from "../data/stream.ts";
import type { LossFunction } from "../losses/losses.ts";

/** What the functions of a module are called with. */
export interface PartsContext {
  readonly seed: number;
}

/** Rows for a model: `xs` and `ys` are tensors, nested arrays, typed arrays, or `{ values, shape }`. */
export interface RowsLike {
  readonly xs: unknown;
  readonly ys: unknown;
  readonly heldOut?: RowsLike | StreamDataset;
  readonly validationData?: RowsLike | StreamDataset;
}

/** Training data of a module. A dataset gives `{ xs, ys }` batches, as for `fitDataset`. */
export type PartsData = RowsLike | StreamDataset | PreparedData;

/**
 * What a module exports (by name, or together as its default), or what an API caller passes.
 *
 * The model, optimizer and data stay the user's: they are used, put back by `restore`, and never
 * disposed.
 */
export interface TrainerParts {
  /**
   * A LayersModel, or a function that makes one. A function is called again with another seed for
   * the initial weights of a repeat.
   */
  readonly model: LayersModel | ((context: PartsContext) => LayersModel | Promise<LayersModel>);
  /** A `tf.Optimizer`, a name, or a name with hyper-parameters. Default: what the model is compiled with. */
  readonly optimizer?: tf.Optimizer | string | OptimizerConfig;
  /** A name, or a function whose mean is minimized. Default: what the model is compiled with. */
  readonly loss?: string | LossFunction;
  readonly data: PartsData | ((context: PartsContext) => PartsData | Promise<PartsData>);
  /** Held-out rows; `validationData` is another name for it. */
  readonly heldOut?: RowsLike | StreamDataset;
  readonly validationData?: RowsLike | StreamDataset;
  /** Rows of a micro-batch; not for a dataset, which gives whole batches. @default 32 */
  readonly batchSize?: number;
  /** Optimizer updates in one epoch, where a dataset does not say its size. */
  readonly stepsPerEpoch?: number;
}
