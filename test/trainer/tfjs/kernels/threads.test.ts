import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { type Heap, heapOf } from "../../../../src/trainer/tfjs/kernels/heap.ts";
import { unregisterWasmTrainingKernels } from "../../../../src/trainer/tfjs/kernels/index.ts";
import { ChoiceByTime } from "../../../../src/trainer/tfjs/kernels/threads/choice.ts";
import { LOSSES } from "../../../../src/trainer/tfjs/losses/losses.ts";
import { createOptimizer } from "../../../../src/trainer/tfjs/optimizers/create.ts";
import { makeUpdate } from "../../../../src/trainer/tfjs/train/update.ts";
import { repeatedKernels } from "../../../../src/trainer/tfjs/wasm-step/wasm-step.ts";
import { floats, kernel } from "./engines.ts";
import { batchFor, buildModel, type ModelCase } from "./models.ts";
import { batchOf } from "./step-cases.ts";

let way: "alone" | "together" = "alone";
let pool: NonNullable<Heap["pool"]>;

beforeAll(async () => {
  vi.stubEnv("LR_FINDER_THREADS", "4");
  vi.spyOn(ChoiceByTime.prototype, "next").mockImplementation(() => way);
  await startEngine("wasm");
  const heap = heapOf(tf.backend() as BackendWasm) as Heap;
  pool = heap.pool as typeof pool;
  expect(pool.threads).toBe(4);
  tf.tidy(() => tf.matMul(tensor([200, 200]), tensor([200, 200])));
  await vi.waitFor(() => expect(pool.ready).toBe(3), 20_000);
}, 30_000);
afterAll(() => {
  unregisterWasmTrainingKernels();
  vi.unstubAllEnvs();
});

function tensor(shape: number[], seed = 1): tf.Tensor {
  return tf.tensor(floats(tf.util.sizeFromShape(shape), seed), shape);
}

function bytesOf(result: tf.Tensor): Buffer {
  return Buffer.from(new Uint8Array(result.dataSync().buffer));
}

const conv = { strides: 1, pad: "same", dataFormat: "NHWC", dimRoundingMode: undefined };
const pooled = { filterSize: 3, strides: 2, pad: "same", dimRoundingMode: undefined };

/** Each as large as it has to be for other threads to be asked. */
const OPS: Readonly<Record<string, () => tf.Tensor>> = {
  "a product divided by columns": () => tf.matMul(tensor([70, 301]), tensor([301, 133], 2)),
  "a product divided by rows": () => tf.matMul(tensor([9000, 17]), tensor([17, 10], 2)),
  "a transposed product": () => tf.matMul(tensor([301, 70]), tensor([133, 301], 2), true, true),
  "a dense layer": () =>
    tf.fused.matMul({ a: tensor([70, 301]), b: tensor([301, 133], 2), bias: tensor([133], 3) }),
  "a convolution": () =>
    tf.conv2d(
      tensor([13, 20, 21, 5]) as tf.Tensor4D,
      tensor([3, 3, 5, 19], 2) as tf.Tensor4D,
      1,
      "same",
    ),
  "a dilated convolution": () =>
    tf.conv2d(
      tensor([13, 20, 21, 5]) as tf.Tensor4D,
      tensor([3, 3, 5, 19], 2) as tf.Tensor4D,
      1,
      "same",
      "NHWC",
      2,
    ),
  "a convolution with bias and activation": () =>
    tf.fused.conv2d({
      x: tensor([13, 20, 21, 5]) as tf.Tensor4D,
      filter: tensor([3, 3, 5, 19], 2) as tf.Tensor4D,
      strides: 1,
      pad: "same",
      bias: tensor([19], 3),
      activation: "relu",
    }),
  "a depthwise convolution": () =>
    tf.depthwiseConv2d(
      tensor([13, 20, 21, 50]) as tf.Tensor4D,
      tensor([3, 3, 50, 1], 2) as tf.Tensor4D,
      1,
      "same",
    ),
  "a convolution of volumes": () =>
    tf.conv3d(
      tensor([3, 6, 20, 21, 5]) as tf.Tensor5D,
      tensor([2, 3, 3, 5, 19], 2) as tf.Tensor5D,
      1,
      "same",
    ),
  "a convolution's filter gradient": () =>
    kernel(
      "Conv2DBackpropFilter",
      { x: tensor([13, 20, 21, 5]), dy: tensor([13, 20, 21, 19], 2) },
      { ...conv, filterShape: [3, 3, 5, 19] },
    ),
  "a convolution's input gradient": () =>
    kernel(
      "Conv2DBackpropInput",
      { dy: tensor([13, 10, 11, 19]), filter: tensor([3, 3, 5, 19], 2) },
      { ...conv, strides: 2, inputShape: [13, 20, 21, 5] },
    ),
  "a depthwise convolution's filter gradient": () =>
    kernel(
      "DepthwiseConv2dNativeBackpropFilter",
      { x: tensor([13, 20, 21, 50]), dy: tensor([13, 20, 21, 50], 2) },
      { ...conv, filterShape: [3, 3, 50, 1] },
    ),
  "a depthwise convolution's input gradient": () =>
    kernel(
      "DepthwiseConv2dNativeBackpropInput",
      { dy: tensor([13, 20, 21, 50]), filter: tensor([3, 3, 50, 1], 2) },
      { ...conv, inputShape: [13, 20, 21, 50] },
    ),
  "a sum over rows": () => tf.sum(tensor([9000, 61]), 0),
  "max pooling": () => tf.maxPool(tensor([5, 40, 41, 19]) as tf.Tensor4D, 3, 2, "same"),
  "average pooling": () => tf.avgPool(tensor([5, 40, 41, 19]) as tf.Tensor4D, 3, 2, "same"),
  "max pooling of volumes": () =>
    tf.maxPool3d(tensor([5, 9, 20, 21, 9]) as tf.Tensor5D, 3, 2, "same"),
  "max pooling of volumes' gradient": () => {
    const input = tensor([5, 9, 20, 21, 9]) as tf.Tensor5D;
    const output = tf.maxPool3d(input, 3, 2, "same");
    return kernel("MaxPool3DGrad", { dy: tensor(output.shape, 2), input, output }, pooled);
  },
  "average pooling's gradient": () =>
    kernel(
      "AvgPoolGrad",
      { dy: tensor([5, 20, 21, 19], 2), input: tensor([5, 40, 41, 19]) },
      pooled,
    ),
  "max pooling's gradient": () => {
    const input = tensor([5, 40, 41, 19]) as tf.Tensor4D;
    const output = tf.maxPool(input, 3, 2, "same");
    return kernel("MaxPoolGrad", { dy: tensor([5, 20, 21, 19], 2), input, output }, pooled);
  },
  "a bias": () => tf.add(tensor([900, 133]), tensor([133], 2)),
  "a sum": () => tf.add(tensor([120_003]), tensor([120_003], 2)),
  "a product of elements": () => tf.mul(tensor([120_003]), tensor([120_003], 2)),
  relu: () => tf.relu(tensor([120_003])),
  step: () => tf.step(tensor([120_003])),
};

