import { convInfoOf, rejectChannelsFirst } from "./conv2d-info.ts";
import { forEachTap, frameOf, frameSize } from "./depthwise-frame.ts";
import { leaveFrame, sumChannels } from "./frame.ts";
import { addressOf, makeFloats, withScratch, zeroFloats } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";

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
