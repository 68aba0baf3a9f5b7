import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { type Heap, heapOf } from "../../../../src/trainer/tfjs/kernels/heap.ts";
import { unregisterWasmTrainingKernels } from "../../../../src/trainer/tfjs/kernels/index.ts";
import { createOptimizer } from "../../../../src/trainer/tfjs/optimizers/create.ts";
import { fuse } from "../../../../src/trainer/tfjs/wasm-step/fuse.ts";
import { recordStep } from "../../../../src/trainer/tfjs/wasm-step/record.ts";
// For its effect: the gradients of all ops.
import "../../../../src/trainer/tfjs/lib/layers.ts";
import { floats } from "../kernels/engines.ts";

beforeAll(() => startEngine("wasm"));
afterAll(unregisterWasmTrainingKernels);

/** The kernels of one update of a vector, as they run and with the element-wise ones fused. */
function kernelsOf(optimizerName: string): { readonly plain: string[]; readonly fused: string[] } {
  const optimizer = createOptimizer(optimizerName);
  Reflect.set(optimizer, "learningRate", 0.01);
  const variable = tf.variable(tf.tensor1d(floats(100, 1)));
  const step = () =>
    tf.tidy(() => {
      const cost = optimizer.minimize(() => tf.sum(tf.square(variable)), true, [variable]);
      return (cost as tf.Scalar).dataSync()[0] as number;
    });
  step();
  const backend = tf.backend() as BackendWasm;
  const { recording } = recordStep(backend, () => [variable, ...optimizerState(optimizer)], step);
  if (recording === undefined) throw new Error(`${optimizerName}: nothing was recorded`);
  const names = (of: typeof recording) => of.nodes.map(({ kernel }) => kernel.kernelName);
  return { plain: names(recording), fused: names(fuse(recording, heapOf(backend) as Heap)) };
}

function optimizerState(value: unknown, depth = 0): tf.Tensor[] {
  if (value instanceof tf.Tensor) return [value];
  if (typeof value !== "object" || value === null || depth > 3) return [];
  return Object.values(value).flatMap((item) => optimizerState(item, depth + 1));
}

it.each(["sgd", "adam", "adamw", "rmsprop"])("updates a parameter in one kernel: %s", (name) => {
  const { plain, fused } = kernelsOf(name);
  expect(plain.filter((kernel) => kernel === "Multiply").length).toBeGreaterThan(1);
  const ofElements = new Set(["Add", "Sub", "Multiply", "RealDiv", "Sqrt", "Square"]);
  const update = fused.slice(fused.lastIndexOf("Sum") + 1);
  // What is left beside it works on single numbers: bias corrections.
  expect(update.filter((kernel) => kernel === "ElementWise").length).toBeLessThanOrEqual(2);
  expect(update).toContain("ElementWise");
  expect(update.filter((kernel) => ofElements.has(kernel)).length).toBeLessThanOrEqual(5);
  expect(fused.length).toBeLessThan(plain.length);
});
