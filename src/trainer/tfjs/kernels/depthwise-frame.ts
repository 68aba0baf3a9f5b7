import type { backend_util } from "@tensorflow/tfjs-core";
import type { Frame } from "./frame.ts";
import type { Heap } from "./heap.ts";

/**
 * The frame that holds one padded image of a depthwise convolution, with as many channels as the output:
 * every tap of every output pixel lies inside it.
 */
export function frameOf(info: backend_util.Conv2DInfo, address: number): Frame {
  return {
    address,
    height: (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight,
    width: (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth,
    channels: info.outChannels,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
}

/** Floats that such a frame takes. */
export function frameSize(info: backend_util.Conv2DInfo): number {
  const { height, width, channels } = frameOf(info, 0);
  return height * width * channels;
}

/** Runs one of the depthwise loops for each tap of the filter, over one image. */
export function forEachTap(
  info: backend_util.Conv2DInfo,
  frame: Frame,
  dy: number,
  filter: number,
  image: number,
  loop: Heap["loops"]["depthwiseFilter"],
): void {
  const pixel = info.outChannels * 4;
  const dyAt = dy + image * info.outHeight * info.outWidth * pixel;
  if (info.outHeight === 0 || info.outWidth === 0) return;
  for (let kh = 0; kh < info.filterHeight; kh++) {
    for (let kw = 0; kw < info.filterWidth; kw++) {
      const corner = kh * info.dilationHeight * frame.width + kw * info.dilationWidth;
      loop(
        filter + (kh * info.filterWidth + kw) * pixel,
        pixel,
        frame.address + corner * pixel,
        info.strideHeight * frame.width * pixel,
        info.strideWidth * pixel,
        dyAt,
        info.outWidth * pixel,
        pixel,
        info.outHeight,
        info.outWidth,
      );
    }
  }
}
