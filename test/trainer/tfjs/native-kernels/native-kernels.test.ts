import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import {
  registerNativeTrainingKernels,
  unregisterNativeTrainingKernels,
} from "../../../../src/trainer/tfjs/native-kernels/register.ts";
import { nativeEngine } from "../../../helpers/native-engine.ts";
import { describeWith } from "../../../helpers/needs.ts";
import { kernel, relativeDifference, tensor } from "../kernels/engines.ts";

it("leaves a process without the native engine alone", () => {
  const names = tf.getKernelsForBackend("tensorflow").map(({ kernelName }) => kernelName);
  if (names.length > 0) return expect(nativeEngine.isThere).toBe(true);
  registerNativeTrainingKernels();
  expect(tf.getKernelsForBackend("tensorflow")).toEqual([]);
  unregisterNativeTrainingKernels();
});

describeWith(nativeEngine, "on the native engine", () => {
  beforeAll(() => startEngine("native"));
  afterAll(() => unregisterNativeTrainingKernels());

  /** The values on an engine, and how many data buffers were left behind. */
  async function on(engine: string, body: () => tf.Tensor) {
    await tf.setBackend(engine);
    const before = tf.memory();
    const result = tf.tidy(body);
    const data = Array.from(await result.data());
    const { shape, dtype } = result;
    result.dispose();
    const { numDataBuffers, numTensors } = tf.memory();
    const kept = [numDataBuffers - before.numDataBuffers, numTensors - before.numTensors];
    return { shape, dtype, data, kept };
  }

  const pool = (side: number, pad: "same" | "valid") => () => {
    const x = tf.relu(tensor([2, side, side, 3], 1));
    const attrs = { filterSize: [2, 2], strides: [2, 2], pad };
    const y = kernel("MaxPool", { x }, attrs);
    return kernel("MaxPoolGrad", { dy: tensor(y.shape, 2), input: x, output: y }, attrs);
  };

  it.each<[string, () => tf.Tensor]>([
    ["step", () => tf.step(tf.tensor1d([-2, -0, 0, 1e-30, 3, Number.POSITIVE_INFINITY]))],
    ["step with a slope", () => tf.step(tf.tensor1d([-2, 0, 3]), 0.5)],
    ["cast to another type", () => tf.cast(tf.tensor1d([-2.7, 0, 3.2]), "int32")],
    ["cast to the same type", () => tf.cast(tensor([3], 1), "float32")],
    ["product", () => tf.matMul(tensor([5, 7], 1), tensor([7, 3], 2))],
    ["product, a transposed", () => tf.matMul(tensor([7, 5], 1), tensor([7, 3], 2), true)],
    ["product, b transposed", () => tf.matMul(tensor([5, 7], 1), tensor([3, 7], 2), false, true)],
    ["product of batches", () => tf.matMul(tensor([2, 5, 7], 1), tensor([2, 7, 3], 2))],
    ["sum of all rows", () => tf.sum(tensor([6, 5], 1), 0)],
    ["sum over images", () => tf.sum(tensor([2, 3, 4, 5], 1), [0, 1, 2])],
    ["sum of the last axis", () => tf.sum(tensor([6, 5], 1), 1)],
    ["sum that keeps its axes", () => tf.sum(tensor([6, 5], 1), 0, true)],
    [
      "sum of whole numbers",
      () =>
        tf.sum(
          tf.tensor2d(
            [
              [1, 2],
              [3, 4],
            ],
            [2, 2],
            "int32",
          ),
          0,
        ),
    ],
    ["reshape to its own shape", () => tf.reshape(tensor([2, 3], 1), [2, -1])],
    ["reshape to another", () => tf.reshape(tensor([2, 3], 1), [3, 2])],
    ["max pool gradient with ties", pool(6, "valid")],
    ["max pool gradient, same padding", pool(5, "same")],
  ])("%s equals plain JS and leaves nothing behind", async (_name, body) => {
    const expected = await on("cpu", body);
    const actual = await on("tensorflow", body);
    expect(actual.shape).toEqual(expected.shape);
    expect(actual.dtype).toBe(expected.dtype);
    expect(relativeDifference(actual.data, expected.data)).toBeLessThan(1e-6);
    expect(actual.kept).toEqual([0, 0]);
  });

  it("step keeps NaN, which ends a sweep", async () => {
    const { data } = await on("tensorflow", () => tf.step(tf.tensor1d([Number.NaN, 1])));
    expect(data).toEqual([Number.NaN, 1]);
  });

  it("puts tfjs-node's kernels back", () => {
    const ours = tf.getKernel("Step", "tensorflow");
    unregisterNativeTrainingKernels();
    const stock = tf.getKernel("Step", "tensorflow");
    expect(stock).toBeDefined();
    expect(stock).not.toBe(ours);
    registerNativeTrainingKernels();
    registerNativeTrainingKernels();
    unregisterNativeTrainingKernels();
    expect(tf.getKernel("Step", "tensorflow")).toBe(stock);
    registerNativeTrainingKernels();
  });
});
