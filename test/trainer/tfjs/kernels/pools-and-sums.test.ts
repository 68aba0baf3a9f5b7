import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  registerWasmTrainingKernels,
  unregisterWasmTrainingKernels,
} from "../../../../src/trainer/tfjs/kernels/index.ts";
import { expectSame, floats, kernel, on, relativeDifference, tensor } from "./engines.ts";

beforeAll(registerWasmTrainingKernels);
afterAll(unregisterWasmTrainingKernels);

const pools = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    extra: fc.tuple(fc.nat(6), fc.nat(6)),
    window: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom("same" as const, "valid" as const),
    channels: fc.constantFrom(1, 3, 4, 7, 17),
  })
  .map(({ batch, extra, window, strides, pad, channels }) => ({
    shape: [batch, window[0] + extra[0], window[1] + extra[1], channels],
    window,
    strides,
    pad,
  }));

// Small whole numbers, so that most windows hold their largest value more than once.
function tied(shape: number[]): tf.Tensor4D {
  const values = floats(tf.util.sizeFromShape(shape), 5).map((value) => Math.round(value));
  return tf.tensor4d(values, shape as [number, number, number, number]);
}

// By hand: the stock wasm kernel (4.22) hands the 10 to the -3.
it("finds the largest input also among negative ones", async () => {
  const dx = await on("wasm", () => {
    const input = tf.tensor4d([-3, -1, 2, 7, -4, -2, -9, 8], [1, 2, 4, 1]);
    const output = tf.maxPool(input, 2, 2, "valid");
    const dy = tf.tensor4d([10, 20], [1, 1, 2, 1]);
    return kernel(
      "MaxPoolGrad",
      { dy, input, output },
      { filterSize: 2, strides: 2, pad: "valid" },
    );
  });
  expect(dx.data).toEqual([0, 10, 0, 0, 0, 0, 0, 20]);
});

it("hands the gradient of a max pool to the first largest input", async () => {
  await fc.assert(
    fc.asyncProperty(pools, ({ shape, window, strides, pad }) =>
      expectSame(() => {
        const input = tied(shape);
        const output = tf.maxPool(input, window, strides, pad);
        const dy = tensor(output.shape, 6);
        return kernel("MaxPoolGrad", { dy, input, output }, { filterSize: window, strides, pad });
      }, 1e-6),
    ),
    { seed: 5, numRuns: 60 },
  );
});

it("takes the mean of what a window holds, with explicit padding too", async () => {
  const pads = fc.constantFrom("same" as const, "valid" as const, 1, 2);
  await fc.assert(
    fc.asyncProperty(pools, pads, ({ shape, window, strides }, pad) =>
      expectSame(() => {
        const size = tf.backend_util.computePool2DInfo(
          shape as [number, number, number, number],
          window,
          strides,
          1,
          pad,
        );
        // The plain JS engine takes a window of one number for the identity wherever the sizes agree.
        const isOne = window[0] * window[1] === 1 && pad !== "valid";
        const x = tensor(shape, 1) as tf.Tensor4D;
        if (isOne || size.outHeight < 1 || size.outWidth < 1) return tf.zeros([1]);
        const y = tf.avgPool(x, window, strides, pad);
        // Of nothing, in the padding.
        return tf.where(tf.isNaN(y), tf.fill(y.shape, 7), y);
      }),
    ),
    { seed: 8, numRuns: 60 },
  );
});

const volumes = fc
  .record({
    extra: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)),
    window: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    strides: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    pad: fc.constantFrom("same" as const, "valid" as const),
    channels: fc.constantFrom(1, 3, 5),
  })
  .map(({ extra, window, channels, ...rest }) => ({
    ...rest,
    window,
    shape: [
      2,
      window[0] + extra[0],
      window[1] + extra[1],
      window[2] + extra[2],
      channels,
    ] satisfies number[] as [number, number, number, number, number],
  }));

