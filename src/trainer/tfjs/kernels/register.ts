import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { KernelConfig } from "@tensorflow/tfjs-core";
import { LrFinderError } from "../../../core/errors.ts";
import { batchMatMul } from "./batch-mat-mul.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dBackpropFilter } from "./conv2d-backprop-filter.ts";
import { conv2dBackpropInput } from "./conv2d-backprop-input.ts";
import { conv3d, conv3dBackpropFilter, conv3dBackpropInput } from "./conv3d.ts";
import { type Core, core, useCore } from "./core.ts";
import { depthwise, depthwiseBackpropFilter, depthwiseBackpropInput } from "./depthwise.ts";
import { add, multiply, relu, step } from "./elementwise.ts";
import { fusedConv2d, fusedDepthwise } from "./fused-convolutions.ts";
import { fusedMatMul } from "./fused-mat-mul.ts";
import { heapOf } from "./heap.ts";
import { cast, identity } from "./identity.ts";
import type { TrainingKernel } from "./kernel.ts";
import { averagePool, avgPoolGrad, maxPool, maxPoolGrad } from "./pools.ts";
import { maxPool3d, maxPool3dGrad } from "./pools-3d.ts";
import { mean, sum } from "./reductions.ts";
import { unsortedSegmentSum } from "./unsorted-segment-sum.ts";

export { arithmeticOfWasm } from "./arithmetic.ts";

const KERNELS: readonly TrainingKernel[] = [
  batchMatMul,
  fusedMatMul,
  conv2d,
  fusedConv2d,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  conv3d,
  conv3dBackpropFilter,
  conv3dBackpropInput,
  depthwise,
  fusedDepthwise,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  maxPool,
  maxPoolGrad,
  averagePool,
  avgPoolGrad,
  maxPool3d,
  maxPool3dGrad,
  unsortedSegmentSum,
  sum,
  mean,
  relu,
  step,
  add,
  multiply,
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
 * See `registerWasmTrainingKernels` in `index.ts`; `given` is the TensorFlow.js to register them with.
 *
 * @returns false where they were registered already
 */
export function registerKernels(given: Core): boolean {
  if (registrations !== undefined) return false;
  useCore(given);
  registrations = [];
  for (const kernel of KERNELS) {
    const stock = core.getKernel(kernel.kernelName, BACKEND) as KernelConfig | undefined;
    if (stock !== undefined && kernel.replaces === "missing") continue;
    const ours = configOf(kernel, stock);
    exchange(stock, ours);
    registrations.push({ ours, stock });
  }
  return true;
}

/** See `unregisterWasmTrainingKernels` in `index.ts`. */
export function unregisterKernels(): void {
  for (const { ours, stock } of registrations ?? []) {
    if (core.getKernel(ours.kernelName, BACKEND) === ours) exchange(ours, stock);
  }
  registrations = undefined;
}

function exchange(from: KernelConfig | undefined, to: KernelConfig | undefined): void {
  if (from !== undefined) core.unregisterKernel(from.kernelName, BACKEND);
  if (to !== undefined) core.registerKernel(to);
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
