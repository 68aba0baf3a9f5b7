import { createRequire } from "node:module";
import { addChainedOps } from "./chained-ops.ts";

type Exports = Readonly<Record<string, unknown>>;

/**
 * Stands for the union package `@tensorflow/tfjs`, made of lr-finder's own tfjs-core and
 * tfjs-layers. So tfjs-node serves the very tensors and models of this process, and no second copy
 * of TensorFlow.js registers every kernel again. Not in it: `data`, the converter and WebGL.
 */
export function hostTfjs(): { readonly tfjs: Exports; readonly core: Exports } {
  const require = createRequire(import.meta.url);
  const core = require("@tensorflow/tfjs-core") as Exports;
  const layers = require("@tensorflow/tfjs-layers") as Exports;
  addChainedOps(core);
  const version = {
    "tfjs-core": core.version_core,
    "tfjs-layers": layers.version_layers,
    tfjs: core.version_core,
  };
  return { tfjs: { ...core, ...layers, version }, core };
}
