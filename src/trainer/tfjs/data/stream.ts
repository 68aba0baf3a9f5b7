import { InputError } from "../../../core/errors.ts";
import type { HeldOutSource, HostBatch, TensorBatchSource } from "./host.ts";

/** The part of a `tf.data.Dataset` that is used. Its elements are whole batches, as for `fitDataset`. */
export interface StreamDataset {
  /** Elements in one pass; null, NaN or Infinity when unknown. */
  readonly size?: number | null;
  iterator(): Promise<{ next(): Promise<{ value: unknown; done?: boolean }> }>;
}

/** Reads one element's tensors and disposes them. */
type ConvertBatch = (element: unknown) => Promise<HostBatch>;

/** Which batches of every pass are held out. */
interface HeldOutBatches {
  readonly isHeldOut: (index: number) => boolean;
  /** Training batches of a pass. */
  readonly training: number;
}

/**
 * Training batches from a `tf.data.Dataset`, pulled one at a time as they are needed. Every pulled
 * batch is kept, so that going back to an earlier position replays the same ones exactly, whatever
 * shuffling the dataset does. When the dataset ends it is started again.
 *
 * @param label what to call it in messages, e.g. "`data`"
 * @param convert reads one element's tensors and disposes them
 * @param divided the batches of each pass that are left out: they are held out
 * @throws InputError `empty-data` from here when the dataset yields nothing
 */
export async function streamSource(
  label: string,
  dataset: StreamDataset,
  convert: ConvertBatch,
  divided?: HeldOutBatches,
): Promise<TensorBatchSource> {
  const kept: HostBatch[] = [];
  let iterator = await dataset.iterator();
  let index = 0;
  let position = 0;

  const pull = async (): Promise<HostBatch> => {
    for (let isRestarted = false; ; ) {
      const result = await iterator.next();
      if (result.done !== true && result.value != null) {
        const batch = await convert(result.value);
        if (divided?.isHeldOut(index++)) continue;
        kept.push(batch);
        return batch;
      }
      if (isRestarted) {
        throw new InputError(
          "empty-data",
          kept.length === 0
            ? `${label} is an empty dataset: it gives no batch`
            : `${label} gave ${kept.length} batches, ended, and gives none when it is started again`,
          { data: { batches: kept.length } },
        );
      }
      isRestarted = true;
      iterator = await dataset.iterator();
      index = 0;
    }
  };
  const first = await pull();
  return {
    batchSize: first.rows,
    batchesPerEpoch: divided?.training ?? lengthOf(dataset),
    next() {
      const batch = kept[position++];
      return batch ?? pull();
    },
    getPosition: () => position,
    setPosition(to) {
      position = to as number;
    },
    // The order is the dataset's own: other randomness is batches that nobody has seen.
    reseed() {
      position = kept.length;
    },
  };
}

/** Batches of a dataset in one pass; null where it does not say. */
export function lengthOf({ size }: StreamDataset): number | null {
  return typeof size === "number" && Number.isFinite(size) && size >= 1 ? Math.floor(size) : null;
}

/** Batches that are compared to find out whether a dataset gives the same ones each time. */
const COMPARED = 5;

/**
 * Reads the first batches of a dataset twice.
 *
 * @returns the rows of the first one, and whether both passes agree bit for bit; no rows for an empty one
 */
export async function readTwice(
  dataset: StreamDataset,
  convert: ConvertBatch,
): Promise<{ readonly rows: number; readonly isRepeatable: boolean }> {
  const [once, again] = [await dataset.iterator(), await dataset.iterator()];
  let rows = 0;
  for (let i = 0; i < COMPARED; i++) {
    const [a, b] = [await once.next(), await again.next()];
    const [endA, endB] = [a, b].map(({ value, done }) => done === true || value == null);
    const first = endA ? undefined : await convert(a.value);
    const second = endB ? undefined : await convert(b.value);
    if (first === undefined || second === undefined) return { rows, isRepeatable: endA === endB };
    if (i === 0) rows = first.rows;
    if (!isSame(first, second)) return { rows, isRepeatable: false };
  }
  return { rows, isRepeatable: true };
}

function isSame(a: HostBatch, b: HostBatch): boolean {
  const others = [...b.xs, ...b.ys];
  return [...a.xs, ...a.ys].every(({ values, shape, dtype }, i) => {
    const other = others[i];
    return (
      other !== undefined &&
      other.dtype === dtype &&
      String(other.shape) === String(shape) &&
      values.every((value, at) => Object.is(value, other.values[at]))
    );
  });
}

/** The held-out batches of a dataset, read once at their first use and kept. */
export function streamHeldOutBatches(
  dataset: StreamDataset,
  convert: ConvertBatch,
  { isHeldOut }: HeldOutBatches,
  maxRows: number,
): HeldOutSource {
  let kept: readonly HostBatch[] | undefined;
  const read = async () => {
    const batches: HostBatch[] = [];
    const iterator = await dataset.iterator();
    for (let [index, rows] = [0, 0]; rows < maxRows; index++) {
      const { value, done } = await iterator.next();
      if (done === true || value == null) break;
      const batch = await convert(value);
      if (!isHeldOut(index)) continue;
      rows += batch.rows;
      batches.push(batch);
    }
    return batches;
  };
  return {
    isOrdered: true,
    async *batches() {
      kept ??= await read();
      yield* kept;
    },
  };
}

/**
 * Held-out batches from a `tf.data.Dataset`: one pass, from its start each time. Its first batch is read
 * here once, so that one that does not fit the model is told before anything trains.
 *
 * @throws InputError `empty-data` when the dataset yields nothing, and what `convert` throws
 */
export async function streamHeldOut(
  label: string,
  dataset: StreamDataset,
  convert: ConvertBatch,
  maxRows: number,
): Promise<HeldOutSource> {
  const { value, done } = await (await dataset.iterator()).next();
  if (done === true || value == null) {
    throw new InputError("empty-data", `${label} is an empty dataset: it gives no batch`, {
      data: { batches: 0 },
    });
  }
  await convert(value);
  return {
    // The dataset may shuffle.
    isOrdered: false,
    async *batches() {
      const iterator = await dataset.iterator();
      let rows = 0;
      while (rows < maxRows) {
        const { value, done } = await iterator.next();
        if (done === true || value == null) return;
        const batch = await convert(value);
        rows += batch.rows;
        yield batch;
      }
    },
  };
}
