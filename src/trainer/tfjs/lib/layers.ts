import { createRequire } from "node:module";
import type * as Layers from "@tensorflow/tfjs-layers";

/** `@tensorflow/tfjs-layers` as far as this folder uses it; required for the reason given in `core.ts`. */
export const { Callback, initializers, layers, loadLayersModel, sequential } = createRequire(
  import.meta.url,
)("@tensorflow/tfjs-layers") as typeof Layers;

export type LayersModel = Layers.LayersModel;
export type Logs = Layers.Logs;
