import { addressOf, makeFloats, zeroFloats } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";
import { forEachImage, imageFloats, loopSizes, poolInfoOf } from "./pool-info.ts";

/**
 * dx[p] = sum over the windows that hold p of dy / (window height * window width).
 *
 * The divisor is the whole window also where it hangs over the edge. The forward pass divides by the
 * inputs that are really there, so with "same" padding this gradient is too small at the edges; every
 * tfjs engine does the same, and the engines have to agree.
 */
export const avgPoolGrad: TrainingKernel = {
  kernelName: "AvgPoolGrad",
  replaces: "stock",
  run({ dy, input }, attrs, heap, stock) {
    if (dy?.dtype !== "float32" || input?.dtype !== "float32") return stock();
    const info = poolInfoOf(input.shape, attrs);
    const dx = makeFloats(heap, input.shape);
    const [dxAt, dyAt] = [addressOf(heap, dx), addressOf(heap, dy)];
    const scale = 1 / (info.filterHeight * info.filterWidth);
    zeroFloats(heap, dxAt, info.batchSize * imageFloats(info).in);
    forEachImage(info, (inBytes, outBytes) => {
      heap.loops.averagePoolGrad(dxAt + inBytes, dyAt + outBytes, ...loopSizes(info), scale);
    });
    return dx;
  },
};
