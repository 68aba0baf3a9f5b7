import * as tf from "@tensorflow/tfjs-core";
import { afterEach, expect, it, vi } from "vitest";
import {
  registerWasmTrainingKernels,
  unregisterWasmTrainingKernels,
} from "../../../../src/trainer/tfjs/kernels/index.ts";
import { kernel, on } from "./engines.ts";

afterEach(unregisterWasmTrainingKernels);

const registered = () => tf.getKernelsForBackend("wasm");
const byName = () => new Map(registered().map((config) => [config.kernelName, config.kernelFunc]));

const pair = () =>
  kernel(
    "BatchMatMul",
    { a: tf.ones([2, 3]), b: tf.ones([2, 3]) },
    { transposeA: true, transposeB: false },
  );

it("adds what stock wasm lacks, replaces what is slow, and puts everything back", async () => {
  const stock = byName();
  expect(stock.has("Conv2DBackpropFilter")).toBe(false);
  registerWasmTrainingKernels();
  const ours = byName();
  expect([...ours.keys()].filter((name) => !stock.has(name)).sort()).toEqual([
    "Conv2DBackpropFilter",
    "DepthwiseConv2dNativeBackpropFilter",
    "DepthwiseConv2dNativeBackpropInput",
    "UnsortedSegmentSum",
  ]);
  expect(ours.get("BatchMatMul")).not.toBe(stock.get("BatchMatMul"));
  expect(ours.get("Sigmoid")).toBe(stock.get("Sigmoid"));
  unregisterWasmTrainingKernels();
  expect(byName()).toEqual(stock);
});

it("registers only once, and says nothing about it", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  registerWasmTrainingKernels();
  const first = byName();
  registerWasmTrainingKernels();
  expect(byName()).toEqual(first);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
  unregisterWasmTrainingKernels();
  unregisterWasmTrainingKernels();
});

it("works when the backend starts after it, and stock kernels work after it is gone", async () => {
  const start = tf.findBackendFactory("wasm");
  registerWasmTrainingKernels();
  tf.removeBackend("wasm");
  tf.registerBackend("wasm", start, 2);
  const expected = { shape: [3, 3], data: new Array(9).fill(2) };
  expect(await on("wasm", pair)).toEqual(expected);
  unregisterWasmTrainingKernels();
  expect(await on("wasm", pair)).toEqual(expected);
});

it("leaves kernels alone that others have registered", () => {
  const theirs: tf.KernelConfig = {
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc: () => ({ dataId: {}, shape: [], dtype: "float32" }),
  };
  tf.registerKernel(theirs);
  registerWasmTrainingKernels();
  expect(tf.getKernel("UnsortedSegmentSum", "wasm")).toBe(theirs);
  tf.unregisterKernel("UnsortedSegmentSum", "wasm");
  const later: tf.KernelConfig = { ...theirs, kernelName: "Conv2DBackpropFilter" };
  tf.unregisterKernel("Conv2DBackpropFilter", "wasm");
  tf.registerKernel(later);
  unregisterWasmTrainingKernels();
  expect(tf.getKernel("Conv2DBackpropFilter", "wasm")).toBe(later);
  tf.unregisterKernel("Conv2DBackpropFilter", "wasm");
});

it("switches between stock and own kernels on a running backend", async () => {
  const expected = { shape: [3, 3], data: new Array(9).fill(2) };
  expect(await on("wasm", pair)).toEqual(expected);
  registerWasmTrainingKernels();
  expect(await on("wasm", pair)).toEqual(expected);
  unregisterWasmTrainingKernels();
  expect(await on("wasm", pair)).toEqual(expected);
});
