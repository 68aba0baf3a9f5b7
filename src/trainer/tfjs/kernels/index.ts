import "@tensorflow/tfjs-backend-wasm";
import * as core from "@tensorflow/tfjs-core";
import { registerKernels, unregisterKernels } from "./register.ts";

/**
 * Makes every usual model train on the wasm backend of tfjs, and fast: registers the kernels of this
 * folder for the backend "wasm", those that it lacks and those that it does slowly or wrong. Tensors, models and
 * results are the same as before; nothing else of the program's set-up changes.
 *
 * Call it once, before training, before or after the backend has started; a second call does nothing.
 * Kernels that somebody else has registered for a name that stock wasm lacks are left in place.
 *
 * The kernels work on the backend's memory through a small SIMD module, assembled at the first kernel
 * call. Where that cannot be (no WebAssembly SIMD), stock kernels are used where there are any, and
 * the others throw an LrFinderError with code `wasm-memory`. Only NHWC is supported, as by the stock
 * convolutions.
 *
 * @example
 * import { registerWasmTrainingKernels } from "lr-finder/wasm-training";
 * registerWasmTrainingKernels();
 * await tf.setBackend("wasm");
 */
export function registerWasmTrainingKernels(): void {
  registerKernels(core);
}

/**
 * Puts the registry back as it was before {@link registerWasmTrainingKernels}. Tensors made meanwhile
 * stay valid. Does nothing when nothing is registered; kernels that somebody else has put in our place
 * since then are left there.
 */
export function unregisterWasmTrainingKernels(): void {
  unregisterKernels();
}
