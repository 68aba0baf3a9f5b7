import { InputError } from "../../../core/errors.ts";
import type { HeldOutSource, HostBatch, TensorBatchSource } from "./host.ts";

/** The part of a `tf.data.Dataset` that is used. Its elements are whole batches, as for `fitDataset`. */
export interface StreamDataset {
  /** Elements in one pass; null, NaN or Infinity when unknown. */
  readonly size?: number | null;
  iterator(): Promise<{ next(): Promise<{ value: unknown; done?: boolean }> }>;
}

/**
 * Training batches from a `tf.data.Dataset`, pulled one at a time as they are needed. Every pulled
 * batch is kept, so that going back to an earlier position replays the same ones exactly, whatever
 * shuffling the dataset does. When the dataset ends it is started again.
 *
 * @param label what to call it in messages, e.g. "`data`"
 * @param convert reads one element's tensors and disposes them
 * @throws InputError `empty-data` from here when the dataset yields nothing
 */
export async function streamSource(
  label: string,
  dataset: StreamDataset,
  convert: (element: unknown) => Promise<HostBatch>,
): Promise<TensorBatchSource> {
  const kept: HostBatch[] = [];
  let iterator = await dataset.iterator();
  let position = 0;

  const pull = async (): Promise<HostBatch> => {
    let result = await iterator.next();
    if (result.done === true || result.value == null) {
      iterator = await dataset.iterator();
      result = await iterator.next();
      if (result.done === true || result.value == null) {
        throw new InputError(
          "empty-data",
          kept.length === 0
            ? `${label} is an empty dataset: it gives no batch`
            : `${label} gave ${kept.length} batches, ended, and gives none when it is started again`,
          { data: { batches: kept.length } },
        );
      }
    }
    const batch = await convert(result.value);
    kept.push(batch);
    return batch;
  };
  const first = await pull();
  const size = dataset.size;
  return {
    batchSize: first.rows,
    batchesPerEpoch:
      typeof size === "number" && Number.isFinite(size) && size >= 1 ? Math.floor(size) : null,
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

/** Held-out batches from a `tf.data.Dataset`: one pass, from its start each time. */
export function streamHeldOut(
  dataset: StreamDataset,
  convert: (element: unknown) => Promise<HostBatch>,
  maxRows: number,
): HeldOutSource {
  return {
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
