import type { backend_util } from "@tensorflow/tfjs-core";
import { convInfoOf, rejectChannelsFirst } from "./conv2d-info.ts";
import { enterFrame, type Frame, leaveFrame, repeatChannels, sumChannels } from "./frame.ts";
import { addressOf, type Heap, makeFloats, withScratch, zeroFloats } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";

/**
 * The frame that holds one padded image of a depthwise convolution, with as many channels as the output:
 * every tap of every output pixel lies inside it.
 */
function frameOf(info: backend_util.Conv2DInfo, address: number): Frame {
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
function forEachTap(
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

/**
 * dW[kh, kw, q] = sum over (n, oh, ow) of
 *   x[n, oh*s + kh*d - pad, ow*s + kw*d - pad, q / m] * dy[n, oh, ow, q]
 *
 * with m filters a channel, q = c*m + i. For m > 1 each channel of x is written m times first, so that
 * q runs alike in all three.
 */
export const depthwiseBackpropFilter: TrainingKernel = {
  kernelName: "DepthwiseConv2dNativeBackpropFilter",
  replaces: "missing",
  run({ x, dy }, attrs, heap, stock) {
    if (x?.dtype !== "float32" || dy?.dtype !== "float32") return stock();
    const info = convInfoOf(x.shape, attrs.filterShape as number[], attrs, true);
    rejectChannelsFirst("DepthwiseConv2dNativeBackpropFilter", info);
    const out = makeFloats(heap, info.filterShape);
    const [xAt, dyAt, dw] = [addressOf(heap, x), addressOf(heap, dy), addressOf(heap, out)];
    const { inHeight, inWidth, inChannels, outChannels } = info;
    zeroFloats(heap, dw, info.filterHeight * info.filterWidth * outChannels);
    const times = outChannels / inChannels;
    const pixels = inHeight * inWidth;
    const expandedSize = times > 1 ? pixels * outChannels : 0;
    withScratch(heap, [frameSize(info), expandedSize], (address, expanded) => {
      const frame = frameOf(info, address);
      zeroFloats(heap, address, frameSize(info));
      for (let image = 0; image < info.batchSize; image++) {
        const imageAt = xAt + image * pixels * inChannels * 4;
        if (times > 1) repeatChannels(heap, expanded, imageAt, pixels, inChannels, times);
        const source = times > 1 ? expanded : imageAt;
        enterFrame(heap, frame, source, { height: inHeight, width: inWidth });
        forEachTap(info, frame, dyAt, dw, image, heap.loops.depthwiseFilter);
      }
    });
    return out;
  },
};

/**
 * dx[n, oh*s + kh*d - pad, ow*s + kw*d - pad, c] += dy[n, oh, ow, q] * W[kh, kw, q] for all taps, output
 * pixels and q = c*m + i. For m > 1 the sum over i is taken last.
 */
export const depthwiseBackpropInput: TrainingKernel = {
  kernelName: "DepthwiseConv2dNativeBackpropInput",
  replaces: "missing",
  run({ dy, filter }, attrs, heap, stock) {
    if (dy?.dtype !== "float32" || filter?.dtype !== "float32") return stock();
    const info = convInfoOf(attrs.inputShape as number[], filter.shape, attrs, true);
    rejectChannelsFirst("DepthwiseConv2dNativeBackpropInput", info);
    const out = makeFloats(heap, info.inShape);
    const [dyAt, filterAt, dx] = [
      addressOf(heap, dy),
      addressOf(heap, filter),
      addressOf(heap, out),
    ];
    const { inHeight, inWidth, inChannels, outChannels } = info;
    const size = { height: inHeight, width: inWidth };
    const pixels = inHeight * inWidth;
    const times = outChannels / inChannels;
    const expandedSize = times > 1 ? pixels * outChannels : 0;
    zeroFloats(heap, dx, info.batchSize * pixels * inChannels);
    withScratch(heap, [frameSize(info), expandedSize], (address, expanded) => {
      const frame = frameOf(info, address);
      zeroFloats(heap, expanded, expandedSize);
      for (let image = 0; image < info.batchSize; image++) {
        zeroFloats(heap, address, frameSize(info));
        forEachTap(info, frame, dyAt, filterAt, image, heap.loops.depthwiseInput);
        const imageAt = dx + image * pixels * inChannels * 4;
        leaveFrame(heap, frame, times > 1 ? expanded : imageAt, size);
        if (times > 1) sumChannels(heap, imageAt, expanded, pixels, inChannels, times);
      }
    });
    return out;
  },
};
