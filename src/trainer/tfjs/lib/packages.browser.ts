import * as core from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import type { Packages } from "./packages.ts";

const PACKAGES: Packages = {
  "@tensorflow/tfjs-core": core,
  "@tensorflow/tfjs-layers": layers,
};

/** See `packages.ts`. */
export function loadPackage<K extends keyof Packages>(name: K): Packages[K] {
  return PACKAGES[name];
}
