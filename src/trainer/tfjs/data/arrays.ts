import { InputError } from "../../../core/errors.ts";
import { random } from "../../../core/random.ts";
import type { HeldOutSource, HostBatch, HostTensor, TensorBatchSource } from "./host.ts";

/** Rows held in memory: a tensor an input and a tensor an output, `rows` first. */
export interface HostRows {
  readonly rows: number;
  readonly xs: readonly HostTensor[];
  readonly ys: readonly HostTensor[];
}

/**
 * @param rows that are trained on
 * @throws InputError where no training can tell one learning rate from another
 */
export function requireRows(label: string, rows: number): void {
  if (rows > 1) return;
  const data = { option: "data", rows };
  throw rows === 0
    ? new InputError("empty-data", `${label} has no training rows`, { data })
    : new InputError(
        "too-few-rows",
        `${label} has one training row, and a learning rate is one for rows that differ: give more`,
        { data },
      );
}

/** Seeded batches over rows in memory (some of them: `rows`); see `rowOrder` for their order. */
export function arraySource(
  data: HostRows,
  options: { readonly batchSize: number; readonly seed: number; readonly rows?: Uint32Array },
): TensorBatchSource {
  const { rows } = options;
  const order = rowOrder(rows?.length ?? data.rows, options.batchSize, options.seed);
  return {
    batchSize: order.batchSize,
    batchesPerEpoch: order.batchesPerEpoch,
    next() {
      const places = order.next();
      return gather(data, rows === undefined ? places : gatherRows(rows, 1, places));
    },
    getPosition: order.getPosition,
    setPosition: order.setPosition,
    reseed: order.reseed,
  };
}

/**
 * Held-out rows in memory, in their own order.
 *
 * @param chunk rows at a time
 * @param exact leave out a last partial chunk (for a model with a fixed batch size)
 */
export function arrayHeldOut(data: HostRows, chunk: number, exact: boolean): HeldOutSource {
  return {
    isOrdered: true,
    *batches() {
      for (let start = 0; start < data.rows; start += chunk) {
        const rows = Math.min(chunk, data.rows - start);
        if (exact && rows < chunk) return;
        yield gather(
          data,
          Uint32Array.from({ length: rows }, (_, i) => start + i),
        );
      }
    },
  };
}

/** Some rows, copied out. */
export function selectRows(data: HostRows, indices: Uint32Array): HostRows {
  return gather(data, indices);
}

/** Copies rows out. */
function gather(data: HostRows, indices: Uint32Array): HostBatch {
  const pick = (tensor: HostTensor): HostTensor => ({
    values: gatherRows(tensor.values, tensor.values.length / data.rows, indices),
    shape: [indices.length, ...tensor.shape.slice(1)],
    dtype: tensor.dtype,
  });
  return { rows: indices.length, xs: data.xs.map(pick), ys: data.ys.map(pick) };
}

function gatherRows<T extends Float32Array | Int32Array | Uint8Array | Uint32Array>(
  values: T,
  width: number,
  indices: Uint32Array,
): T {
  const picked = new (values.constructor as new (length: number) => T)(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const start = (indices[i] as number) * width;
    if (width === 1) picked[i] = values[start] as number;
    else picked.set(values.subarray(start, start + width), i * width);
  }
  return picked;
}

/** Endless seeded batches of row numbers, each epoch in a new order of all rows. */
interface RowOrder {
  /** min(batch size asked for, rows). */
  readonly batchSize: number;
  /** At least 1; a last partial batch is left out. */
  readonly batchesPerEpoch: number;
  /** The row numbers of the next batch; valid until the next call. */
  next(): Uint32Array;
  getPosition(): unknown;
  setPosition(position: unknown): void;
  reseed(seed: number): void;
}

interface Position {
  /** State of the stream before this epoch's shuffle. */
  readonly state: readonly number[];
  readonly cursor: number;
}

/** @param rows at least 1 */
export function rowOrder(rows: number, askedBatchSize: number, seed: number): RowOrder {
  const batchSize = Math.min(askedBatchSize, rows);
  const batchesPerEpoch = Math.floor(rows / batchSize);
  const order = new Uint32Array(rows);
  let stream = random(seed, "shuffle");
  let state = stream.getState();
  let cursor = 0;

  const shuffle = () => {
    state = stream.getState();
    for (let i = 0; i < rows; i++) order[i] = i;
    stream.shuffle(order);
    cursor = 0;
  };
  shuffle();
  return {
    batchSize,
    batchesPerEpoch,
    next() {
      if (cursor === batchesPerEpoch) shuffle();
      const start = batchSize * cursor++;
      return order.subarray(start, start + batchSize);
    },
    getPosition: (): Position => ({ state, cursor }),
    setPosition(position) {
      const { state: before, cursor: at } = position as Position;
      stream.setState(before);
      shuffle();
      cursor = at;
    },
    reseed(newSeed) {
      stream = random(newSeed, "shuffle");
      shuffle();
    },
  };
}
