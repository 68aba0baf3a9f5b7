import type { DataId, KernelBackend, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

/** What an op of libtensorflow gave. */
export interface OpOutput {
  readonly id: number;
  readonly shape: number[];
  /** Number of a data type of libtensorflow. */
  readonly dtype: number;
}

/** An attribute of an op; `type` says how `value` is to be read. */
export interface OpAttr {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The backend `tensorflow` of tfjs-node, as far as the kernels of this folder use it. */
export interface NativeBackend extends KernelBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_FLOAT: number;
    readonly TF_INT64: number;
    executeOp(name: string, attrs: OpAttr[], inputs: number[], outputs: number): OpOutput[];
    deleteTensor(id: number): void;
  };
  executeSingleOutput(name: string, attrs: OpAttr[], inputs: TensorInfo[]): TensorInfo;
  getInputTensorIds(tensors: TensorInfo[]): number[];
  createOutputTensor(output: OpOutput): TensorInfo;
  incRef(dataId: DataId): void;
}

/** One kernel of this folder; `index.ts` turns it into a registration. */
export interface NativeKernel {
  readonly kernelName: string;
  /** The kernel's result, or undefined for a case that the kernel of tfjs-node is to do. */
  run(
    inputs: Readonly<Record<string, TensorInfo | undefined>>,
    attrs: NamedAttrMap,
    backend: NativeBackend,
  ): TensorInfo | undefined;
}

/** The attribute `T` of float32 ops. */
export function floatType({ binding }: NativeBackend): OpAttr {
  return { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}

export function boolAttr({ binding }: NativeBackend, name: string, value: unknown): OpAttr {
  return { name, type: binding.TF_ATTR_BOOL, value: value === true };
}
