import type { backend_util, NamedAttrMap } from "@tensorflow/tfjs-core";
import { core } from "./core.ts";
import {
  addressOf,
  divideWork,
  type Heap,
  makeFloats,
  shareOf,
  withScratch,
  zeroFloats,
} from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";
import { planeFloats, planeSizes } from "./pools.ts";

type Info = backend_util.Conv3DInfo;

/**
 * y[w] = the largest x in window w of a volume (NDHWC), or nothing (-Infinity) where it holds none.
 *
 * The largest of a window is the largest of its planes' largest: every plane is pooled first, then the pooled
 * planes are, as one image with depth for its height. The stock kernel (4.22) gives 1e-38 for a window
 * without a positive input.
 */
export const maxPool3d: TrainingKernel = {
  kernelName: "MaxPool3D",
  replaces: "stock",
  run({ x }, attrs, heap, stock) {
    if (x?.dtype !== "float32") return stock();
    const info = infoOf(x.shape, attrs);
    const y = makeFloats(heap, info.outShape);
    const [xAt, yAt] = [addressOf(heap, x), addressOf(heap, y)];
    forEachVolume(heap, "maxPool3d", info, 1, (own, at, scratch) => {
      poolPlanes(own, info, scratch, xAt + at.in);
      own.loops.maxPool(yAt + at.out, scratch, ...depthSizes(info));
    });
    return y;
  },
};

/**
 * dx[p] = sum over windows of dy, for the windows whose last largest input (in reading order) is p, as on
 * the plain JS engine. In the reverse order of {@link maxPool3d}. The stock kernel (4.22) is wrong for a
 * window without a positive input: it hands the gradient to the batch's first number, or to nothing.
 */
export const maxPool3dGrad: TrainingKernel = {
  kernelName: "MaxPool3DGrad",
  replaces: "stock",
  run({ dy, input, output }, attrs, heap, stock) {
    const floats = [dy, input, output].every((tensor) => tensor?.dtype === "float32");
    if (!floats || !dy || !input || !output) return stock();
    const info = infoOf(input.shape, attrs);
    const dx = makeFloats(heap, input.shape);
    const [dxAt, dyAt, xAt, yAt] = [
      addressOf(heap, dx),
      addressOf(heap, dy),
      addressOf(heap, input),
      addressOf(heap, output),
    ];
    const { inDepth } = info;
    const plane = planeFloats(info);
    forEachVolume(heap, "maxPool3dGrad", info, 2, (own, at, planes) => {
      const dPlanes = planes + inDepth * plane.out * 4;
      poolPlanes(own, info, planes, xAt + at.in);
      zeroFloats(own, dPlanes, inDepth * plane.out);
      own.loops.lastMaxPoolGrad(dPlanes, dyAt + at.out, ...depthSizes(info), planes, yAt + at.out);
      zeroFloats(own, dxAt + at.in, inDepth * plane.in);
      for (let depth = 0; depth < inDepth; depth++) {
        const [inAt, outAt] = [at.in + depth * plane.in * 4, depth * plane.out * 4];
        own.loops.lastMaxPoolGrad(
          dxAt + inAt,
          dPlanes + outAt,
          ...planeSizes(info),
          xAt + inAt,
          planes + outAt,
        );
      }
    });
    return dx;
  },
};

function infoOf(shape: number[], attrs: NamedAttrMap): Info {
  return core.backend_util.computePool3DInfo(
    shape as [number, number, number, number, number],
    attrs.filterSize as number | [number, number, number],
    attrs.strides as number | [number, number, number],
    1,
    attrs.pad as number,
    attrs.dimRoundingMode as "floor" | undefined,
    "NDHWC",
  );
}

/**
 * Calls `body` for each volume: with its distance from the first, before and after the pool, in bytes, and
 * with memory for so many of its volumes of pooled planes.
 */
function forEachVolume(
  heap: Heap,
  name: string,
  info: Info,
  copies: number,
  body: (heap: Heap, at: { in: number; out: number }, scratch: number) => void,
): void {
  const { batchSize, inDepth, outDepth } = info;
  const plane = planeFloats(info);
  const bytes = 16 * batchSize * inDepth * plane.in;
  const { parts, run } = divideWork(heap, { name, bytes, most: batchSize });
  const scratch = copies * inDepth * plane.out;
  withScratch(heap, [parts * scratch], (address) => {
    run((own, part) => {
      const [first, end] = shareOf(batchSize, part, parts);
      for (let volume = first; volume < end; volume++) {
        const at = { in: volume * inDepth * plane.in * 4, out: volume * outDepth * plane.out * 4 };
        body(own, at, address + part * scratch * 4);
      }
    });
  });
}

/** Pools each plane of a volume by itself. */
function poolPlanes(heap: Heap, info: Info, to: number, from: number): void {
  const plane = planeFloats(info);
  for (let depth = 0; depth < info.inDepth; depth++) {
    const [y, x] = [to + depth * plane.out * 4, from + depth * plane.in * 4];
    heap.loops.maxPool(y, x, ...planeSizes(info));
  }
}

/** `planeSizes` of the pool over pooled planes: an image of one column, whose channels are a plane's numbers. */
function depthSizes(info: Info) {
  const { inDepth, outDepth, filterDepth, strideDepth, padInfo } = info;
  const channelBytes = planeFloats(info).out * 4;
  return [
    channelBytes,
    inDepth,
    1,
    outDepth,
    1,
    filterDepth,
    1,
    strideDepth,
    1,
    padInfo.front,
    0,
  ] as const;
}
