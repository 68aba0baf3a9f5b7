import { setFlagsFromString } from "node:v8";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  registerWasmTrainingKernels,
  unregisterWasmTrainingKernels,
} from "../../../../src/trainer/tfjs/kernels/index.ts";
import { assembleLoops } from "../../../../src/trainer/tfjs/kernels/wasm/loops.ts";
import { expectSame, floats, kernel, on, relativeDifference, tensor } from "./engines.ts";

beforeAll(registerWasmTrainingKernels);
afterAll(unregisterWasmTrainingKernels);

const size = fc.oneof(fc.constantFrom(1, 3, 4, 8, 17), fc.integer({ min: 1, max: 40 }));
const sizes = fc.record({ m: size, k: size, n: size, ta: fc.boolean(), tb: fc.boolean() });

it("multiplies matrices of any size and transposition", async () => {
  await fc.assert(
    fc.asyncProperty(sizes, ({ m, k, n, ta, tb }) =>
      expectSame(() =>
        tf.matMul(tensor(ta ? [k, m] : [m, k], 1), tensor(tb ? [n, k] : [k, n], 2), ta, tb),
      ),
    ),
    { seed: 1, numRuns: 60 },
  );
});

// The plain JS engine computes only batches that are equal or 1, so there the batches are written out.
it("broadcasts batches, also of different rank", async () => {
  for (const [aBatch, bBatch, batch] of [
    [[3], [3], [3]],
    [
      [2, 1],
      [1, 3],
      [2, 3],
    ],
    [[2, 3], [3], [2, 3]],
    [[1], [4], [4]],
    [[2, 3], [], [2, 3]],
  ] as const) {
    const a = () => tensor([...aBatch, 5, 6], 1);
    const b = () => tensor([...bBatch, 7, 6], 2);
    const actual = await on("wasm", () => tf.matMul(a(), b(), false, true));
    const expected = await on("cpu", () =>
      tf.matMul(
        tf.broadcastTo(a(), [...batch, 5, 6]),
        tf.broadcastTo(b(), [...batch, 7, 6]),
        false,
        true,
      ),
    );
    expect(actual.shape).toEqual(expected.shape);
    expect(relativeDifference(actual.data, expected.data)).toBeLessThan(1e-6);
  }
});

it("multiplies depths beyond one block of the packed side", async () => {
  for (const [m, k, n] of [
    [5, 256, 9],
    [5, 257, 9],
    [30, 1000, 20],
  ] as const) {
    await expectSame(() => tf.matMul(tensor([k, m], 1), tensor([k, n], 2), true, false));
    await expectSame(() => tf.matMul(tensor([m, k], 1), tensor([n, k], 2), false, true));
  }
});

it("gives zeros for an empty sum, and nothing for an empty result", async () => {
  const zeros = await on("wasm", () => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])));
  expect(zeros).toEqual({ shape: [2, 3], data: [0, 0, 0, 0, 0, 0] });
  const none = await on("wasm", () => tf.matMul(tf.zeros([0, 2]), tf.zeros([2, 3])));
  expect(none).toEqual({ shape: [0, 3], data: [] });
});

it("adds the bias of a dense layer, whatever is fused", async () => {
  const fusable = fc.record({
    sizes,
    bias: fc.boolean(),
    activation: fc.constantFrom("linear", "relu", "sigmoid", "elu"),
  });
  await fc.assert(
    fc.asyncProperty(fusable, ({ sizes: { m, k, n, ta, tb }, bias, activation }) =>
      expectSame(() =>
        tf.fused.matMul({
          a: tensor(ta ? [k, m] : [m, k], 1),
          b: tensor(tb ? [n, k] : [k, n], 2),
          transposeA: ta,
          transposeB: tb,
          activation: activation as "linear",
          ...(bias ? { bias: tensor([n], 3) } : {}),
        }),
      ),
    ),
    { seed: 2, numRuns: 60 },
  );
});

// Each of the k products and k sums is rounded once, or both of them together: the error is at most
// k u / (1 - k u) times the sum of the products' magnitudes, u = 2^-24 (Higham 2002, section 3.1).
it.each([
  ["two roundings", false, false],
  ["one rounding (relaxed SIMD)", true, true],
  ["one rounding, in tiles of 4 rows", true, false],
] as const)("is as exact as the arithmetic allows, with %s", (_name, relaxed, tall) => {
  // Node.js 20 has them behind a flag.
  setFlagsFromString("--experimental-wasm-relaxed-simd");
  const [m, k, n] = [29, 300, 24];
  const memory = new WebAssembly.Memory({ initial: 4 });
  const { loops, fused } = assembleLoops(memory, relaxed, tall);
  const [a, b] = [floats(m * k, 1), floats(k * n, 2)];
  const all = new Float32Array(memory.buffer);
  const [aAt, bAt, packed, c] = [0, 12_000, 24_000, 36_000];
  all.set(a, aAt);
  all.set(b, bAt);
  loops.packColumns(4 * packed, 32 * k, 4 * bAt, 4 * n, 4, k, n);
  loops.panels(4 * aAt, 4 * k, 4, 0, 4 * packed, 4 * c, 4 * n, 0, 0, m, 1, k, n, 24, 1);
  const u = 2 ** -24;
  let differs = false;
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let [sum, magnitude, twice] = [0, 0, 0];
      for (let i = 0; i < k; i++) {
        const product = (a[row * k + i] as number) * (b[i * n + column] as number);
        sum += product;
        magnitude += Math.abs(product);
        twice = Math.fround(twice + Math.fround(product));
      }
      const value = all[c + row * n + column] as number;
      expect(Math.abs(value - sum)).toBeLessThanOrEqual(((k * u) / (1 - k * u)) * magnitude);
      differs ||= value !== twice;
    }
  }
  // With two roundings every bit is that of the plain sum; with one, some are not.
  expect(differs).toBe(fused);
});

it("rejects a product of other types as the stock kernel does", async () => {
  const ints = () =>
    kernel(
      "BatchMatMul",
      { a: tf.ones([2, 2], "int32"), b: tf.ones([2, 2], "int32") },
      { transposeA: false, transposeB: false },
    );
  await expect(on("wasm", ints)).rejects.toThrow("float32");
});
