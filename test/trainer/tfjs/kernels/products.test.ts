import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  registerWasmTrainingKernels,
  unregisterWasmTrainingKernels,
} from "../../../../src/trainer/tfjs/kernels/index.ts";
import { expectSame, kernel, on, relativeDifference, tensor } from "./engines.ts";

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

it("rejects a product of other types as the stock kernel does", async () => {
  const ints = () =>
    kernel(
      "BatchMatMul",
      { a: tf.ones([2, 2], "int32"), b: tf.ones([2, 2], "int32") },
      { transposeA: false, transposeB: false },
    );
  await expect(on("wasm", ints)).rejects.toThrow("float32");
});
