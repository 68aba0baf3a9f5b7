/** A tensor's content on the host. `values` is row-major; its length is the product of `shape`. */
export interface HostTensor {
  readonly values: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "bool";
}

/** One batch for a model: a tensor an input and a tensor an output, `rows` first. */
export interface HostBatch {
  readonly rows: number;
  readonly xs: readonly HostTensor[];
  readonly ys: readonly HostTensor[];
}

/** An endless stream of training batches whose position can be saved and put back exactly. */
export interface TensorBatchSource {
  /** Rows in one batch. */
  readonly batchSize: number;
  /** At least 1; null when it cannot be known. */
  readonly batchesPerEpoch: number | null;
  next(): HostBatch | Promise<HostBatch>;
  getPosition(): unknown;
  setPosition(position: unknown): void;
  /** Continues with another order (or, for a stream that we cannot reorder, with unseen batches). */
  reseed(seed: number): void;
}

/** Held-out rows, read from the start each time. */
export interface HeldOutSource {
  batches(): Iterable<HostBatch> | AsyncIterable<HostBatch>;
}
