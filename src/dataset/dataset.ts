import type { DatasetSummary, Task } from "../contract/index.ts";
import type { Note } from "../core/note.ts";

export type { DatasetSummary, Task } from "../contract/index.ts";

/**
 * Rows ready for training: plain typed arrays, no library's tensors.
 *
 * Features are row-major, `featureShape` numbers a row (`[13]` for a table, `[28, 28, 1]` for an
 * image: height, width, channels).
 */
export interface Dataset {
  /** Short name for reports, from the file's name. */
  readonly name: string;
  readonly task: Task;
  readonly rows: number;
  readonly featureShape: readonly number[];
  /** `rows x product(featureShape)` numbers. */
  readonly features: Float32Array;
  /** `rows` numbers: class indices 0 … classes.length-1, or the regression targets. */
  readonly targets: Float32Array;
  /** Class labels in index order; empty for regression. */
  readonly classes: readonly string[];
  /** What was read and done to it, for the report and the journal. */
  readonly summary: DatasetSummary;
}

/** How rows were divided. */
export type SplitHow =
  | { readonly kind: "shuffled" | "by-class" | "ordered" }
  | { readonly kind: "groups"; readonly groups: number; readonly heldOutGroups: number };

/** Training rows and held-out rows, as row indices into one {@link Dataset}. */
export interface Split {
  readonly train: Uint32Array;
  readonly heldOut: Uint32Array;
  /** How they were chosen; missing in a split that the caller has made. */
  readonly how?: SplitHow;
}

/** A {@link Dataset} with its rows divided: what the loaders return. Scaled with training rows' statistics only. */
export interface PreparedData {
  readonly dataset: Dataset;
  readonly split: Split;
  readonly warnings: readonly Note[];
}

/** One batch, copied out of the data set: the caller owns the arrays. */
export interface Batch {
  readonly rows: number;
  /** `rows x product(featureShape)` numbers. */
  readonly features: Float32Array;
  readonly targets: Float32Array;
}

/** Position of a {@link BatchSource}: JSON-serialisable. */
export type BatchPosition = Readonly<Record<string, unknown>>;

/**
 * An endless, seeded stream of training batches: every epoch is a new order of all training rows,
 * cut into full batches (a last partial one is left out, unless there are fewer rows than one batch).
 */
export interface BatchSource {
  readonly batchSize: number;
  /** At least 1. */
  readonly batchesPerEpoch: number;
  next(): Batch;
  /** Position, order and random state: after `setPosition` the same batches come again, bit for bit. */
  getPosition(): BatchPosition;
  setPosition(position: BatchPosition): void;
  /** Starts over at an epoch's begin with another seed. */
  reseed(seed: number): void;
}
