import type { backend_util, NamedAttrMap } from "@tensorflow/tfjs-core";
import { LrFinderError } from "../../../core/errors.ts";
import { core } from "./core.ts";

type Shape4 = [number, number, number, number];

/** Sizes, strides and padding of a 2D convolution from a gradient kernel's attributes. */
export function convInfoOf(
  inputShape: number[],
  filterShape: number[],
  attrs: NamedAttrMap,
  depthwise = false,
): backend_util.Conv2DInfo {
  return core.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    attrs.strides as number | [number, number],
    (attrs.dilations as number | [number, number] | undefined) ?? 1,
    attrs.pad as number,
    attrs.dimRoundingMode as "floor" | undefined,
    depthwise,
    core.backend_util.convertConv2DDataFormat((attrs.dataFormat as "NHWC" | undefined) ?? "NHWC"),
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
