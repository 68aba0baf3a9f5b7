import type { backend_util } from "@tensorflow/tfjs-core";
import { isPointwise } from "./conv2d-backprop-filter.ts";
import { convInfoOf, rejectChannelsFirst } from "./conv2d-info.ts";
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
 * y[n, oh, ow, o] = sum over (kh, kw, c) of x[n, oh*s + kh*d - pad, ow*s + kw*d - pad, c] * W[kh, kw, c, o]
 *
 * A row of output pixels is a product whose left side is read from the padded image itself: nothing is
 * unrolled. A dilated filter is taken row by row. The filter is packed once for all images, which threads
 * divide between them.
 *
 * The stock kernel (4.22) is slower, gives zeros where a filter is shorter than its stride ("same" padding),
 * and writes outside its memory with explicit padding.
 */
export const conv2d: TrainingKernel = {
  kernelName: "Conv2D",
  replaces: "stock",
  run({ x, filter }, attrs, heap, stock) {
    if (x?.dtype !== "float32" || filter?.dtype !== "float32") return stock();
    const info = convInfoOf(x.shape, filter.shape, attrs);
    rejectChannelsFirst("Conv2D", info);
    const out = makeFloats(heap, info.outShape);
    const [xAt, filterAt, y] = [addressOf(heap, x), addressOf(heap, filter), addressOf(heap, out)];
    const { batchSize, inChannels, outHeight, outWidth, outChannels } = info;
    const pixels = batchSize * outHeight * outWidth;
    if (isPointwise(info)) {
      const right = matrixAt(filterAt, outChannels);
      setProduct(heap, y, [pixels, inChannels, outChannels], matrixAt(xAt, inChannels), right);
    } else if (info.filterHeight * info.filterWidth * inChannels === 0) {
      zeroFloats(heap, y, pixels * outChannels);
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
  const { dilationHeight, dilationWidth } = info;
  const height = (outHeight - 1) * strideHeight + info.effectiveFilterHeight;
  const width = (outWidth - 1) * strideWidth + info.effectiveFilterWidth;
  const frameSize = height * width * inChannels;
  const isDilated = dilationHeight * dilationWidth > 1;
  // Rows of the filter that are one product, and the floats in a row of it that lie next to each other.
  const filterRows = isDilated ? 1 : filterHeight;
  const inner = isDilated ? inChannels : filterWidth * inChannels;
  const outer = isDilated ? filterWidth : filterHeight;
  const jump = (isDilated ? (dilationWidth - 1) * inChannels : width * inChannels - inner) * 4;
  const depth = outer * inner;
  const products = filterHeight / filterRows;
  const pixels = outHeight * outWidth;
  const rest = outChannels % PANEL;
  const narrowSize = rest > 0 ? pixels * PANEL : 0;
  const work = batchSize * pixels * products * depth * outChannels;
  const { parts, run } = divideWork(heap, { name: "conv2d", products: work, most: batchSize });
  const packedFloats = packedSize(depth, outChannels);
  const scratch = [parts * frameSize, products * packedFloats, parts * narrowSize];
  withScratch(heap, scratch, (frames, packed, narrows) => {
    for (let at = 0; at < products; at++) {
      const rows = matrixAt(filter + at * depth * outChannels * 4, outChannels);
      packColumns(
        heap,
        packed + at * packedFloats * 4,
        depth * PANEL * 4,
        rows,
        depth,
        outChannels,
      );
    }
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
          const sums = {
            wide: wide + oh * outWidth * outChannels * 4,
            wideRow: outChannels * 4,
            narrow: narrow + oh * outWidth * PANEL * 4,
            narrowRow: PANEL * 4,
          };
          for (let at = 0; at < products; at++) {
            const row = oh * strideHeight + at * dilationHeight;
            const walk = {
              address: address + row * width * inChannels * 4,
              row: strideWidth * inChannels * 4,
              step: 4,
              jump,
              outer,
              inner,
            };
            const panels = packed + at * packedFloats * 4;
            addPanels(own, walk, outWidth, panels, outChannels, sums, at === 0);
          }
        }
        if (rest > 0) {
          const last = wide + (outChannels - rest) * 4;
          own.loops.copyRows(last, outChannels * 4, narrow, PANEL * 4, rest * 4, pixels);
        }
      }
    });
  });
}
