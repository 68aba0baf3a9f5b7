import { createRequire } from "node:module";
import type * as Core from "@tensorflow/tfjs-core";
import type * as Layers from "@tensorflow/tfjs-layers";
import { quietly } from "../../../native/quietly.ts";

/** The packages of TensorFlow.js that this folder stands on. */
export interface Packages {
  readonly "@tensorflow/tfjs-core": typeof Core;
  readonly "@tensorflow/tfjs-layers": typeof Layers;
}

const require = createRequire(import.meta.url);

/**
 * The exports of a package. Required, not imported: before an ES module can import a file of 1.2 MB,
 * Node.js searches all of it for names, which takes as long as the rest of a start. It is the very module
 * that `import` gives. Bundles for browsers have `packages.browser.ts` in this file's place (the field
 * `browser` of package.json).
 */
export function loadPackage<K extends keyof Packages>(name: K): Packages[K] {
  return quietly(() => require(name) as Packages[K]);
}
