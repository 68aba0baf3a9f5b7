import { addressOf, makeFloats, zeroFloats } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";
import { forEachImage, imageFloats, loopSizes, poolInfoOf } from "./pool-info.ts";

/**
 * dx[p] = sum over windows of dy, for the windows whose first largest input is p.
 *
 * The forward pass kept its output y, so the loop compares x with y instead of searching each window
 * again. Ties go to the first input in reading order, as on the plain JS engine. The stock kernel (4.22)
 * is slower, and wrong for a window without a positive input: it picks the first one of those.
 */
export const maxPoolGrad: TrainingKernel = {
  kernelName: "MaxPoolGrad",
  replaces: "stock",
  run({ dy, input, output }, attrs, heap, stock) {
    const floats = [dy, input, output].every((tensor) => tensor?.dtype === "float32");
    if (!floats || !dy || !input || !output) return stock();
    const info = poolInfoOf(input.shape, attrs);
    const dx = makeFloats(heap, input.shape);
    const [dxAt, dyAt, xAt, yAt] = [
      addressOf(heap, dx),
      addressOf(heap, dy),
      addressOf(heap, input),
      addressOf(heap, output),
    ];
    zeroFloats(heap, dxAt, info.batchSize * imageFloats(info).in);
    forEachImage(info, (inBytes, outBytes) => {
      const sizes = loopSizes(info);
      heap.loops.maxPoolGrad(
        dxAt + inBytes,
        dyAt + outBytes,
        ...sizes,
        xAt + inBytes,
        yAt + outBytes,
      );
    });
    return dx;
  },
};
