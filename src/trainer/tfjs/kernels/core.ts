import type * as TfjsCore from "@tensorflow/tfjs-core";

/** What the kernels use of TensorFlow.js when they run. */
export type Core = Pick<
  typeof TfjsCore,
  "backend_util" | "broadcast_util" | "getKernel" | "registerKernel" | "unregisterKernel" | "util"
>;

/** TensorFlow.js as whoever registers the kernels has loaded it; there before any kernel runs. */
export let core: Core;

export function useCore(given: Core): void {
  core = given;
}
