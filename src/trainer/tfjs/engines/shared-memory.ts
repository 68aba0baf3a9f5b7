import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { threadLimit } from "../kernels/threads/workers.ts";
import * as tf from "../lib/core.ts";

const require = createRequire(import.meta.url);
const PACKAGE = "@tensorflow/tfjs-backend-wasm";
/** The package's own start uses this script for its binary with SIMD as well. */
const SCRIPT = `${PACKAGE}/wasm-out/tfjs-backend-wasm.js`;
const BINARY = `${PACKAGE}/wasm-out/tfjs-backend-wasm-simd.wasm`;

/**
 * Lets the wasm backend start on a memory that threads can share, so that the training kernels can use
 * them. The stock backend has one only in its build with threads of its own, which do not start in
 * Node.js; here its build without them gets such a memory, by one bit of its binary. Everything else is
 * the stock backend, and where something is not as expected it starts as ever.
 *
 * Does nothing where the backend is up already, or there is one thread or no memory to share.
 */
export function shareMemoryOfWasm(): void {
  const isUp = "wasm" in tf.engine().registry;
  const stock = tf.core.findBackendFactory("wasm");
  if (isUp || (stock as typeof stock | null) === null) return;
  if (threadLimit() < 2 || typeof SharedArrayBuffer === "undefined") return;
  const start = async () => {
    try {
      return await startShared();
    } catch {
      return stock();
    }
  };
  tf.core.removeBackend("wasm");
  tf.core.registerBackend("wasm", start, 2);
}

type WasmModule = BackendWasm["wasm"];

/** A function of Emscripten's module by its name; the module's own type leaves that out. */
type Wrap = (name: string, result: "number" | null, numbers: readonly string[]) => () => number;

async function startShared(): Promise<BackendWasm> {
  const { BackendWasm } = require(PACKAGE) as typeof import("@tensorflow/tfjs-backend-wasm");
  const start = require(SCRIPT) as (options: {
    readonly wasmBinary: Uint8Array;
  }) => Promise<WasmModule & { readonly cwrap: Wrap }>;
  const wasmBinary = withSharedMemory(readFileSync(require.resolve(BINARY)));
  const module = await start({ wasmBinary });
  const wrap = (name: string, count: number, result: "number" | null = null) =>
    module.cwrap(name, result, new Array<string>(count).fill("number"));
  // As the package's own start does it.
  module.tfjs = {
    init: wrap("init", 0),
    initWithThreadsCount: wrap("init_with_threads_count", 1),
    getThreadsCount: wrap("get_threads_count", 0, "number"),
    registerTensor: wrap("register_tensor", 3),
    disposeData: wrap("dispose_data", 1),
    dispose: wrap("dispose", 0),
  };
  return new BackendWasm(module);
}

const MEMORY_SECTION = 5;
const HAS_MOST = 1;
const IS_SHARED = 2;

/**
 * The same WebAssembly module with its memory marked as shared.
 *
 * @throws Error when it does not have one memory of its own with a largest size
 */
export function withSharedMemory(binary: Uint8Array): Uint8Array {
  let at = 8;
  while (at < binary.length) {
    const id = binary[at];
    let [size, shift] = [0, 0];
    do {
      at++;
      size |= ((binary[at] as number) & 0x7f) << shift;
      shift += 7;
    } while (((binary[at] as number) & 0x80) !== 0);
    at++;
    if (id === MEMORY_SECTION) {
      const [count, flags] = [binary[at], binary[at + 1]];
      if (count !== 1 || flags !== HAS_MOST) break;
      const shared = Uint8Array.from(binary);
      shared[at + 1] = HAS_MOST | IS_SHARED;
      return shared;
    }
    at += size;
  }
  throw new Error("the module has no memory of its own that could be shared");
}
