import type { Random } from "../core/random.ts";

/** A running uniform sample: says of each item, as it passes, where it is kept, if at all. */
export interface Reservoir {
  /** Slot (0 … size-1) in which the next item replaces what is there, or -1 to let it pass. */
  offer(): number;
}

/**
 * A uniform random sample of `size` items from a stream of unknown length, without looking at the
 * items that pass. While fewer than `size` have been offered, all are kept, in order.
 *
 * Method: Algorithm L of Li, "Reservoir-sampling algorithms of time complexity O(n(1+log(N/n)))",
 * ACM TOMS 20 (1994): random numbers are drawn only for the items that are kept.
 *
 * @param size at least 1
 */
export function reservoir(size: number, random: Random): Reservoir {
  let seen = 0;
  let threshold = 1;
  let next = size;
  const advance = () => {
    threshold *= Math.exp(Math.log(1 - random.float()) / size);
    next += Math.floor(Math.log(1 - random.float()) / Math.log1p(-threshold)) + 1;
  };
  advance();
  return {
    offer() {
      seen++;
      if (seen <= size) return seen - 1;
      if (seen < next) return -1;
      advance();
      return random.int(size);
    },
  };
}

/** `size` of the numbers 0 … count-1, drawn uniformly, rising; all of them when `size >= count`. */
export function sampleIndices(count: number, size: number, random: Random): Uint32Array {
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  if (size >= count) return indices;
  random.shuffle(indices);
  return indices.slice(0, size).sort();
}