// By hand: the plain JS engine takes the wrong inputs for windows that are no cubes. Below 0, because the
// stock wasm kernel (4.22) finds nothing there.
it("takes the largest of volumes below 0, and hands the gradient to it", async () => {
  await fc.assert(
    fc.asyncProperty(volumes, async ({ shape, window, strides, pad }) => {
      const size = tf.util.sizeFromShape(shape);
      // All different, a tenth apart.
      const values = Float32Array.from({ length: size }, (_, i) => -1 - ((i * 7919) % size) / 10);
      const pool = (given: Float32Array) =>
        tf.maxPool3d(tf.tensor(given, shape) as tf.Tensor5D, window, strides, pad);
      await expectSame(() => pool(values), 1e-9);
      const y = await on("cpu", () => pool(values));
      const dy = floats(y.data.length, 6);
      const dx = await on("wasm", () => {
        const input = tf.tensor(values, shape);
        const output = tf.tensor(y.data, y.shape);
        const inputs = { dy: tf.tensor(dy, y.shape), input, output };
        return kernel("MaxPool3DGrad", inputs, { filterSize: window, strides, pad });
      });
      const found = new Map(Array.from(values, (value, at) => [value, at]));
      const expected = new Array<number>(size).fill(0);
      y.data.forEach((value, at) => {
        const place = found.get(value) as number;
        expected[place] = (expected[place] ?? 0) + (dy[at] as number);
      });
      expect(relativeDifference(dx.data, expected)).toBeLessThan(1e-6);
    }),
    { seed: 9, numRuns: 40 },
  );
});

it("spreads the gradient of an average pool", async () => {
  await fc.assert(
    fc.asyncProperty(pools, ({ shape, window, strides, pad }) =>
      expectSame(() => {
        const input = tied(shape);
        const dy = tensor(tf.avgPool(input, window, strides, pad).shape, 6);
        return kernel("AvgPoolGrad", { dy, input }, { filterSize: window, strides, pad });
      }, 1e-6),
    ),
    { seed: 6, numRuns: 60 },
  );
});

it("adds rows into their segments and drops other ids", async () => {
  const rows = fc.record({
    count: fc.integer({ min: 1, max: 20 }),
    row: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
    segments: fc.integer({ min: 1, max: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(rows, ({ count, row, segments }) =>
      expectSame(() => {
        const ids = floats(count, 7).map((value) => Math.floor(value * 3 + 2));
        return tf.unsortedSegmentSum(
          tensor([count, ...row], 8),
          tf.tensor1d(ids, "int32"),
          segments,
        );
      }),
    ),
    { seed: 7, numRuns: 40 },
  );
});

it("sums segments of whole numbers, and rejects ids that are no list of integers", async () => {
  const matrix = () => tf.tensor([0, 1, 1, 0], [2, 2], "int32");
  const nested = () =>
    kernel(
      "UnsortedSegmentSum",
      { x: tensor([2, 2], 1), segmentIds: matrix() },
      { numSegments: 3 },
    );
  await expect(on("wasm", nested)).rejects.toThrow("segmentIds must be a list of integers");
  const ints = await on("wasm", () =>
    tf.unsortedSegmentSum(tf.tensor1d([1, 2, 3], "int32"), tf.tensor1d([1, 1, 0], "int32"), 2),
  );
  expect(ints).toEqual({ shape: [2], data: [3, 3] });
});

it("sums and averages over any axes", async () => {
  const reductions = fc
    .record({
      shape: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      picks: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      keepDims: fc.boolean(),
      mean: fc.boolean(),
    })
    .map(({ shape, picks, ...rest }) => ({
      ...rest,
      shape,
      axes: shape.map((_, axis) => axis).filter((axis) => picks[axis]),
    }))
    .filter(({ axes }) => axes.length > 0);
  await fc.assert(
    fc.asyncProperty(reductions, ({ shape, axes, keepDims, mean }) =>
      expectSame(() => (mean ? tf.mean : tf.sum)(tensor(shape, 9), axes, keepDims), 1e-5),
    ),
    { seed: 8, numRuns: 60 },
  );
  await expectSame(() => tf.sum(tensor([2000, 5], 9), 0), 1e-6);
});

it("shares values between a tensor, its clone and a cast, and frees them once", async () => {
  await tf.setBackend("wasm");
  const before = tf.memory();
  const a = tf.tensor1d([1, 2, 3]);
  const b = tf.clone(a);
  const c = tf.cast(b, "float32");
  const d = tf.cast(c, "int32");
  a.dispose();
  expect(Array.from(b.dataSync())).toEqual([1, 2, 3]);
  b.dispose();
  expect(Array.from(c.dataSync())).toEqual([1, 2, 3]);
  expect(Array.from(d.dataSync())).toEqual([1, 2, 3]);
  c.dispose();
  d.dispose();
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
});
