import { describe } from "../../../core/check.ts";
import { InputError } from "../../../core/errors.ts";

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
  /** Continues with other training rows, and other held-out rows beside them. */
  divideAgain?(seed: number): void;
}

/** Held-out rows at a time, or a batch where that is larger. */
export const EVALUATION_ROWS = 256;

/** Held-out rows, read from the start each time. */
export interface HeldOutSource {
  /** Whether each pass gives the same rows in the same order. */
  readonly isOrdered: boolean;
  batches(): Iterable<HostBatch> | AsyncIterable<HostBatch>;
}

type Numbers = HostTensor["values"];

/** A tensor of any copy of TensorFlow.js, as far as we read it. */
interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  dataSync(): ArrayLike<number>;
}

/**
 * Copies a value of a user's module to the host: a tensor, a typed array (one number a row, or
 * `{ values, shape }`), or nested arrays of numbers.
 *
 * @param label what to call it in messages, e.g. "`data.xs`"
 * @throws InputError `bad-data` for anything else, ragged arrays, or a NaN or infinite number (naming the row)
 */
export function toHost(label: string, value: unknown): HostTensor {
  const host = read(label, value);
  const width = host.values.length / (host.shape[0] as number);
  for (let i = 0; i < host.values.length; i++) {
    const found = host.values[i] as number;
    if (!Number.isFinite(found)) {
      const row = Math.floor(i / width);
      reject(`${label} has ${Number.isNaN(found) ? "a NaN" : `${found}`} in row ${row}`, { row });
    }
  }
  return host;
}

export function isTensorLike(value: unknown): value is TensorLike {
  return (
    typeof value === "object" &&
    value !== null &&
    "dataSync" in value &&
    "shape" in value &&
    "dtype" in value
  );
}

/**
 * Waits until the values of all tensors in a value are on the host, where engines keep them from then on:
 * reading them at once costs WebGPU a lot, and may cost it its device.
 */
export async function onHost(value: unknown): Promise<void> {
  if (isTensorLike(value)) {
    await (value as TensorLike & { data?(): Promise<unknown> }).data?.();
  } else if (Array.isArray(value) ? value.some(isTensorLike) : isPlain(value)) {
    await Promise.all(Object.values(value as object).map(onHost));
  }
}

function isPlain(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

/** The shape of what {@link toHost} reads, and of a number; undefined for anything else. */
export function shapeOf(value: unknown): readonly number[] | undefined {
  if (typeof value === "number") return [];
  if (isTensorLike(value)) return value.shape;
  if (isNumbers(value)) return [value.length];
  if (Array.isArray(value)) return nestedShape(value);
  const { shape } = (value ?? {}) as { shape?: unknown };
  return isShape(shape) ? shape : undefined;
}

function nestedShape(value: readonly unknown[]): number[] {
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
  }
  return shape;
}

function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.every((length) => Number.isInteger(length) && length > 0);
}

function read(label: string, value: unknown): HostTensor {
  if (isTensorLike(value)) {
    return make(label, value.dataSync(), value.shape, value.dtype);
  }
  if (isNumbers(value)) return make(label, value, [value.length]);
  if (Array.isArray(value)) {
    const shape = nestedShape(value);
    const flat: number[] = [];
    flatten(label, value, shape, 0, flat);
    return make(label, flat, shape);
  }
  const { values, shape } = (value ?? {}) as { values?: unknown; shape?: unknown };
  if ((isNumbers(values) || Array.isArray(values)) && isShape(shape)) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (size !== values.length) {
      reject(
        `${label} has ${values.length} values, and its shape [${shape.join(", ")}] needs ${size}`,
      );
    }
    return make(label, values as ArrayLike<number>, shape);
  }
  return reject(
    `${label} must be a tensor, a typed array, nested arrays of numbers, or { values, shape }, ` +
      `got ${describe(value)}`,
  );
}

function make(
  label: string,
  values: ArrayLike<number>,
  shape: readonly number[],
  dtype = values instanceof Int32Array ? "int32" : "float32",
): HostTensor {
  if (shape.length === 0 || values.length === 0) {
    return reject(`${label} is empty: it must have at least one row`, { shape });
  }
  switch (dtype) {
    case "float32":
      return { values: Float32Array.from(values), shape, dtype };
    case "int32":
      return { values: Int32Array.from(values), shape, dtype };
    case "bool":
      return { values: Uint8Array.from(values), shape, dtype };
    default:
      return reject(`${label} has the type ${dtype}, which cannot be trained on`, { dtype });
  }
}

function flatten(
  label: string,
  value: unknown,
  shape: readonly number[],
  depth: number,
  into: number[],
): void {
  if (depth === shape.length) {
    if (typeof value !== "number") {
      reject(`${label} must hold numbers, got ${describe(value)}`);
    }
    into.push(value);
    return;
  }
  if (!Array.isArray(value) || value.length !== shape[depth]) {
    reject(
      `${label} has rows of different lengths: expected ${shape[depth]}, got ${describe(value)}`,
    );
  }
  for (const item of value) flatten(label, item, shape, depth + 1, into);
}

function isNumbers(value: unknown): value is Numbers | Float64Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !isBig(value);
}

function isBig(value: ArrayBufferView): boolean {
  return value instanceof BigInt64Array || value instanceof BigUint64Array;
}

function reject(message: string, data: Record<string, unknown> = {}): never {
  throw new InputError("bad-data", message, { data });
}
