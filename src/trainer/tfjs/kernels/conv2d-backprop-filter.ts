import type { backend_util } from "@tensorflow/tfjs-core";
import { convInfoOf, rejectChannelsFirst, requireGradient } from "./conv2d-info.ts";
import { enterFrame, type Frame } from "./frame.ts";
import { addressOf, divideWork, type Heap, makeFloats, withScratch, zeroFloats } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";
import { matrixAt, setProduct } from "./matrix.ts";
import { addPanels, DEPTH_BLOCK, PANEL, packColumns, packedSize } from "./panels.ts";

/**
 * dW[kh, kw, c, o] = sum over (n, oh, ow) of x[n, oh*s + kh - pad, ow*s + kw - pad, c] * dy[n, oh, ow, o]
 *
 * For one image and one kh this is a product X^T dY whose depth runs over the output pixels, and
 * whose rows (kw, c) lie next to each other in the padded image. So nothing is unrolled (im2col): the
 * hot loop walks the image itself, and dy is packed once for all of kh.
 */
export const conv2dBackpropFilter: TrainingKernel = {
  kernelName: "Conv2DBackpropFilter",
  replaces: "missing",
  run({ x, dy }, attrs, heap, stock) {
    if (x?.dtype !== "float32" || dy?.dtype !== "float32") return stock();
    const info = convInfoOf(x.shape, attrs.filterShape as number[], attrs);
    rejectChannelsFirst("Conv2DBackpropFilter", info);
    requireGradient(dy.shape, info.outShape);
    const out = makeFloats(heap, info.filterShape);
    const [xAt, dyAt, dw] = [addressOf(heap, x), addressOf(heap, dy), addressOf(heap, out)];
    const { batchSize, inChannels, outChannels, filterHeight, filterWidth } = info;
    const pixels = batchSize * info.outHeight * info.outWidth;
    if (isPointwise(info)) {
      const left = matrixAt(xAt, inChannels, true);
      setProduct(heap, dw, [inChannels, pixels, outChannels], left, matrixAt(dyAt, outChannels));
    } else {
      if (pixels > 0) setImages(heap, info, xAt, dyAt, dw);
      else zeroFloats(heap, dw, filterHeight * filterWidth * inChannels * outChannels);
    }
    return out;
  },
};

/** A 1x1 filter that meets every pixel once is a plain product over pixels. */
export function isPointwise(info: backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const padding = padInfo.top + padInfo.bottom + padInfo.left + padInfo.right;
  return filterHeight * filterWidth * strideHeight * strideWidth === 1 && padding === 0;
}

/**
 * Adds up image by image, some output rows at a time, so that the packed dy stays in the fastest cache.
 * Threads divide the output channels between them, so that each packs its own.
 */
function setImages(
  heap: Heap,
  info: backend_util.Conv2DInfo,
  x: number,
  dy: number,
  dw: number,
): void {
  const { batchSize, inChannels, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const height = (outHeight - 1) * strideHeight + filterHeight;
  const width = (outWidth - 1) * strideWidth + filterWidth;
  const frameSize = height * width * inChannels;
  const chunk = Math.max(1, Math.floor(DEPTH_BLOCK / outWidth));
  const filterPixels = filterHeight * filterWidth * inChannels;
  const panels = Math.ceil(outChannels / PANEL);
  const products = batchSize * outHeight * outWidth * filterPixels * outChannels;
  const { parts, run } = divideWork(heap, { name: "convFilter", products, most: panels });
  const channelsOfPart = Math.ceil(panels / parts) * PANEL;
  const packedFloats = packedSize(chunk * outWidth, channelsOfPart);
  const narrowFloats = outChannels % PANEL > 0 ? filterPixels * PANEL : 0;
  const scratch = [parts * frameSize, parts * packedFloats, narrowFloats];
  withScratch(heap, scratch, (frames, packed, narrow) => {
    const { top, left } = info.padInfo;
    run((own, part) => {
      const first = part * channelsOfPart;
      const channels = Math.min(channelsOfPart, outChannels - first);
      if (channels <= 0) return;
      const address = frames + part * frameSize * 4;
      const frame: Frame = { address, height, width, channels: inChannels, top, left };
      setChannels(own, info, frame, {
        x,
        dy: dy + first * 4,
        dw: dw + first * 4,
        channels,
        chunk,
        packed: packed + part * packedFloats * 4,
        narrow,
      });
    });
  });
}

/** Some of the output channels: their dy and dw, and scratch memory for them. */
interface Channels {
  readonly x: number;
  readonly dy: number;
  readonly dw: number;
  readonly channels: number;
  readonly chunk: number;
  readonly packed: number;
  readonly narrow: number;
}

function setChannels(
  heap: Heap,
  info: backend_util.Conv2DInfo,
  frame: Frame,
  { x, dy, dw, channels, chunk, packed, narrow }: Channels,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { address, height, width } = frame;
  const filterRow = filterWidth * inChannels;
  const filterPixels = filterHeight * filterRow;
  const rest = channels % PANEL;
  zeroFloats(heap, address, height * width * inChannels);
  for (let image = 0; image < info.batchSize; image++) {
    const imageAt = x + image * inHeight * inWidth * inChannels * 4;
    enterFrame(heap, frame, imageAt, { height: inHeight, width: inWidth });
    for (let oh = 0; oh < outHeight; oh += chunk) {
      const outer = Math.min(chunk, outHeight - oh);
      const depth = outer * outWidth;
      const dyAt = dy + (image * outHeight + oh) * outWidth * outChannels * 4;
      const right = matrixAt(dyAt, outChannels);
      packColumns(heap, packed, depth * PANEL * 4, right, depth, channels);
      for (let kh = 0; kh < filterHeight; kh++) {
        const walk = {
          address: address + (oh * strideHeight + kh) * width * inChannels * 4,
          row: 4,
          step: strideWidth * inChannels * 4,
          jump: (strideHeight * width - outWidth * strideWidth) * inChannels * 4,
          outer,
          inner: outWidth,
        };
        const sums = {
          wide: dw + kh * filterRow * outChannels * 4,
          wideRow: outChannels * 4,
          narrow: narrow + kh * filterRow * PANEL * 4,
          narrowRow: PANEL * 4,
        };
        addPanels(heap, walk, filterRow, packed, channels, sums, image === 0 && oh === 0);
      }
    }
  }
  const last = dw + (channels - rest) * 4;
  if (rest > 0) {
    heap.loops.copyRows(last, outChannels * 4, narrow, PANEL * 4, rest * 4, filterPixels);
  }
}
