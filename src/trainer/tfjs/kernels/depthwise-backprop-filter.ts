import { convInfoOf, rejectChannelsFirst } from "./conv2d-info.ts";
import { forEachTap, frameOf, frameSize } from "./depthwise-frame.ts";
import { enterFrame, repeatChannels } from "./frame.ts";
import { addressOf, makeFloats, withScratch, zeroFloats } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";

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
