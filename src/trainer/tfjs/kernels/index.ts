import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-wasm";
import {
  getKernel,
  type KernelConfig,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { LrFinderError } from "../../../core/errors.ts";
import { avgPoolGrad } from "./avg-pool-grad.ts";
import { batchMatMul } from "./batch-mat-mul.ts";
import { cast } from "./cast.ts";
import { conv2dBackpropFilter } from "./conv2d-backprop-filter.ts";
import { conv2dBackpropInput } from "./conv2d-backprop-input.ts";
import { depthwiseBackpropFilter } from "./depthwise-backprop-filter.ts";
import { depthwiseBackpropInput } from "./depthwise-backprop-input.ts";
import { fusedMatMul } from "./fused-mat-mul.ts";
import { heapOf } from "./heap.ts";
import { identity } from "./identity.ts";
import type { TrainingKernel } from "./kernel.ts";
import { maxPoolGrad } from "./max-pool-grad.ts";
import { mean } from "./mean.ts";
import { sum } from "./sum.ts";
import { unsortedSegmentSum } from "./unsorted-segment-sum.ts";

const KERNELS: readonly TrainingKernel[] = [
  batchMatMul,
  fusedMatMul,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  maxPoolGrad,
  avgPoolGrad,
  unsortedSegmentSum,
  sum,
  mean,
  identity,
  cast,
];

const BACKEND = "wasm";

interface Registration {
  readonly ours: KernelConfig;
  readonly stock: KernelConfig | undefined;
}

/** Undefined when nothing is registered by us. */
let registrations: Registration[] | undefined;

/**
 * Makes every usual model train on the wasm backend of tfjs, and fast: registers the kernels of this
 * folder for the backend "wasm", those that it lacks and those that it does slowly. Tensors, models and
 * results are the same as before; nothing else of the program's set-up changes.
 *
 * Call it once, before training, before or after the backend has started; a second call does nothing.
 * Kernels that somebody else has registered for a name that stock wasm lacks are left in place.
 *
 * The kernels work on the backend's memory through a small SIMD module, assembled at the first kernel
 * call. Where that cannot be (no WebAssembly SIMD), stock kernels are used where there are any, and
 * the others throw an LrFinderError with code `wasm-memory`. Only NHWC is supported, as by the stock
 * convolutions.
 *
 * @example
 * import { registerWasmTrainingKernels } from "lr-finder/wasm-training";
 * registerWasmTrainingKernels();
 * await tf.setBackend("wasm");
 */
export function registerWasmTrainingKernels(): void {
  if (registrations !== undefined) return;
  registrations = [];
  for (const kernel of KERNELS) {
    const stock = getKernel(kernel.kernelName, BACKEND) as KernelConfig | undefined;
    if (stock !== undefined && kernel.replaces === "missing") continue;
    const ours = configOf(kernel, stock);
    exchange(stock, ours);
    registrations.push({ ours, stock });
  }
}

/**
 * Puts the registry back as it was before {@link registerWasmTrainingKernels}. Tensors made meanwhile
 * stay valid. Does nothing when nothing is registered; kernels that somebody else has put in our place
 * since then are left there.
 */
export function unregisterWasmTrainingKernels(): void {
  for (const { ours, stock } of registrations ?? []) {
    if (getKernel(ours.kernelName, BACKEND) === ours) exchange(ours, stock);
  }
  registrations = undefined;
}

function exchange(from: KernelConfig | undefined, to: KernelConfig | undefined): void {
  if (from !== undefined) unregisterKernel(from.kernelName, BACKEND);
  if (to !== undefined) registerKernel(to);
}

function configOf(kernel: TrainingKernel, stock: KernelConfig | undefined): KernelConfig {
  return {
    // The stock kernel's own set-up runs when the backend starts, because it may still be called.
    ...stock,
    kernelName: kernel.kernelName,
    backendName: BACKEND,
    kernelFunc(params) {
      const heap = heapOf(params.backend as BackendWasm);
      if (heap instanceof LrFinderError) {
        if (stock === undefined) throw heap;
        return stock.kernelFunc(params);
      }
      const given = { inputs: params.inputs, attrs: params.attrs ?? {} };
      return kernel.run(given.inputs, given.attrs, heap, (inputs, attrs) => {
        const { backend } = params;
        if (stock !== undefined) {
          return stock.kernelFunc({
            inputs: inputs ?? given.inputs,
            attrs: attrs ?? given.attrs,
            backend,
          });
        }
        const types = Object.entries(params.inputs).map(([name, x]) => `${name}: ${x?.dtype}`);
        throw new LrFinderError(
          "kernel-input",
          `${kernel.kernelName} on the wasm backend takes float32 tensors, got ${types.join(", ")}; cast them first`,
          { data: { kernelName: kernel.kernelName } },
        );
      });
    },
  };
}
