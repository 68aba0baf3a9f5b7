import { random } from "../../../core/random.ts";

/** Endless seeded batches of row numbers, each epoch in a new order of all rows. */
export interface RowOrder {
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
