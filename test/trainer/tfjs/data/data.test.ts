import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowOrder } from "../../../../src/trainer/tfjs/data/arrays.ts";
import { type HostBatch, toHost } from "../../../../src/trainer/tfjs/data/host.ts";
import { readRows } from "../../../../src/trainer/tfjs/data/model-batches.ts";
import { streamSource } from "../../../../src/trainer/tfjs/data/stream.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";

// Before the models below are made.
await startEngine("cpu");

describe("rowOrder", () => {
  it("visits full batches of distinct rows each epoch, and replays from any position", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(20),
        (rows, batch, skip) => {
          const order = rowOrder(rows, batch, 3);
          expect(order.batchSize).toBe(Math.min(rows, batch));
          for (let i = 0; i < skip; i++) order.next();
          const position = order.getPosition();
          const take = () =>
            Array.from({ length: order.batchesPerEpoch * 2 }, () => [...order.next()]);
          const first = take();
          order.setPosition(position);
          expect(take()).toEqual(first);
          order.reseed(3);
          const epoch = Array.from({ length: order.batchesPerEpoch }, () => [
            ...order.next(),
          ]).flat();
          expect(new Set(epoch).size).toBe(order.batchSize * order.batchesPerEpoch);
          expect(Math.max(...epoch)).toBeLessThan(rows);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("toHost", () => {
  it("reads tensors, typed arrays, shaped values and nested arrays", () => {
    const read = (value: unknown) => {
      const { values, shape, dtype } = toHost("xs", value);
      return [[...values], shape, dtype];
    };
    expect(read(tf.tensor2d([[1, 2]], [1, 2], "int32"))).toEqual([[1, 2], [1, 2], "int32"]);
    expect(read(Float64Array.of(1, 2))).toEqual([[1, 2], [2], "float32"]);
    expect(read({ values: [1, 2, 3, 4], shape: [2, 2] })).toEqual([
      [1, 2, 3, 4],
      [2, 2],
      "float32",
    ]);
    expect(read([[[1], [2]]])).toEqual([[1, 2], [1, 2, 1], "float32"]);
    expect(read(tf.tensor1d([true, false], "bool"))).toEqual([[1, 0], [2], "bool"]);
  });

  it.each([
    [[[1, 2], [3]], /rows of different lengths: expected 2, got an array of 1/],
    [[["a"]], /must hold numbers, got "a"/],
    [[[1], [Number.NaN]], /NaN in row 1/],
    [{ values: [1, 2, 3], shape: [2, 2] }, /3 values, and its shape \[2, 2\] needs 4/],
    [[], /is empty/],
    ["x", /must be a tensor, a typed array/],
    [undefined, /must be a tensor/],
    [new BigInt64Array(2), /must be a tensor/],
  ])("rejects what is not numbers: %o", (value, message) => {
    expect(() => toHost("xs", value)).toThrow(message);
  });
});

describe("readRows", () => {
  const model = tfl.sequential({
    layers: [tfl.layers.flatten({ inputShape: [2, 2, 1] }), tfl.layers.dense({ units: 3 })],
  });
  model.build([null, 2, 2, 1]);
  const a = tfl.input({ shape: [2], name: "left" });
  const b = tfl.input({ shape: [1], name: "right" });
  const sum = tfl.layers
    .dense({ units: 1, name: "sum" })
    .apply(tfl.layers.concatenate().apply([a, b]));
  const double = tfl.model({ inputs: [a, b], outputs: sum as tfl.SymbolicTensor });

  it("shapes rows as the model wants them", () => {
    const rows = readRows(
      "data",
      {
        xs: new Float32Array(8),
        ys: [
          [1, 0, 0],
          [0, 1, 0],
        ],
      },
      model,
      "as-output",
    );
    expect(rows.xs[0]?.shape).toEqual([2, 2, 2, 1]);
    expect(rows.ys[0]?.shape).toEqual([2, 3]);
    const sparse = readRows("data", { xs: [[1, 2, 3, 4]], ys: Int32Array.of(2) }, model, "indices");
    expect(sparse.xs[0]?.shape).toEqual([1, 2, 2, 1]);
    expect(sparse.ys[0]).toMatchObject({ shape: [1], dtype: "float32" });
  });

  it("takes several inputs by name or in a list of tensors", () => {
    const [left, right] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3]])];
    const named = readRows("data", { xs: { right, left }, ys: [5] }, double, "as-output");
    expect(named).toEqual(readRows("data", { xs: [left, right], ys: [5] }, double, "as-output"));
    expect(named.xs.map(({ values }) => [...values])).toEqual([[1, 2], [3]]);
    expect(() => readRows("data", { xs: { left }, ys: [5] }, double, "free")).toThrow(
      /lacks right/,
    );
    expect(() => readRows("data", { xs: left, ys: [5] }, double, "free")).toThrow(
      /needs 2 \(left, right\)/,
    );
  });

  it.each([
    [{ xs: [[1, 2, 3, 4]] }, /must have `xs` and `ys`/],
    [
      { xs: [[1, 2, 3]], ys: [[1, 0, 0]] },
      /input .* has the shape \[2, 2, 1\], and a row of the data has \[3\]/,
    ],
    [{ xs: [[1, 2, 3, 4]], ys: [1] }, /use the loss sparseCategoricalCrossentropy/],
    [
      { xs: [[1, 2, 3, 4]], ys: [[1, 0]] },
      /output has the shape \[3\], and a row of the data has \[2\]/,
    ],
    [
      {
        xs: [[1, 2, 3, 4]],
        ys: [
          [1, 0, 0],
          [1, 0, 0],
        ],
      },
      /has 1 rows in `xs` and 2/,
    ],
    [undefined, /must have/],
  ])("rejects %j", (element, message) => {
    expect(() => readRows("data", element, model, "as-output")).toThrow(message);
  });
});

