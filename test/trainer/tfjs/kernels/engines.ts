import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { random } from "../../../../src/core/random.ts";

/** Values of a tensor, read back. */
export interface Values {
  readonly shape: number[];
  readonly data: number[];
}

/** Runs one kernel on the current engine. */
export function kernel(
  name: string,
  inputs: Record<string, tf.Tensor>,
  attrs: Record<string, unknown> = {},
): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.Tensor;
}

/** Runs an op on one engine and returns the values of its result; nothing is left behind. */
export async function on(engine: "cpu" | "wasm", body: () => tf.Tensor): Promise<Values> {
  await tf.setBackend(engine);
  const result = tf.tidy(body);
  const data = Array.from(await result.data());
  result.dispose();
  return { shape: result.shape, data };
}

/** Seeded normal numbers, so that sums cancel as in training. */
export function floats(count: number, seed: number): Float32Array {
  const source = random(seed, "values");
  return Float32Array.from({ length: count }, () => source.normal());
}

/** A seeded tensor on the engine that is current. */
export function tensor(shape: number[], seed: number): tf.Tensor {
  return tf.tensor(floats(tf.util.sizeFromShape(shape), seed), shape);
}

/** Fails when the two engines' results for the same op differ by more than rounding. */
export async function expectSame(body: () => tf.Tensor, tolerance = 3e-6): Promise<void> {
  const expected = await on("cpu", body);
  const actual = await on("wasm", body);
  expect(actual.shape).toEqual(expected.shape);
  expect(relativeDifference(actual.data, expected.data)).toBeLessThan(tolerance);
}

/**
 * The largest difference between two lists, relative to the largest magnitude of the expected one:
 * single elements may cancel to nearly nothing, where a relative difference says little.
 */
export function relativeDifference(actual: readonly number[], expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let scale = 1e-30;
  let difference = 0;
  expected.forEach((value, index) => {
    scale = Math.max(scale, Math.abs(value));
    const gap = Math.abs(value - (actual[index] as number));
    difference = Number.isNaN(gap) ? Number.POSITIVE_INFINITY : Math.max(difference, gap);
  });
  return difference / scale;
}
