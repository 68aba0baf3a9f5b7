import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  registerWasmTrainingKernels,
  unregisterWasmTrainingKernels,
} from "../../../../src/trainer/tfjs/kernels/index.ts";
import "./engines.ts";
import { batchFor, buildModel, type ModelCase } from "./models.ts";

beforeAll(registerWasmTrainingKernels);
afterAll(unregisterWasmTrainingKernels);

const MODEL: ModelCase = {
  input: [6, 5, 2],
  build: (l) => [
    l.conv2d({ filters: 5, kernelSize: 3, padding: "same", activation: "relu" }),
    l.maxPooling2d({ poolSize: 2 }),
    l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same" }),
    l.batchNormalization({}),
    l.conv2d({ filters: 4, kernelSize: 2, strides: 2 }),
    l.flatten(),
  ],
};

it("keeps tensors and the wasm heap flat over 500 steps", async () => {
  await tf.setBackend("wasm");
  const heapBytes = () =>
    ((tf.backend() as BackendWasm).wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.length;
  const model = buildModel(MODEL, "adam");
  const { x, y } = batchFor(MODEL, 4);
  const train = async (steps: number) => {
    for (let step = 0; step < steps; step++) await model.trainOnBatch(x, y);
  };
  await train(10);
  const before = { ...tf.memory(), heap: heapBytes() };
  await train(500);
  const after = { ...tf.memory(), heap: heapBytes() };
  expect(after.numTensors).toBe(before.numTensors);
  expect(after.numDataBuffers).toBe(before.numDataBuffers);
  expect(after.heap).toBe(before.heap);
});
