import type { backend_util } from "@tensorflow/tfjs-core";
import { isPointwise } from "./conv2d-backprop-filter.ts";
import { convInfoOf, requireGradient } from "./conv2d-info.ts";
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
 * dx[ih, iw, c] = sum over (kh, kw, o) of dy[(ih + pad - kh) / s, (iw + pad - kw) / s, o] * W[kh, kw, c, o]
 * over the taps whose quotients are whole.
 *
 * With stride s the pixels of one phase (ih mod s, iw mod s) all use the same taps, so each of the
 * s*s phases is a dense convolution of dy with a smaller, flipped filter: no zeros are multiplied, as
 * they would be in a dilated dy. The filter is packed once for all images.
 */
export const conv2dBackpropInput: TrainingKernel = {
  kernelName: "Conv2DBackpropInput",
  replaces: "stock",
  run({ dy, filter }, attrs, heap, stock) {
    if (dy?.dtype !== "float32" || filter?.dtype !== "float32") return stock();
    const info = convInfoOf(attrs.inputShape as number[], filter.shape, attrs);
    if (info.dataFormat !== "channelsLast") return stock();
    requireGradient(dy.shape, info.outShape);
    const out = makeFloats(heap, info.inShape);
    const [dyAt, filterAt, dx] = [
      addressOf(heap, dy),
      addressOf(heap, filter),
      addressOf(heap, out),
    ];
    const { batchSize, inHeight, inWidth, inChannels, outChannels } = info;
    const pixels = batchSize * inHeight * inWidth;
    if (isPointwise(info)) {
      const right = matrixAt(filterAt, outChannels, true);
      setProduct(heap, dx, [pixels, outChannels, inChannels], matrixAt(dyAt, outChannels), right);
    } else if (pixels > 0) {
      setImages(heap, info, dyAt, filterAt, dx);
    }
    return out;
  },
};

interface PackedPhase {
  readonly vertical: Phase;
  readonly horizontal: Phase;
  readonly packed: number;
}

/** Sets dx image by image: dy into a frame of zeros, then each phase from it. */
function setImages(
  heap: Heap,
  info: backend_util.Conv2DInfo,
  dy: number,
  filter: number,
  dx: number,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  const vertical = axisPhases(inHeight, info.filterHeight, info.strideHeight, padInfo.top);
  const horizontal = axisPhases(inWidth, info.filterWidth, info.strideWidth, padInfo.left);
  const frameSize = vertical.size * horizontal.size * outChannels;
  const taps = info.filterHeight * info.filterWidth;
  const rest = inChannels % PANEL;
  const narrowSize = rest > 0 ? inHeight * inWidth * PANEL : 0;
  const inPixels = inHeight * inWidth;
  const { batchSize } = info;
  const products = batchSize * outHeight * outWidth * taps * inChannels * outChannels;
  const { parts, run } = divideWork(heap, { name: "convInput", products, most: batchSize });
  const scratch = [
    parts * frameSize,
    packedSize(taps * outChannels, inChannels),
    parts * narrowSize,
  ];
  withScratch(heap, scratch, (frames, packed, narrows) => {
    // Pixels that no tap meets stay zero.
    const met = vertical.phases.length * horizontal.phases.length;
    const complete =
      met === Math.min(info.strideHeight, inHeight) * Math.min(info.strideWidth, inWidth);
    const phases = packPhases(heap, info, filter, packed, vertical, horizontal);
    run((own, part) => {
      const address = frames + part * frameSize * 4;
      const narrow = narrows + part * narrowSize * 4;
      const frame: Frame = {
        address,
        height: vertical.size,
        width: horizontal.size,
        channels: outChannels,
        top: vertical.lead,
        left: horizontal.lead,
      };
      const [first, end] = shareOf(batchSize, part, parts);
      zeroFloats(own, address, frameSize);
      if (!complete) {
        zeroFloats(
          own,
          dx + first * inPixels * inChannels * 4,
          (end - first) * inPixels * inChannels,
        );
        zeroFloats(own, narrow, narrowSize);
      }
      for (let image = first; image < end; image++) {
        const dyAt = dy + image * outHeight * outWidth * outChannels * 4;
        enterFrame(own, frame, dyAt, { height: outHeight, width: outWidth });
        const wide = dx + image * inPixels * inChannels * 4;
        for (const phase of phases) setPhase(own, info, frame, phase, wide, narrow);
        if (rest > 0) {
          const last = wide + (inChannels - rest) * 4;
          own.loops.copyRows(last, inChannels * 4, narrow, PANEL * 4, rest * 4, inPixels);
        }
      }
    });
  });
}

