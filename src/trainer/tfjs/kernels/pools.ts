import type { backend_util, NamedAttrMap } from "@tensorflow/tfjs-core";
import { requireRoom } from "./conv2d-info.ts";
import { core } from "./core.ts";
import { addressOf, divideWork, type Heap, makeFloats, shareOf, zeroFloats } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";

function pool(kernelName: string, loop: "maxPool" | "averagePool"): TrainingKernel {
  return {
    kernelName,
    replaces: "stock",
    run({ x }, attrs, heap, stock) {
      if (x?.dtype !== "float32" || x.shape.length !== 4) return stock();
      const info = poolInfoOf(x.shape, attrs);
      const y = makeFloats(heap, info.outShape);
      const [xAt, yAt] = [addressOf(heap, x), addressOf(heap, y)];
      const sizes = planeSizes(info);
      forEachImage(heap, loop, info, (own, inBytes, outBytes) => {
        own.loops[loop](yAt + outBytes, xAt + inBytes, ...sizes);
      });
      return y;
    },
  };
}

/** y[w] = the largest x in window w. Other types go to the stock kernel, which refuses them. */
export const maxPool = pool("MaxPool", "maxPool");

/**
 * y[w] = the mean of the x in window w, without the padding. The stock kernel (4.22) reads outside its memory
 * for a window that lies in the padding.
 */
export const averagePool = pool("AvgPool", "averagePool");

/**
 * dx[p] = sum over windows of dy, for the windows whose first largest input is p.
 *
 * The forward pass kept its output y, so the loop compares x with y instead of searching each window
 * again. Ties go to the first input in reading order, as on the plain JS engine. The stock kernel (4.22)
 * is slower, and wrong for a window without a positive input: it picks the first one of those.
 */
export const maxPoolGrad: TrainingKernel = {
  kernelName: "MaxPoolGrad",
  replaces: "stock",
  run({ dy, input, output }, attrs, heap, stock) {
    const floats = [dy, input, output].every((tensor) => tensor?.dtype === "float32");
    if (!floats || !dy || !input || !output) return stock();
    const info = poolInfoOf(input.shape, attrs);
    const dx = makeFloats(heap, input.shape);
    const [dxAt, dyAt, xAt, yAt] = [
      addressOf(heap, dx),
      addressOf(heap, dy),
      addressOf(heap, input),
      addressOf(heap, output),
    ];
    const sizes = planeSizes(info);
    forEachImage(heap, "maxPoolGrad", info, (own, inBytes, outBytes) => {
      zeroFloats(own, dxAt + inBytes, planeFloats(info).in);
      const [x, y] = [xAt + inBytes, yAt + outBytes];
      own.loops.maxPoolGrad(dxAt + inBytes, dyAt + outBytes, ...sizes, x, y);
    });
    return dx;
  },
};

/**
 * dx[p] = sum over the windows that hold p of dy / (window height * window width).
 *
 * The divisor is the whole window also where it hangs over the edge. The forward pass divides by the
 * inputs that are really there, so with "same" padding this gradient is too small at the edges; every
 * tfjs engine does the same, and the engines have to agree.
 */
export const avgPoolGrad: TrainingKernel = {
  kernelName: "AvgPoolGrad",
  replaces: "stock",
  run({ dy, input }, attrs, heap, stock) {
    if (dy?.dtype !== "float32" || input?.dtype !== "float32") return stock();
    const info = poolInfoOf(input.shape, attrs);
    const dx = makeFloats(heap, input.shape);
    const [dxAt, dyAt] = [addressOf(heap, dx), addressOf(heap, dy)];
    const scale = 1 / (info.filterHeight * info.filterWidth);
    const sizes = planeSizes(info);
    forEachImage(heap, "avgPoolGrad", info, (own, inBytes, outBytes) => {
      zeroFloats(own, dxAt + inBytes, planeFloats(info).in);
      own.loops.averagePoolGrad(dxAt + inBytes, dyAt + outBytes, ...sizes, scale);
    });
    return dx;
  },
};

/**
 * Sizes, strides and padding of a 2D pool from a kernel's attributes.
 *
 * @throws LrFinderError `kernel-input` where the window is larger than the padded input
 */
function poolInfoOf(shape: number[], attrs: NamedAttrMap): backend_util.Conv2DInfo {
  const info = core.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    attrs.filterSize as number | [number, number],
    attrs.strides as number | [number, number],
    1,
    attrs.pad as number,
    attrs.dimRoundingMode as "floor" | undefined,
  );
  requireRoom(info.outShape, [info.filterHeight, info.filterWidth], shape);
  return info;
}

/** Floats of one image, or plane, before and after it is pooled. */
export function planeFloats(info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): {
  in: number;
  out: number;
} {
  return {
    in: info.inHeight * info.inWidth * info.inChannels,
    out: info.outHeight * info.outWidth * info.inChannels,
  };
}

/** Calls `body` with each image's distance from the first, before and after the pool, in bytes. */
function forEachImage(
  heap: Heap,
  name: string,
  info: backend_util.Conv2DInfo,
  body: (heap: Heap, inBytes: number, outBytes: number) => void,
): void {
  const floats = planeFloats(info);
  const { batchSize } = info;
  const bytes = 16 * batchSize * floats.in;
  const { parts, run } = divideWork(heap, { name, bytes, most: batchSize });
  run((own, part) => {
    const [first, end] = shareOf(batchSize, part, parts);
    for (let image = first; image < end; image++) {
      body(own, image * floats.in * 4, image * floats.out * 4);
    }
  });
}

/** The sizes of one image's pool, or one plane's, in the order in which the pool loops take them. */
export function planeSizes(info: backend_util.Conv2DInfo | backend_util.Conv3DInfo) {
  return [
    info.inChannels * 4,
    info.inHeight,
    info.inWidth,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.padInfo.top,
    info.padInfo.left,
  ] as const;
}