describe("streamSource", () => {
  const convert = async (element: unknown): Promise<HostBatch> => ({
    rows: 2,
    xs: [{ values: Float32Array.of(element as number, 0), shape: [2, 1], dtype: "float32" }],
    ys: [],
  });
  /** Gives other numbers at every pass, as a dataset that shuffles does. */
  const shuffled = (length: number, size?: number) => {
    let count = 0;
    return {
      ...(size === undefined ? {} : { size }),
      async iterator() {
        let given = 0;
        return {
          next: async () =>
            given++ < length ? { value: count++, done: false } : { value: null, done: true },
        };
      },
    };
  };
  const take = async (source: { next(): HostBatch | Promise<HostBatch> }, count: number) => {
    const values: (number | undefined)[] = [];
    for (let i = 0; i < count; i++) values.push((await source.next()).xs[0]?.values[0]);
    return values;
  };

  it("loops, keeps what it pulled, and replays it exactly", async () => {
    const source = await streamSource("`data`", shuffled(3, 3), convert);
    expect([source.batchSize, source.batchesPerEpoch]).toEqual([2, 3]);
    expect(await take(source, 5)).toEqual([0, 1, 2, 3, 4]);
    const position = source.getPosition();
    source.setPosition(1);
    expect(await take(source, 6)).toEqual([1, 2, 3, 4, 5, 6]);
    source.setPosition(position);
    source.reseed(1);
    expect(await take(source, 2)).toEqual([7, 8]);
  });

  it("does not know its length where the dataset does not, and rejects an empty one", async () => {
    expect((await streamSource("`data`", shuffled(2), convert)).batchesPerEpoch).toBeNull();
    expect(
      (await streamSource("`data`", shuffled(2, Number.POSITIVE_INFINITY), convert))
        .batchesPerEpoch,
    ).toBeNull();
    await expect(streamSource("`data` of a.mjs", shuffled(0), convert)).rejects.toMatchObject({
      code: "empty-data",
      message: "`data` of a.mjs is an empty dataset: it gives no batch",
    });
  });
});
