import Module, { createRequire } from "node:module";
import { sep } from "node:path";
import util from "node:util";
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

/**
 * `node:util` as tfjs-node 4.22.0 expects it: with `isNullOrUndefined` and `isArray`, which Node.js
 * 22 warns about and 23 removed. Only tfjs-node is given this object; `node:util` stays as it is.
 */
export const utilForTfjsNode: object = Object.create(util, {
  isNullOrUndefined: { value: (value: unknown) => value === null || value === undefined },
  isArray: { value: Array.isArray },
});

type Load = (
  this: unknown,
  request: string,
  parent: { filename?: string | null } | undefined,
  isMain: boolean,
) => unknown;

/**
 * Loads a CommonJS module, giving the files below `folder` our own answer to some of their
 * `require` calls. What the rest of the process gets is not touched, and the hook is gone when this
 * returns; the modules loaded keep what they were given.
 *
 * @param answer the module for a name, or undefined for the usual one
 */
export function requireWith(
  path: string,
  folder: string,
  answer: (request: string) => unknown,
): unknown {
  // The one place that every require passes in Node.js 20 to 24; `registerHooks` is newer than 20.
  const loader: object = Module;
  if (!hasLoad(loader)) throw new Error("this Node.js has no Module._load");
  const usual = loader._load;
  loader._load = function (request, parent, isMain) {
    const own = parent?.filename?.startsWith(folder + sep) === true ? answer(request) : undefined;
    return own ?? usual.call(this, request, parent, isMain);
  };
  try {
    return createRequire(path)(path);
  } finally {
    loader._load = usual;
  }
}

function hasLoad(module: object): module is { _load: Load } {
  return "_load" in module;
}
