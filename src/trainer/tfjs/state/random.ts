import type { Random } from "../../../core/random.ts";

/**
 * Runs synchronous code with `Math.random` taken from a seeded stream, and puts the real one back
 * whatever happens. TensorFlow.js seeds every unseeded random op (dropout, noise) from
 * `Math.random` at the moment the op is built, so this makes a training step repeatable.
 */
export function withRandom<T>(stream: Random, run: () => T): T {
  const original = Math.random;
  Math.random = stream.float;
  try {
    return run();
  } finally {
    Math.random = original;
  }
}
