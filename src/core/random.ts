import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** The state of a {@link Random}: four 32-bit integers, JSON-serialisable. */
export type RandomState = readonly number[];

/**
 * A seeded stream of random numbers whose position can be saved and put back, so that a run can be
 * repeated bit for bit. Generator: xoroshiro128+ (Blackman and Vigna), from pure-rand.
 */
export interface Random {
  /** A float in [0, 1), a multiple of 2^-53. */
  float(): number;
  /** An integer in [0, below). `below` must be at least 1. */
  int(below: number): number;
  /** A standard normal deviate (Box-Muller, one value a call, so that the state stays four words). */
  normal(): number;
  /** Shuffles in place (Fisher-Yates); every order is equally likely. */
  shuffle(values: { [index: number]: number; readonly length: number }): void;
  getState(): RandomState;
  setState(state: RandomState): void;
}

/**
 * A stream of its own for a seed and a name. Neighbouring seeds, and different names under one
 * seed, give unrelated streams.
 *
 * @param seed any integer in [-2^31, 2^32)
 * @param stream what the numbers are for, e.g. `"shuffle"`
 */
export function random(seed: number, stream = ""): Random {
  let generator = xoroshiro128plusFromState(seedState(seed, stream));
  const float = () => uniformFloat64(generator);
  const int = (below: number) => uniformInt(generator, 0, below - 1);
  return {
    float,
    int,
    normal() {
      const radius = Math.sqrt(-2 * Math.log(1 - float()));
      return radius * Math.cos(2 * Math.PI * float());
    },
    shuffle(values) {
      for (let last = values.length - 1; last > 0; last--) {
        const pick = int(last + 1);
        const held = values[last] as number;
        values[last] = values[pick] as number;
        values[pick] = held;
      }
    },
    getState: () => [...generator.getState()],
    setState(state) {
      generator = xoroshiro128plusFromState(state);
    },
  };
}

/** A 32-bit unsigned seed derived from another seed and a name, for libraries that take a number. */
export function deriveSeed(seed: number, stream: string): number {
  return (seedState(seed, stream)[0] as number) >>> 0;
}

// The generator's own seeding leaves neighbouring seeds alike in their first draws, so the words
// are hashed: FNV-1a over the name, then the finaliser of MurmurHash3 for each word.
function seedState(seed: number, stream: string): number[] {
  let hash = 0x811c9dc5;
  for (let i = 0; i < stream.length; i++) {
    hash = Math.imul(hash ^ stream.charCodeAt(i), 0x01000193);
  }
  const words: number[] = [];
  for (let i = 1; i <= 4; i++) {
    hash = mix((hash + Math.imul(seed | 0, 0x85ebca6b) + Math.imul(i, 0x9e3779b9)) | 0);
    words.push(hash);
  }
  return words;
}

function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
