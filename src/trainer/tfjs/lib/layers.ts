import type * as Layers from "@tensorflow/tfjs-layers";
import { loadPackage } from "./packages.ts";

/** `@tensorflow/tfjs-layers` as far as this folder uses it. */
export const {
  Callback,
  CustomCallback,
  initializers,
  LayersModel,
  layers,
  loadLayersModel,
  sequential,
} = loadPackage("@tensorflow/tfjs-layers");

export type LayersModel = Layers.LayersModel;
export type Logs = Layers.Logs;