it.each(Object.keys(OPS))("gives the same bits on any number of threads: %s", (name) => {
  const run = () => tf.tidy(() => bytesOf((OPS[name] as () => tf.Tensor)()));
  way = "alone";
  const expected = run();
  way = "together";
  const share = vi.spyOn(pool, "plan");
  for (const threads of [2, 3, 9]) {
    const count = vi.spyOn(pool, "threads", "get").mockReturnValue(threads);
    expect(run().equals(expected)).toBe(true);
    count.mockRestore();
  }
  expect(share.mock.results.some(({ value }) => value.parts > 1)).toBe(true);
  share.mockRestore();
});

it("repeats the same steps, with functions that were compiled after the workers had started", () => {
  const losses = [LOSSES.categoricalCrossentropy];
  const wide: ModelCase = { input: [200], build: (l) => [l.dense({ units: 300 })] };
  const train = (optimizerName: string) => {
    const model = buildModel(wide, "sgd");
    const optimizer = createOptimizer(optimizerName);
    const { update: plain } = makeUpdate(model, optimizer, losses);
    const { update, dispose } = repeatedKernels(plain, model, optimizer, losses);
    for (let step = 0; step < 12; step++) {
      Reflect.set(optimizer, "learningRate", 1e-3 * 1.3 ** step);
      update([batchOf(wide, 40, step)]);
    }
    const weights = model.getWeights().map((weight) => weight.dataSync().slice());
    dispose();
    model.dispose();
    return weights;
  };
  for (const optimizerName of ["adam", "rmsprop"]) {
    way = "alone";
    const expected = train(optimizerName);
    way = "together";
    const plan = vi.spyOn(pool, "plan");
    expect(train(optimizerName)).toEqual(expected);
    const shared = plan.mock.calls.filter(([key]) => key.startsWith("fused"));
    expect(shared.length).toBeGreaterThan(5);
    plan.mockRestore();
  }
});

it("trains the same weights, and keeps the heap flat", async () => {
  const model: ModelCase = {
    input: [20, 20, 3],
    build: (l) => [
      l.conv2d({ filters: 20, kernelSize: 3, padding: "same", activation: "relu" }),
      l.maxPooling2d({ poolSize: 2 }),
      l.flatten(),
      l.dense({ units: 40, activation: "relu" }),
    ],
  };
  const heapBytes = () =>
    ((tf.backend() as BackendWasm).wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.length;
  const train = async (steps: number) => {
    const made = buildModel(model, "adam");
    const { x, y } = batchFor(model, 32);
    for (let step = 0; step < steps; step++) await made.trainOnBatch(x, y);
    const weights = made.getWeights().map((weight) => weight.dataSync().slice());
    tf.dispose([x, y]);
    made.dispose();
    return weights;
  };
  way = "alone";
  const expected = await train(10);
  way = "together";
  expect(await train(10)).toEqual(expected);
  const before = heapBytes();
  await train(30);
  expect(heapBytes()).toBe(before);
});
