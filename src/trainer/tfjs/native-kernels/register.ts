import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { getKernel, registerKernel, unregisterKernel, util } from "../lib/core.ts";
import { boolAttr, floatType, type NativeBackend, type NativeKernel } from "./kernel.ts";
import { maxPoolGrad } from "./max-pool-grad.ts";

/**
 * A product of two matrices by `MatMul`; tfjs-node uses the batched op for it, which takes twice as
 * long for small ones.
 */
export const batchMatMul: NativeKernel = {
  kernelName: "BatchMatMul",
  run(inputs, { transposeA, transposeB }, backend) {
    const [a, b] = [inputs.a as TensorInfo, inputs.b as TensorInfo];
    const matrices = a.shape.length === 2 && b.shape.length === 2;
    if (!matrices || a.dtype !== "float32" || b.dtype !== "float32") return undefined;
    const attrs = [
      floatType(backend),
      boolAttr(backend, "transpose_a", transposeA),
      boolAttr(backend, "transpose_b", transposeB),
    ];
    return backend.executeSingleOutput("MatMul", attrs, [a, b]);
  },
};

/** A cast to the type that a tensor has already shares its values; tfjs-node runs an op. */
export const cast: NativeKernel = {
  kernelName: "Cast",
  run(inputs, { dtype }, backend) {
    const x = inputs.x as TensorInfo;
    if (x.dtype !== dtype) return undefined;
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
};

/**
 * A reshape to the shape that a tensor has already, as the gradient of every bias asks for twice,
 * shares its values; tfjs-node runs an op.
 */
export const reshape: NativeKernel = {
  kernelName: "Reshape",
  run(inputs, attrs, backend) {
    const x = inputs.x as TensorInfo;
    const shape = util.inferFromImplicitShape(attrs.shape as number[], util.sizeFromShape(x.shape));
    if (!util.arraysEqual(shape, x.shape)) return undefined;
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
};

/**
 * 1 where x > 0, else 0, NaN where x is NaN: relu(sign(x)), two passes. tfjs-node makes it of seven
 * ops, and the gradient of every relu needs it.
 */
export const step: NativeKernel = {
  kernelName: "Step",
  run(inputs, { alpha }, backend) {
    const x = inputs.x as TensorInfo;
    if (alpha !== 0 || x.dtype !== "float32") return undefined;
    const attrs = [floatType(backend)];
    const sign = backend.executeSingleOutput("Sign", attrs, [x]);
    const result = backend.executeSingleOutput("Relu", attrs, [sign]);
    backend.disposeData(sign.dataId);
    return result;
  },
};

/**
 * The sum over all axes but the last by `BiasAddGrad`, which is what it is: the gradient of a bias.
 * It needs no tensor of axes.
 */
export const sum: NativeKernel = {
  kernelName: "Sum",
  run(inputs, { axis, keepDims }, backend) {
    const x = inputs.x as TensorInfo;
    const rank = x.shape.length;
    if (x.dtype !== "float32" || rank < 2 || keepDims === true || x.shape.includes(0)) {
      return undefined;
    }
    const axes = util.parseAxisParam(axis as number | number[], x.shape);
    const others = new Set(axes).size === rank - 1 && !axes.includes(rank - 1);
    return others
      ? backend.executeSingleOutput("BiasAddGrad", [floatType(backend)], [x])
      : undefined;
  },
};

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
