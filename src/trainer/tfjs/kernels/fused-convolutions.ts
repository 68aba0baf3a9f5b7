import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { conv2d } from "./conv2d.ts";
import { core } from "./core.ts";
import { depthwise } from "./depthwise.ts";
import { addRows } from "./elementwise.ts";
import type { Heap } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";

/** A kernel of the backend, and what it is called with. */
interface KernelCall {
  readonly name: string;
  readonly inputs: NamedTensorInfoMap;
  readonly attrs?: NamedAttrMap;
}

/** How an activation is computed: from x, and from the inputs and attributes of the fused kernel. */
type Activation = (
  x: TensorInfo,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
) => KernelCall | undefined;

const alone =
  (name: string): Activation =>
  (x) => ({ name, inputs: { x } });

/** Those that the stock kernels can fuse. */
const ACTIVATIONS: ReadonlyMap<unknown, Activation> = new Map<unknown, Activation>([
  ["linear", () => undefined],
  ["relu", alone("Relu")],
  ["relu6", alone("Relu6")],
  ["elu", alone("Elu")],
  ["sigmoid", alone("Sigmoid")],
  [
    "leakyrelu",
    (x, _inputs, { leakyreluAlpha = 0 }) => ({
      name: "LeakyRelu",
      inputs: { x },
      attrs: { alpha: leakyreluAlpha },
    }),
  ],
  [
    "prelu",
    (x, { preluActivationWeights: alpha }) => ({
      name: "Prelu",
      inputs: { x, ...(alpha && { alpha }) },
    }),
  ],
]);

/**
 * A convolution with its bias and activation: the form in which a layer calls it where no gradient is
 * taken, and with a linear activation also where one is. Each by its own kernel, so that the bits are
 * those of the other form. The stock kernels (4.22) are wrong where those without a bias are.
 *
 * @param channels of the output, from the filter's shape
 */
function fusedConvolution(
  kernelName: string,
  plain: TrainingKernel,
  channels: (filterShape: readonly number[]) => number,
): TrainingKernel {
  return {
    kernelName,
    replaces: "stock",
    run(inputs, attrs, heap, stock) {
      const { x, filter, bias } = inputs;
      const areFloats = [x, filter, bias].every((each) => (each?.dtype ?? "float32") === "float32");
      const fits =
        filter !== undefined &&
        (bias === undefined ||
          (bias.shape.length === 1 && bias.shape[0] === channels(filter.shape)));
      const isKnown = ACTIVATIONS.has(attrs.activation);
      // The stock kernels say what is wrong with these, and compute nothing.
      if (!areFloats || !fits || !isKnown || attrs.dataFormat !== "NHWC") return stock();
      const sums = plain.run(inputs, attrs, heap, stock) as TensorInfo;
      if (bias !== undefined) addRows(heap, sums, sums, bias);
      return activated(heap, sums, ACTIVATIONS.get(attrs.activation)?.(sums, inputs, attrs));
    },
  };
}

function activated(heap: Heap, sums: TensorInfo, call: KernelCall | undefined): TensorInfo {
  if (call === undefined) return sums;
  const { backend } = heap;
  const { name, inputs, attrs = {} } = call;
  try {
    const { kernelFunc } = core.getKernel(name, "wasm");
    return kernelFunc({ inputs, attrs, backend }) as TensorInfo;
  } finally {
    backend.disposeData(sums.dataId);
  }
}

export const fusedConv2d = fusedConvolution("FusedConv2D", conv2d, ([, , , out = 0]) => out);

export const fusedDepthwise = fusedConvolution(
  "FusedDepthwiseConv2D",
  depthwise,
  ([, , inputs = 0, times = 0]) => inputs * times,
);
