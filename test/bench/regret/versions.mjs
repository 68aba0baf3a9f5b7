// What the numbers were made with.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Versions of Node, of this package and of TensorFlow.js. */
export function versions() {
  const of = (name) => require(`${name}/package.json`).version;
  return {
    node: process.versions.node,
    "lr-finder": require("../../../package.json").version,
    "tfjs-core": of("@tensorflow/tfjs-core"),
    "tfjs-layers": of("@tensorflow/tfjs-layers"),
    "tfjs-backend-wasm": of("@tensorflow/tfjs-backend-wasm"),
  };
}
