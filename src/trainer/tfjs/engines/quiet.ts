import * as tf from "../lib/core.ts";

/**
 * Loads packages without the registration warnings of TensorFlow.js: a program that brings its own copy
 * of a backend package would make it print one line for each of its hundred kernels. Its test flag is
 * what silences them; it is set back whatever happens.
 */
export async function quietly<T>(load: () => T | Promise<T>): Promise<T> {
  const before = tf.env().getBool("IS_TEST");
  tf.env().set("IS_TEST", true);
  try {
    return await load();
  } finally {
    tf.env().set("IS_TEST", before);
  }
}
