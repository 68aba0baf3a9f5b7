import type { backend_util, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import { conv2d } from "./conv2d.ts";
import { conv2dBackpropFilter } from "./conv2d-backprop-filter.ts";
import { conv2dBackpropInput } from "./conv2d-backprop-input.ts";
import { requireGradient } from "./conv2d-info.ts";
import { core } from "./core.ts";
import { overBytes } from "./elementwise.ts";
import { addressOf, type Heap, makeFloats, zeroFloats } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";

type Info = backend_util.Conv3DInfo;
type Shape5 = [number, number, number, number, number];

/**
 * y[n, od] = sum over kd of the 2D convolution of the plane x[n, od*s + kd*d - pad] by the filter W[kd]
 *
 * The stock kernel (4.22) is right, and slow.
 */
export const conv3d: TrainingKernel = {
  kernelName: "Conv3D",
  replaces: "stock",
  run({ x, filter }, attrs, heap, stock) {
    if (x?.dtype !== "float32" || filter?.dtype !== "float32") return stock();
    const info = infoOf(x.shape, filter.shape, attrs, attrs.dilations as number | undefined);
    const out = makeFloats(heap, info.outShape);
    const floats = core.util.sizeFromShape(info.outShape);
    zeroFloats(heap, addressOf(heap, out), floats);
    if (floats === 0 || sizeOf(x) === 0) return out;
    using(heap, planesShape(info), (planes) => {
      using(heap, info.filterShape.slice(1), (taps) => {
        for (let tap = 0; tap < info.filterDepth; tap++) {
          enterPlanes(heap, info, planes, x, tap);
          copyFloats(heap, [taps, 0], [filter, tap * sizeOf(taps)], sizeOf(taps));
          const inputs = { x: planes, filter: taps };
          const part = conv2d.run(inputs, planeAttrs(info), heap, stock) as TensorInfo;
          const [to, from] = [addressOf(heap, out), addressOf(heap, part)];
          overBytes(heap, "conv3d", floats * 4, 3, (own, at, bytes) => {
            own.loops.add(to + at, to + at, from + at, bytes);
          });
          heap.backend.disposeData(part.dataId);
        }
      });
    });
    return out;
  },
};

/**
 * dW[kd] = the filter gradient of the 2D convolution of the planes that kd meets. The stock kernel (4.22)
 * leaves out the last output of a strided axis.
 */
export const conv3dBackpropFilter: TrainingKernel = {
  kernelName: "Conv3DBackpropFilterV2",
  replaces: "stock",
  run({ x, dy }, attrs, heap, stock) {
    if (x?.dtype !== "float32" || dy?.dtype !== "float32") return stock();
    const info = infoOf(x.shape, attrs.filterShape as number[], attrs);
    requireGradient(dy.shape, info.outShape);
    const dw = makeFloats(heap, info.filterShape);
    zeroFloats(heap, addressOf(heap, dw), sizeOf(dw));
    if (sizeOf(dy) === 0) return dw;
    const filterShape = info.filterShape.slice(1);
    using(heap, planesShape(info), (planes) => {
      for (let tap = 0; tap < info.filterDepth; tap++) {
        enterPlanes(heap, info, planes, x, tap);
        const inputs = { x: planes, dy: asPlanes(dy) };
        const given = { ...planeAttrs(info), filterShape };
        const part = conv2dBackpropFilter.run(inputs, given, heap, stock) as TensorInfo;
        copyFloats(heap, [dw, tap * sizeOf(part)], [part, 0], sizeOf(part));
        heap.backend.disposeData(part.dataId);
      }
    });
    return dw;
  },
};

/**
 * dx[n, od*s + kd - pad] = sum over kd and od of the input gradient of the 2D convolution of that plane by W[kd]:
 * also what a transposed convolution is. The stock kernel (4.22) leaves out most of its terms.
 */
export const conv3dBackpropInput: TrainingKernel = {
  kernelName: "Conv3DBackpropInputV2",
  replaces: "stock",
  run({ dy, filter }, attrs, heap, stock) {
    if (dy?.dtype !== "float32" || filter?.dtype !== "float32") return stock();
    const info = infoOf(attrs.inputShape as number[], filter.shape, attrs);
    requireGradient(dy.shape, info.outShape);
    const dx = makeFloats(heap, info.inShape);
    zeroFloats(heap, addressOf(heap, dx), sizeOf(dx));
    if (sizeOf(dy) === 0) return dx;
    const inputShape = planesShape(info);
    using(heap, info.filterShape.slice(1), (taps) => {
      for (let tap = 0; tap < info.filterDepth; tap++) {
        copyFloats(heap, [taps, 0], [filter, tap * sizeOf(taps)], sizeOf(taps));
        const inputs = { dy: asPlanes(dy), filter: taps };
        const given = { ...planeAttrs(info), inputShape };
        const part = conv2dBackpropInput.run(inputs, given, heap, stock) as TensorInfo;
        leavePlanes(heap, info, dx, part, tap);
        heap.backend.disposeData(part.dataId);
      }
    });
    return dx;
  },
};

/**
 * Where a filter is shorter than its stride, "same" is a padding below 0 in TensorFlow.js (not in TensorFlow, nor
 * in two dimensions): the first numbers of that axis are left out.
 */
function infoOf(
  inputShape: number[],
  filterShape: number[],
  attrs: NamedAttrMap,
  dilations: number | [number, number, number] = 1,
): Info {
  return core.backend_util.computeConv3DInfo(
    inputShape as Shape5,
    filterShape as Shape5,
    attrs.strides as number | [number, number, number],
    dilations,
    attrs.pad as "same" | "valid",
  );
}

/** What a plane's convolution is given. */
function planeAttrs({ strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo }: Info) {
  const { top, bottom, left, right } = padInfo;
  return {
    strides: [strideHeight, strideWidth],
    dilations: [dilationHeight, dilationWidth],
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    dataFormat: "NHWC",
  };
}

/** One plane of the input for each plane of the output. */
function planesShape({ batchSize, outDepth, inHeight, inWidth, inChannels }: Info): number[] {
  return [batchSize * outDepth, inHeight, inWidth, inChannels];
}

/** A volume's planes as images, on the same memory. */
function asPlanes({
  dataId,
  dtype,
  shape: [batch = 0, depth = 0, ...rest],
}: TensorInfo): TensorInfo {
  return { dataId, dtype, shape: [batch * depth, ...rest] };
}

/** Calls `body` with the plane of the input that a tap meets for each plane of the output, if it has one. */
function forEachPlane(
  { batchSize, inDepth, outDepth, strideDepth, dilationDepth, padInfo }: Info,
  tap: number,
  body: (outPlane: number, inPlane: number | undefined) => void,
): void {
  for (let n = 0; n < batchSize; n++) {
    for (let od = 0; od < outDepth; od++) {
      const id = od * strideDepth + tap * dilationDepth - padInfo.front;
      body(n * outDepth + od, id >= 0 && id < inDepth ? n * inDepth + id : undefined);
    }
  }
}

/** Sets `planes` to those of x that a tap meets, and zeros in the padding. */
function enterPlanes(heap: Heap, info: Info, planes: TensorInfo, x: TensorInfo, tap: number): void {
  const size = info.inHeight * info.inWidth * info.inChannels;
  const to = addressOf(heap, planes);
  forEachPlane(info, tap, (outPlane, inPlane) => {
    if (inPlane === undefined) zeroFloats(heap, to + outPlane * size * 4, size);
    else copyFloats(heap, [planes, outPlane * size], [x, inPlane * size], size);
  });
}

/** The transpose of {@link enterPlanes}: adds to dx. */
function leavePlanes(
  heap: Heap,
  info: Info,
  dx: TensorInfo,
  planes: TensorInfo,
  tap: number,
): void {
  const bytes = info.inHeight * info.inWidth * info.inChannels * 4;
  const [to, from] = [addressOf(heap, dx), addressOf(heap, planes)];
  forEachPlane(info, tap, (outPlane, inPlane) => {
    if (inPlane === undefined) return;
    const at = to + inPlane * bytes;
    heap.loops.add(at, at, from + outPlane * bytes, bytes);
  });
}

type Place = readonly [tensor: TensorInfo, float: number];

function copyFloats(heap: Heap, [to, toFloat]: Place, [from, fromFloat]: Place, count: number) {
  const [toAt, fromAt] = [addressOf(heap, to) + toFloat * 4, addressOf(heap, from) + fromFloat * 4];
  heap.loops.copyRows(toAt, 0, fromAt, 0, count * 4, 1);
}

function sizeOf({ shape }: TensorInfo): number {
  return core.util.sizeFromShape(shape);
}

/** Runs `body` with a tensor that is freed afterwards, also when it throws. */
function using(heap: Heap, shape: number[], body: (tensor: TensorInfo) => void): void {
  const tensor = makeFloats(heap, shape);
  try {
    body(tensor);
  } finally {
    heap.backend.disposeData(tensor.dataId);
  }
}
