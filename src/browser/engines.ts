import { InputError, LrFinderError, messageOf } from "../core/errors.ts";
import type { Arithmetic } from "../trainer/tfjs/kernels/arithmetic.ts";
import * as tf from "../trainer/tfjs/lib/core.ts";
import type { EngineSet } from "../trainer/tfjs/platform.ts";

/** Engines of a page, in the order of TensorFlow.js' own choice: names of its backends. */
export const BROWSER_ENGINES = ["webgpu", "webgl", "wasm", "cpu"] as const;

/** An engine that trains in a page: one of {@link BROWSER_ENGINES}. */
export type BrowserEngine = (typeof BROWSER_ENGINES)[number];

/** An engine, and whether this page can start it. */
export interface EngineSupport {
  readonly name: BrowserEngine;
  readonly isThere: boolean;
  /** Why it is not there, or what it lacks; null where there is nothing to say. */
  readonly note: string | null;
}

/**
 * Which engines this page has. An engine is a backend of TensorFlow.js that the page has loaded
 * (`@tensorflow/tfjs` brings webgl and cpu; webgpu and wasm are packages of their own) and that the
 * browser can run. Nothing is started.
 */
export function engineSupport(): EngineSupport[] {
  return BROWSER_ENGINES.map((name) => {
    const reason = whyMissing(name);
    return { name, isThere: reason === null, note: reason ?? (name === "wasm" ? threads() : null) };
  });
}

/** Why the page cannot start an engine; null where it may. */
function whyMissing(name: BrowserEngine): string | null {
  if (name === "webgpu" && !("gpu" in navigator)) {
    return globalThis.isSecureContext
      ? "this browser has no WebGPU"
      : "WebGPU needs a page from https or localhost";
  }
  // Undefined until somebody registers one, whatever the declared type says.
  const factory = tf.core.findBackendFactory(name) as unknown;
  return factory ? null : `this page does not load @tensorflow/tfjs-backend-${name}`;
}

/** What wasm lacks without shared memory; null where it has it. */
function threads(): string | null {
  return globalThis.crossOriginIsolated
    ? null
    : "wasm runs on one thread: this page has no shared memory (it is not served with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp)";
}

/** The kernels that are registered for a search, taken away after it. */
let ours: (() => void) | undefined;
/** How wasm computes, once its kernels are there. */
let wasmArithmetic: (() => Arithmetic | undefined) | undefined;

/** The engines of a page: its own backend first, because that is what it will train on. */
export const PAGE_ENGINES: EngineSet = {
  names() {
    const own = tf.getBackend() as string | undefined;
    const there = BROWSER_ENGINES.filter((name) => whyMissing(name) === null);
    return own ? [own, ...there.filter((name) => name !== own)] : there;
  },
  known: BROWSER_ENGINES,
  backendOf: (name) => name,
  readsLate: (backend) => backend === "webgpu",
  start,
  leave(name) {
    if (name !== "wasm") return;
    ours?.();
    ours = undefined;
  },
  async ensure() {
    if (tf.getBackend() as string | undefined) return;
    if (BROWSER_ENGINES.every((name) => whyMissing(name) !== null)) {
      throw new InputError(
        "engine-missing",
        "TensorFlow.js has no backend in this page: import @tensorflow/tfjs, or one of @tensorflow/tfjs-backend-webgl, -webgpu, -wasm and -cpu",
      );
    }
    await tf.ready();
  },
  arithmetic: (name) => (name === "wasm" ? wasmArithmetic?.() : undefined),
  because: "is the first engine of this page that trained one step of this model",
  remarks(name, isForced) {
    const place = (BROWSER_ENGINES as readonly string[]).indexOf(name);
    const before = isForced ? [] : BROWSER_ENGINES.slice(0, Math.max(place, 0));
    const missing = before.flatMap((each) => {
      const reason = whyMissing(each);
      return reason === null ? [] : [`${each} is not there: ${reason}`];
    });
    const alone = name === "wasm" ? threads() : null;
    return alone === null ? missing : [...missing, alone];
  },
  slowAdvice: "load @tensorflow/tfjs-backend-webgl or -wasm in this page",
};

async function start(name: string): Promise<string> {
  const known = BROWSER_ENGINES.find((each) => each === name);
  const missing = known === undefined ? null : whyMissing(known);
  if (missing !== null) throw new LrFinderError("engine-missing", missing);
  let isUp: boolean;
  try {
    isUp = await tf.setBackend(name);
  } catch (cause) {
    throw new LrFinderError("engine-broken", messageOf(cause), { cause });
  }
  if (!isUp) {
    throw new LrFinderError("engine-broken", `the ${name} backend of TensorFlow.js does not start`);
  }
  await tf.ready();
  if (name === "wasm") {
    const { arithmeticOfWasm, registerKernels, unregisterKernels } = await import(
      "../trainer/tfjs/kernels/register.ts"
    );
    wasmArithmetic = arithmeticOfWasm;
    // Those that the page has registered itself stay.
    if (registerKernels(tf.core)) ours = unregisterKernels;
  }
  return tf.core.version_core;
}
