import type { backend_util, NamedAttrMap } from "@tensorflow/tfjs-core";
import { LrFinderError } from "../../../core/errors.ts";
import { core } from "./core.ts";

type Shape4 = [number, number, number, number];

/**
 * Sizes, strides and padding of a 2D convolution from a kernel's attributes.
 *
 * @throws LrFinderError `kernel-input` where the filter is larger than the padded input
 */
export function convInfoOf(
  inputShape: number[],
  filterShape: number[],
  attrs: NamedAttrMap,
  depthwise = false,
): backend_util.Conv2DInfo {
  const info = core.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    attrs.strides as number | [number, number],
    (attrs.dilations as number | [number, number] | undefined) ?? 1,
    attrs.pad as number,
    attrs.dimRoundingMode as "floor" | undefined,
    depthwise,
    core.backend_util.convertConv2DDataFormat((attrs.dataFormat as "NHWC" | undefined) ?? "NHWC"),
  );
  requireRoom(info.outShape, filterShape.slice(0, 2), inputShape);
  return info;
}

/**
 * TensorFlow.js computes sizes below 0 for such a window, for which nothing can be made.
 *
 * @param outShape what a convolution or a pool would give
 */
export function requireRoom(
  outShape: readonly number[],
  window: readonly number[],
  inputShape: readonly number[],
): void {
  if (outShape.every((size) => size >= 0)) return;
  throw new LrFinderError(
    "kernel-input",
    `a window of ${window.join(" x ")} does not fit into an input of the shape [${inputShape.join(", ")}]; use a smaller window, padding "same" or larger inputs`,
    { data: { window, inputShape } },
  );
}

/**
 * TensorFlow.js does not check it, and a transposed convolution can be called with any sizes.
 *
 * @throws LrFinderError `kernel-input` where dy has another shape than the convolution's output
 */
export function requireGradient(shape: readonly number[], outShape: readonly number[]): void {
  if (core.util.arraysEqual([...shape], [...outShape])) return;
  const list = (sizes: readonly number[]) => `[${sizes.join(", ")}]`;
  throw new LrFinderError(
    "kernel-input",
    `a convolution of these sizes gives the shape ${list(outShape)}, and its gradient (the input of a transposed convolution) has ${list(shape)}`,
    { data: { shape, outShape } },
  );
}

/** @throws LrFinderError `kernel-input` for a layout that the wasm backend's forward kernels refuse too */
export function rejectChannelsFirst(kernelName: string, info: backend_util.Conv2DInfo): void {
  if (info.dataFormat === "channelsLast") return;
  throw new LrFinderError(
    "kernel-input",
    `the wasm backend's ${kernelName} does not support dataFormat "${info.dataFormat}"; use "channelsLast"`,
    { data: { kernelName, dataFormat: info.dataFormat } },
  );
}
