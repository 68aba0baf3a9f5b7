import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { DataType, KernelConfig, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "../lib/core.ts";
import type { Values } from "../train/repeated-step.ts";

/** Where the values of a tensor come from. */
export type Source =
  /** Index into the state given to {@link recordStep}. */
  | { readonly kind: "state"; readonly index: number }
  /** Index into the recording's values. */
  | { readonly kind: "values"; readonly index: number }
  | { readonly kind: "node"; readonly node: number; readonly output: number };

export interface Operand {
  readonly source: Source;
  readonly shape: number[];
  readonly dtype: DataType;
}

/** One kernel that ran. */
export interface RecordedNode {
  readonly kernel: KernelConfig;
  /** Some kernels take a list instead of names. */
  readonly isList: boolean;
  readonly operands: readonly (readonly [name: string, operand: Operand])[];
  readonly attrs: NamedAttrMap | undefined;
  /** Shapes of what it gave. */
  readonly outputs: readonly (readonly number[])[];
}

export interface RecordedValues {
  readonly values: Values;
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** What a step did, one after the other. */
export interface Recording {
  readonly nodes: readonly RecordedNode[];
  readonly values: readonly RecordedValues[];
  /** For every tensor of the state that the step changed, where its value comes from. */
  readonly changes: readonly { readonly index: number; readonly source: Source }[];
  readonly loss: Source;
}

/**
 * Runs a training step and writes down every kernel of the wasm backend that it runs, with attributes and
 * where the operands come from.
 *
 * @param state what lives from step to step, listed anew before and after
 * @param run the step; it must read the loss, and nothing else
 * @returns no recording where something happened that cannot be repeated
 */
export function recordStep(
  backend: BackendWasm,
  state: () => readonly tf.Tensor[],
  run: () => number,
): { readonly value: number; readonly recording: Recording | undefined } {
  const before = state().map(({ dataId }) => dataId);
  const sources = new Map<object, Source>(
    before.map((dataId, index) => [dataId, { kind: "state", index }]),
  );
  const nodes: RecordedNode[] = [];
  const values: RecordedValues[] = [];
  const reads: object[] = [];
  let depth = 0;
  let isKnown = true;

  const operandOf = ({ dataId, shape, dtype }: TensorInfo): Operand => {
    const source = sources.get(dataId);
    if (source === undefined) isKnown = false;
    return { source: source ?? { kind: "state", index: -1 }, shape: [...shape], dtype };
  };
  const kernels = tf.core.getKernelsForBackend("wasm");
  const originals = kernels.map(({ kernelFunc }) => kernelFunc);
  kernels.forEach((kernel, at) => {
    const original = originals[at] as KernelConfig["kernelFunc"];
    kernel.kernelFunc = (params) => {
      // What a kernel calls belongs to it.
      if (depth > 0) return original(params);
      const given = Object.entries(params.inputs as Record<string, TensorInfo | undefined>);
      const operands = given.flatMap(([name, info]) =>
        info === undefined ? [] : [[name, operandOf(info)] as const],
      );
      depth++;
      let out: ReturnType<typeof original>;
      try {
        out = original(params);
      } finally {
        depth--;
      }
      const outputs = Array.isArray(out) ? out : [out];
      const node = nodes.length;
      nodes.push({
        kernel,
        isList: Array.isArray(params.inputs),
        operands,
        attrs: params.attrs,
        outputs: outputs.map(({ shape }) => [...shape]),
      });
      outputs.forEach(({ dataId }, output) => {
        sources.set(dataId, { kind: "node", node, output });
      });
      return out;
    };
  });
  const { write, readSync, read } = backend;
  backend.write = (given, shape, dtype) => {
    const dataId = write.call(backend, given, shape, dtype);
    if (depth === 0) {
      sources.set(dataId, { kind: "values", index: values.length });
      values.push({ values: given as Values, shape: [...shape], dtype });
    }
    return dataId;
  };
  backend.readSync = (dataId, ...rest) => {
    if (depth === 0) reads.push(dataId);
    return readSync.call(backend, dataId, ...rest);
  };
  backend.read = (dataId) => {
    isKnown = false;
    return read.call(backend, dataId);
  };
  let value: number;
  try {
    value = run();
  } finally {
    kernels.forEach((kernel, at) => {
      kernel.kernelFunc = originals[at] as KernelConfig["kernelFunc"];
    });
    Object.assign(backend, { write, readSync, read });
  }
  const after = state();
  const changes = after.flatMap(({ dataId }, index) => {
    if (dataId === before[index]) return [];
    const source = sources.get(dataId);
    if (source === undefined) isKnown = false;
    return source === undefined ? [] : [{ index, source }];
  });
  const loss = reads.length === 1 ? sources.get(reads[0] as object) : undefined;
  const isWhole = isKnown && loss !== undefined && after.length === before.length;
  return { value, recording: isWhole ? { nodes, values, changes, loss } : undefined };
}
