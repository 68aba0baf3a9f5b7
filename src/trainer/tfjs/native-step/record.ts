import type { Tensor } from "@tensorflow/tfjs-core";
import type { NativeBackend, OpAttr } from "../native-kernels/kernel.ts";
import type { Values } from "../train/repeated-step.ts";
import type { TensorType } from "./saved-model.ts";
import { workOf } from "./work.ts";

/** Where an op's operand comes from. */
export type Source =
  | { readonly kind: "node"; readonly node: number; readonly output: number }
  /** Index into the state given to {@link recordStep}. */
  | { readonly kind: "state"; readonly index: number };

/** What a step did, one after the other. */
export type RecordedNode =
  | {
      readonly kind: "op";
      readonly op: string;
      readonly attrs: readonly OpAttr[];
      readonly inputs: readonly Source[];
      /** Type of the first operand, for ops whose type tfjs-node leaves to be inferred. */
      readonly dtype: number | undefined;
      /** See {@link workOf}. */
      readonly work: number;
    }
  | { readonly kind: "values"; readonly tensor: TensorType; readonly values: Values };

export interface Recording {
  readonly nodes: readonly RecordedNode[];
  /** For every tensor of the state, where its value after the step comes from. */
  readonly after: readonly Source[];
  readonly loss: Source;
}

/** The binding, with what only recording and replaying need. */
export type Binding = NativeBackend["binding"] & {
  readonly TF_STRING: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: readonly number[], dtype: number, values: Values): number;
  tensorDataSync(id: number): Values;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  runSavedModel(
    session: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): { readonly id: number; readonly shape: number[]; readonly dtype: number }[];
};

export type RecordableBackend = Omit<NativeBackend, "binding"> & {
  binding: Binding;
  readonly isUsingGpuDevice: boolean;
};

/**
 * Runs a training step and writes down every op of libtensorflow that it executes, with attributes
 * and where the operands come from.
 *
 * @param state what lives from step to step, listed anew before and after
 * @param run the step; it must read the loss, and nothing else, at its end
 * @returns what `run` gave, and the recording; none when the step did something that a graph cannot
 *   repeat: a value read in its midst, a tensor from elsewhere, a state that came into being
 */
export function recordStep<T>(
  backend: RecordableBackend,
  state: () => readonly Tensor[],
  run: () => T,
): { readonly value: T; readonly recording: Recording | undefined } {
  const real = backend.binding;
  const nodes: RecordedNode[] = [];
  const sources = new Map<number, Source>();
  const types = new Map<number, number>();
  const shapes = new Map<number, readonly number[]>();
  const reads: (Source | undefined)[] = [];
  let foreign = false;
  const tensors = state();
  const before = backend.getInputTensorIds([...tensors]);
  before.forEach((id, index) => {
    sources.set(id, { kind: "state", index });
    types.set(id, real.TF_FLOAT);
    shapes.set(id, (tensors[index] as Tensor).shape);
  });
  const made = (id: number, output: number, dtype: number, shape: readonly number[]) => {
    sources.set(id, { kind: "node", node: nodes.length - 1, output });
    types.set(id, dtype);
    shapes.set(id, shape);
  };
  const spy: Partial<Binding> = {
    executeOp(op, attrs, inputs, outputs) {
      const results = real.executeOp(op, attrs, inputs, outputs);
      const from = inputs.map((id) => sources.get(id));
      if (from.includes(undefined)) foreign = true;
      nodes.push({
        kind: "op",
        op,
        attrs: attrs.map((attr) => ({ ...attr })),
        inputs: from as Source[],
        dtype: types.get(inputs[0] as number),
        work: workOf(
          op,
          inputs.map((id) => shapes.get(id)),
          results[0]?.shape ?? [],
        ),
      });
      results.forEach(({ id, dtype, shape }, output) => {
        made(id, output, dtype, shape);
      });
      return results;
    },
    createTensor(shape, dtype, values) {
      const id = real.createTensor(shape, dtype, values);
      if (dtype === real.TF_STRING) foreign = true;
      nodes.push({ kind: "values", tensor: { dtype, shape: [...shape] }, values });
      made(id, 0, dtype, shape);
      return id;
    },
    tensorDataSync(id) {
      reads.push(sources.get(id));
      return real.tensorDataSync(id);
    },
  };
  const readSync = backend.readSync;
  let allReads = 0;
  let value: T;
  try {
    backend.binding = { ...ownAndInherited(real), ...spy };
    // Values that never went to libtensorflow are read without the binding.
    backend.readSync = function (dataId) {
      allReads++;
      return readSync.call(this, dataId);
    };
    value = run();
  } finally {
    backend.binding = real;
    backend.readSync = readSync;
  }
  const [loss] = reads;
  const now = state();
  const same = now.length === tensors.length && now.every((tensor, i) => tensor === tensors[i]);
  if (foreign || !same || allReads !== 1 || loss === undefined) {
    return { value, recording: undefined };
  }
  const after = backend.getInputTensorIds([...now]).map((id) => sources.get(id));
  if (after.includes(undefined)) return { value, recording: undefined };
  return { value, recording: { nodes, after: after as Source[], loss } };
}

/** The binding's functions and constants as plain properties: its own cannot be written. */
function ownAndInherited(binding: Binding): Binding {
  const names = [
    ...Object.getOwnPropertyNames(binding),
    ...Object.getOwnPropertyNames(Object.getPrototypeOf(binding)),
  ];
  const own = {} as Binding;
  for (const name of names) Reflect.set(own, name, Reflect.get(binding, name));
  return own;
}