/** Packs the taps of each pair of phases that has any, flipped: c is the column, (tap, o) the depth. */
function packPhases(
  heap: Heap,
  info: backend_util.Conv2DInfo,
  filter: number,
  packed: number,
  verticals: AxisPhases,
  horizontals: AxisPhases,
): PackedPhase[] {
  const { inChannels, outChannels, filterWidth } = info;
  const phases: PackedPhase[] = [];
  let next = packed;
  for (const vertical of verticals.phases) {
    for (const horizontal of horizontals.phases) {
      const depth = vertical.taps.length * horizontal.taps.length * outChannels;
      phases.push({ vertical, horizontal, packed: next });
      vertical.taps.forEach((kh, row) => {
        horizontal.taps.forEach((kw, column) => {
          const at = next + (row * horizontal.taps.length + column) * outChannels * PANEL * 4;
          const tap = filter + (kh * filterWidth + kw) * inChannels * outChannels * 4;
          const right = matrixAt(tap, outChannels, true);
          packColumns(heap, at, depth * PANEL * 4, right, outChannels, inChannels);
        });
      });
      next += packedSize(depth, inChannels) * 4;
    }
  }
  return phases;
}

/** Sets the pixels of one phase, a row of them at a time. */
function setPhase(
  heap: Heap,
  info: backend_util.Conv2DInfo,
  frame: Frame,
  { vertical, horizontal, packed }: PackedPhase,
  wide: number,
  narrow: number,
): void {
  const { inWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const inner = horizontal.taps.length * outChannels;
  for (let row = 0; row < vertical.count; row++) {
    const corner = (vertical.first + row) * frame.width + horizontal.first;
    const pixel = (vertical.offset + strideHeight * row) * inWidth + horizontal.offset;
    const walk = {
      address: frame.address + corner * outChannels * 4,
      row: outChannels * 4,
      step: 4,
      jump: (frame.width * outChannels - inner) * 4,
      outer: vertical.taps.length,
      inner,
    };
    addPanels(
      heap,
      walk,
      horizontal.count,
      packed,
      inChannels,
      {
        wide: wide + pixel * inChannels * 4,
        wideRow: strideWidth * inChannels * 4,
        narrow: narrow + pixel * PANEL * 4,
        narrowRow: strideWidth * PANEL * 4,
      },
      true,
    );
  }
}

/**
 * One axis of a strided convolution's input gradient, for the input positions offset, offset + s,
 * offset + 2s, ...
 */
export interface Phase {
  readonly offset: number;
  /** How many positions; at least 1. */
  readonly count: number;
  /** Filter taps that meet these positions, last one first; at least 1. */
  readonly taps: readonly number[];
  /** Index, in the framed dy, that the first tap of the first position meets. */
  readonly first: number;
}

interface AxisPhases {
  readonly phases: readonly Phase[];
  /** Zeros before dy in its frame, and the frame's whole size. */
  readonly lead: number;
  readonly size: number;
}

/**
 * Splits an axis into its phases. Tap k of input position i meets dy[(i + pad - k) / stride]; for
 * i = offset + stride * row that is whole for k = (offset + pad) mod stride (from 0 on), plus multiples of the
 * stride. Phases without a position or a tap are left out: their gradient is zero.
 */
function axisPhases(inSize: number, filterSize: number, stride: number, pad: number): AxisPhases {
  const phases: Phase[] = [];
  let lead = 0;
  let end = 0;
  for (let offset = 0; offset < Math.min(stride, inSize); offset++) {
    // The padding may be below 0: see `conv3d.ts`.
    const smallest = (((offset + pad) % stride) + stride) % stride;
    const taps: number[] = [];
    for (let tap = smallest; tap < filterSize; tap += stride) taps.unshift(tap);
    if (taps.length === 0) continue;
    const count = Math.ceil((inSize - offset) / stride);
    const last = (offset + pad - smallest) / stride;
    const first = last - (taps.length - 1);
    lead = Math.max(lead, -first);
    end = Math.max(end, last + count);
    phases.push({ offset, count, taps, first });
  }
  return {
    phases: phases.map((phase) => ({ ...phase, first: phase.first + lead })),
    lead,
    size: lead + end,
  };
}
