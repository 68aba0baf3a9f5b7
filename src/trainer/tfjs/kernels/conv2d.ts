import type { backend_util } from "@tensorflow/tfjs-core";
import { isPointwise } from "./conv2d-backprop-filter.ts";
import { convInfoOf } from "./conv2d-info.ts";
import { enterFrame, type Frame } from "./frame.ts";
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
import { matrixAt, setProduct } from "./matrix.ts";
import { addPanels, PANEL, packColumns, packedSize } from "./panels.ts";

/**
 * y[n, oh, ow, o] = sum over (kh, kw, c) of x[n, oh*s + kh - pad, ow*s + kw - pad, c] * W[kh, kw, c, o]
 *
 * A row of output pixels is a product whose left side is read from the padded image itself: nothing is
 * unrolled. The filter is packed once for all images, which threads divide between them. Dilated filters
 * and other layouts go to the stock kernel.
 */
export const conv2d: TrainingKernel = {
  kernelName: "Conv2D",
  replaces: "stock",
  run({ x, filter }, attrs, heap, stock) {
    if (x?.dtype !== "float32" || filter?.dtype !== "float32") return stock();
    const info = convInfoOf(x.shape, filter.shape, attrs);
    const dilated = info.dilationHeight * info.dilationWidth > 1;
    if (info.dataFormat !== "channelsLast" || dilated) return stock();
    const out = makeFloats(heap, info.outShape);
    const [xAt, filterAt, y] = [addressOf(heap, x), addressOf(heap, filter), addressOf(heap, out)];
    const { batchSize, inChannels, outHeight, outWidth, outChannels } = info;
    const pixels = batchSize * outHeight * outWidth;
    if (isPointwise(info)) {
      const right = matrixAt(filterAt, outChannels);
      setProduct(heap, y, [pixels, inChannels, outChannels], matrixAt(xAt, inChannels), right);
    } else if (pixels > 0) {
      setImages(heap, info, xAt, filterAt, y);
    }
    return out;
  },
};

function setImages(
  heap: Heap,
  info: backend_util.Conv2DInfo,
  x: number,
  filter: number,
  y: number,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const height = (outHeight - 1) * strideHeight + filterHeight;
  const width = (outWidth - 1) * strideWidth + filterWidth;
  const frameSize = height * width * inChannels;
  const inner = filterWidth * inChannels;
  const depth = filterHeight * inner;
  const pixels = outHeight * outWidth;
  const rest = outChannels % PANEL;
  const narrowSize = rest > 0 ? pixels * PANEL : 0;
  const products = batchSize * pixels * depth * outChannels;
  const { parts, run } = divideWork(heap, { name: "conv2d", products, most: batchSize });
  const scratch = [parts * frameSize, packedSize(depth, outChannels), parts * narrowSize];
  withScratch(heap, scratch, (frames, packed, narrows) => {
    packColumns(heap, packed, depth * PANEL * 4, matrixAt(filter, outChannels), depth, outChannels);
    run((own, part) => {
      const address = frames + part * frameSize * 4;
      const narrow = narrows + part * narrowSize * 4;
      const { top, left } = padInfo;
      const frame: Frame = { address, height, width, channels: inChannels, top, left };
      zeroFloats(own, address, frameSize);
      const [first, end] = shareOf(batchSize, part, parts);
      for (let image = first; image < end; image++) {
        const imageAt = x + image * inHeight * inWidth * inChannels * 4;
        enterFrame(own, frame, imageAt, { height: inHeight, width: inWidth });
        const wide = y + image * pixels * outChannels * 4;
        for (let oh = 0; oh < outHeight; oh++) {
          const walk = {
            address: address + oh * strideHeight * width * inChannels * 4,
            row: strideWidth * inChannels * 4,
            step: 4,
            jump: (width * inChannels - inner) * 4,
            outer: filterHeight,
            inner,
          };
          const sums = {
            wide: wide + oh * outWidth * outChannels * 4,
            wideRow: outChannels * 4,
            narrow: narrow + oh * outWidth * PANEL * 4,
            narrowRow: PANEL * 4,
          };
          addPanels(own, walk, outWidth, packed, outChannels, sums, true);
        }
        if (rest > 0) {
          const last = wide + (outChannels - rest) * 4;
          own.loops.copyRows(last, outChannels * 4, narrow, PANEL * 4, rest * 4, pixels);
        }
      }
    });
  });
}
