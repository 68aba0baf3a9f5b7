import type { backend_util } from "@tensorflow/tfjs-core";
import { convInfoOf, rejectChannelsFirst, requireGradient } from "./conv2d-info.ts";
import { enterFrame, type Frame, leaveFrame, repeatChannels, sumChannels } from "./frame.ts";
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

/** Channels in bytes: where they begin, and how many. */
interface Channels {
  readonly first: number;
  readonly bytes: number;
}

/** Runs one of the depthwise loops for each tap of the filter, over one image. */
function forEachTap(
  info: backend_util.Conv2DInfo,
  frame: Frame,
  dy: number,
  filter: number,
  image: number,
  { first, bytes }: Channels,
  loop: Heap["loops"]["depthwiseFilter"],
): void {
  const pixel = info.outChannels * 4;
  const dyAt = dy + image * info.outHeight * info.outWidth * pixel + first;
  if (info.outHeight === 0 || info.outWidth === 0) return;
  for (let kh = 0; kh < info.filterHeight; kh++) {
    for (let kw = 0; kw < info.filterWidth; kw++) {
      const corner = kh * info.dilationHeight * frame.width + kw * info.dilationWidth;
      loop(
        filter + (kh * info.filterWidth + kw) * pixel + first,
        bytes,
        frame.address + corner * pixel + first,
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

/** Bytes that a depthwise convolution or gradient reads and writes: all channels for each tap and image. */
function bytesOf(info: backend_util.Conv2DInfo): number {
  const taps = info.filterHeight * info.filterWidth;
  return 8 * info.batchSize * info.outHeight * info.outWidth * info.outChannels * taps;
}

/**
 * y[n, oh, ow, q] = sum over (kh, kw) of
 *   x[n, oh*s + kh*d - pad, ow*s + kw*d - pad, q / m] * W[kh, kw, q]
 *
 * with m filters a channel, q = c*m + i. The stock kernel (4.22) gives zeros where a filter is shorter than
 * its stride ("same" padding), and writes outside its memory with explicit padding.
 */
export const depthwise: TrainingKernel = {
  kernelName: "DepthwiseConv2dNative",
  replaces: "stock",
  run({ x, filter }, attrs, heap, stock) {
    if (x?.dtype !== "float32" || filter?.dtype !== "float32") return stock();
    const info = convInfoOf(x.shape, filter.shape, attrs, true);
    rejectChannelsFirst("DepthwiseConv2dNative", info);
    const out = makeFloats(heap, info.outShape);
    const [xAt, filterAt, y] = [addressOf(heap, x), addressOf(heap, filter), addressOf(heap, out)];
    const { batchSize, inHeight, inWidth, inChannels, outChannels, outHeight, outWidth } = info;
    const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
    const floats = outHeight * outWidth * outChannels;
    if (floats === 0) return out;
    if (filterHeight * filterWidth === 0) {
      zeroFloats(heap, y, batchSize * floats);
      return out;
    }
    const size = { height: inHeight, width: inWidth };
    const pixels = inHeight * inWidth;
    const pixel = outChannels * 4;
    const times = outChannels / inChannels;
    const expandedSize = times > 1 ? pixels * outChannels : 0;
    const frameFloats = frameSize(info);
    const most = times > 1 ? 1 : batchSize;
    const { parts, run } = divideWork(heap, { name: "depthwise", bytes: bytesOf(info), most });
    withScratch(heap, [parts * frameFloats, parts * expandedSize], (frames, copies) => {
      run((own, part) => {
        const frame = frameOf(info, frames + part * frameFloats * 4);
        const expanded = copies + part * expandedSize * 4;
        zeroFloats(own, frame.address, frameFloats);
        const [first, end] = shareOf(batchSize, part, parts);
        for (let image = first; image < end; image++) {
          const imageAt = xAt + image * pixels * inChannels * 4;
          if (times > 1) repeatChannels(own, expanded, imageAt, pixels, inChannels, times);
          enterFrame(own, frame, times > 1 ? expanded : imageAt, size);
          own.loops.depthwise(
            y + image * floats * 4,
            pixel,
            frame.address,
            strideHeight * frame.width * pixel,
            strideWidth * pixel,
            info.dilationHeight * frame.width * pixel,
            info.dilationWidth * pixel,
            filterAt,
            outHeight,
            outWidth,
            filterHeight,
            filterWidth,
          );
        }
      });
    });
    return out;
  },
};

/** Channels that threads divide: a cache line of the filter, which they write to. */
const CHANNEL_BLOCK = 16;

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
    requireGradient(dy.shape, info.outShape);
    const out = makeFloats(heap, info.filterShape);
    const [xAt, dyAt, dw] = [addressOf(heap, x), addressOf(heap, dy), addressOf(heap, out)];
    const { inHeight, inWidth, inChannels, outChannels } = info;
    const times = outChannels / inChannels;
    const pixels = inHeight * inWidth;
    const expandedSize = times > 1 ? pixels * outChannels : 0;
    const frameFloats = frameSize(info);
    const blocks = Math.ceil(outChannels / CHANNEL_BLOCK);
    // Copies of channels are made by this thread.
    const most = times > 1 ? 1 : blocks;
    const work = { name: "depthwiseFilter", bytes: bytesOf(info), most };
    const { parts, run } = divideWork(heap, work);
    withScratch(heap, [parts * frameFloats, parts * expandedSize], (frames, copies) => {
      run((own, part) => {
        const [first, end] = shareOf(blocks, part, parts).map((block) =>
          Math.min(block * CHANNEL_BLOCK, outChannels),
        ) as [number, number];
        if (end === first) return;
        const channels = { first: first * 4, bytes: (end - first) * 4 };
        const frame = frameOf(info, frames + part * frameFloats * 4);
        const expanded = copies + part * expandedSize * 4;
        zeroFloats(own, frame.address, frameFloats);
        for (let tap = 0; tap < info.filterHeight * info.filterWidth; tap++) {
          zeroFloats(own, dw + tap * outChannels * 4 + channels.first, end - first);
        }
        for (let image = 0; image < info.batchSize; image++) {
          const imageAt = xAt + image * pixels * inChannels * 4;
          if (times > 1) repeatChannels(own, expanded, imageAt, pixels, inChannels, times);
          const source = times > 1 ? expanded : imageAt;
          enterFrame(own, frame, source, { height: inHeight, width: inWidth });
          forEachTap(info, frame, dyAt, dw, image, channels, own.loops.depthwiseFilter);
        }
      });
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
    requireGradient(dy.shape, info.outShape);
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
    const frameFloats = frameSize(info);
    const channels = { first: 0, bytes: outChannels * 4 };
    const most = times > 1 ? 1 : info.batchSize;
    const work = { name: "depthwiseInput", bytes: bytesOf(info), most };
    const { parts, run } = divideWork(heap, work);
    withScratch(heap, [parts * frameFloats, parts * expandedSize], (frames, copies) => {
      run((own, part) => {
        const frame = frameOf(info, frames + part * frameFloats * 4);
        const expanded = copies + part * expandedSize * 4;
        zeroFloats(own, expanded, expandedSize);
        const [first, end] = shareOf(info.batchSize, part, parts);
        for (let image = first; image < end; image++) {
          zeroFloats(own, frame.address, frameFloats);
          forEachTap(info, frame, dyAt, filterAt, image, channels, own.loops.depthwiseInput);
          const imageAt = dx + image * pixels * inChannels * 4;
          leaveFrame(own, frame, times > 1 ? expanded : imageAt, size);
          if (times > 1) sumChannels(own, imageAt, expanded, pixels, inChannels, times);
        }
      });
    });
    return out;
  },
};
