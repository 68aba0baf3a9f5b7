import type { KernelConfig } from "@tensorflow/tfjs-core";
import { getKernel, registerKernel, unregisterKernel } from "../lib/core.ts";
import { batchMatMul } from "./batch-mat-mul.ts";
import { cast } from "./cast.ts";
import type { NativeBackend, NativeKernel } from "./kernel.ts";
import { maxPoolGrad } from "./max-pool-grad.ts";
import { reshape } from "./reshape.ts";
import { step } from "./step.ts";
import { sum } from "./sum.ts";

const KERNELS: readonly NativeKernel[] = [batchMatMul, cast, maxPoolGrad, reshape, step, sum];

const BACKEND = "tensorflow";

/** Undefined when nothing is registered by us. */
let replaced: readonly (readonly [ours: KernelConfig, stock: KernelConfig])[] | undefined;

/**
 * Replaces kernels of tfjs-node that training uses much and that run more ops of libtensorflow than
 * they need: every op costs 15 microseconds and a pass over memory. Results are the same up to the
 * order of sums; cases that a kernel does not take go to tfjs-node's. Call it when the backend is
 * loaded; a second call does nothing.
 */
export function registerNativeTrainingKernels(): void {
  replaced ??= KERNELS.flatMap((kernel) => {
    const stock = getKernel(kernel.kernelName, BACKEND) as KernelConfig | undefined;
    if (stock === undefined) return [];
    const ours = configOf(kernel, stock);
    exchange(stock, ours);
    return [[ours, stock] as const];
  });
}

/** Puts tfjs-node's kernels back; does nothing when nothing is registered. */
export function unregisterNativeTrainingKernels(): void {
  for (const [ours, stock] of replaced ?? []) {
    if (getKernel(ours.kernelName, BACKEND) === ours) exchange(ours, stock);
  }
  replaced = undefined;
}

function exchange(from: KernelConfig, to: KernelConfig): void {
  unregisterKernel(from.kernelName, BACKEND);
  registerKernel(to);
}

function configOf(kernel: NativeKernel, stock: KernelConfig): KernelConfig {
  return {
    ...stock,
    kernelFunc: (params) =>
      kernel.run(params.inputs, params.attrs ?? {}, params.backend as NativeBackend) ??
      stock.kernelFunc(params),
  };
}
