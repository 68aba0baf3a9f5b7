import { createRequire } from "node:module";
import type { KernelBackend } from "@tensorflow/tfjs-core";
import { LrFinderError, messageOf } from "../../../core/errors.ts";
import { addChainedOps } from "../../../native/chained-ops.ts";
import { quietly } from "../../../native/quietly.ts";
import { arithmeticOfWasm } from "../kernels/arithmetic.ts";
import * as tf from "../lib/core.ts";
import { ENGINE_NAMES, type EngineName } from "../options.ts";
import type { EngineSet } from "../platform.ts";
import { shareMemoryOfWasm } from "./shared-memory.ts";

const require = createRequire(import.meta.url);

/** Name under which each engine is registered with TensorFlow.js. */
const BACKEND_OF: Readonly<Record<EngineName, string>> = {
  native: "tensorflow",
  wasm: "wasm",
  cpu: "cpu",
};

/** Engines of Node.js, fastest first. */
export const NODE_ENGINES: EngineSet = {
  place: "node",
  names: () => ENGINE_NAMES,
  known: ENGINE_NAMES,
  backendOf: (name) => BACKEND_OF[name as EngineName],
  start: (name) => startEngine(name as EngineName),
  ensure: ensureEngine,
  arithmetic: (name) => (name === "wasm" ? arithmeticOfWasm() : undefined),
  because: "is the fastest engine that trained one step of this model",
  slowAdvice: "`lr-finder doctor` says what stops the faster ones",
};

/**
 * Loads an engine, makes it the current backend of TensorFlow.js, and gives its version.
 *
 * @throws LrFinderError `engine-missing` when its package is absent, `engine-broken` when it is
 *   there and does not start
 */
export async function startEngine(name: EngineName): Promise<string> {
  switch (name) {
    case "native":
      return startNative();
    case "wasm":
      return startWasm();
    case "cpu":
      return startCpu();
  }
}

/**
 * Makes sure that there is some engine, for a model that is made before the choice; a backend that
 * the host program has set stays.
 */
export async function ensureEngine(): Promise<void> {
  if ((tf.getBackend() as string | undefined) === undefined) await startEngine("cpu");
}

async function startNative(): Promise<string> {
  const { loadNative } = await import("../../../native/index.ts");
  try {
    const { tfjsNode, libtensorflow } = await loadNative();
    await activate("native");
    const kernels = await import("../native-kernels/register.ts");
    kernels.registerNativeTrainingKernels();
    return `${tfjsNode} (libtensorflow ${libtensorflow})`;
  } catch (cause) {
    const missing = cause instanceof LrFinderError && cause.code === "native-missing";
    throw new LrFinderError(missing ? "engine-missing" : "engine-broken", messageOf(cause), {
      cause,
    });
  }
}

async function startWasm(): Promise<string> {
  const { version_wasm } = quietly(
    () =>
      require("@tensorflow/tfjs-backend-wasm") as typeof import("@tensorflow/tfjs-backend-wasm"),
  );
  shareMemoryOfWasm();
  await withoutNewListeners(() => activate("wasm"));
  const kernels = await import("../kernels/register.ts");
  kernels.registerKernels(tf.core);
  return version_wasm;
}

async function startCpu(): Promise<string> {
  const { version_cpu } = quietly(
    () => require("@tensorflow/tfjs-backend-cpu") as typeof import("@tensorflow/tfjs-backend-cpu"),
  );
  await activate("cpu");
  // Its first use prints advice to install the native engine; the result says so already.
  (tf.backend() as KernelBackend & { firstUse: boolean }).firstUse = false;
  return version_cpu;
}

async function activate(name: EngineName): Promise<void> {
  // Some layers (the orthogonal initializer of LSTM and GRU) call `x.flatten()` and the like.
  addChainedOps(tf.core);
  if (!(await tf.setBackend(BACKEND_OF[name]))) {
    throw new LrFinderError("engine-broken", `the ${name} backend of TensorFlow.js does not start`);
  }
  await tf.ready();
}

const EVENTS = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Runs the start-up of the wasm backend and takes away the process listeners that it added: its
 * runtime (Emscripten) installs one for uncaught exceptions and one for unhandled rejections, which
 * change how the host program dies. Listeners that somebody else adds meanwhile are left alone.
 */
export async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = EVENTS.map((event) => new Set(listenersOf(event)));
  try {
    return await start();
  } finally {
    EVENTS.forEach((event, i) => {
      for (const listener of listenersOf(event)) {
        if (!before[i]?.has(listener) && isEmscripten(listener)) {
          process.removeListener(event, listener);
        }
      }
    });
  }
}

type Listener = (...args: unknown[]) => void;

function listenersOf(event: (typeof EVENTS)[number]): Listener[] {
  return process.rawListeners(event) as Listener[];
}

function isEmscripten(listener: Listener): boolean {
  const source = String(listener);
  return source.includes("ExitStatus") || /throw reason\b/.test(source);
}
