import type { backend_util, NamedAttrMap } from "@tensorflow/tfjs-core";
import { core } from "./core.ts";

/** Sizes, strides and padding of a 2D pool from a gradient kernel's attributes. */
export function poolInfoOf(shape: number[], attrs: NamedAttrMap): backend_util.Conv2DInfo {
  return core.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    attrs.filterSize as number | [number, number],
    attrs.strides as number | [number, number],
    1,
    attrs.pad as number,
    attrs.dimRoundingMode as "floor" | undefined,
  );
}

/** Floats of one image before and after the pool. */
export function imageFloats(info: backend_util.Conv2DInfo): { in: number; out: number } {
  return {
    in: info.inHeight * info.inWidth * info.inChannels,
    out: info.outHeight * info.outWidth * info.inChannels,
  };
}

/** Calls `body` with each image's distance from the first, before and after the pool, in bytes. */
export function forEachImage(
  info: backend_util.Conv2DInfo,
  body: (inBytes: number, outBytes: number) => void,
): void {
  const floats = imageFloats(info);
  for (let image = 0; image < info.batchSize; image++) {
    body(image * floats.in * 4, image * floats.out * 4);
  }
}

/** The sizes in the order in which the pool loops take them. */
export function loopSizes(info: backend_util.Conv2DInfo) {
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
