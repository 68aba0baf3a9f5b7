import type { EngineAbsence } from "../contract/trainer.ts";
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
  /** Why it is not there, or what it lacks, in English; null where there is nothing to say. */
  readonly note: string | null;
  /** The same as a code, for words of one's own; `one-thread` is of wasm without shared memory. */
  readonly code: EngineAbsence | "one-thread" | null;
}

/**
 * Which engines this page has. An engine is a backend of TensorFlow.js that the page has loaded
 * (`@tensorflow/tfjs` brings webgl and cpu; webgpu and wasm are packages of their own) and that the
 * browser can run. Nothing is started.
 */
export function engineSupport(): EngineSupport[] {
  return BROWSER_ENGINES.map((name) => {
    const absence = absenceOf(name);
    if (absence !== null) {
      return { name, isThere: false, note: ABSENT[absence](name), code: absence };
    }
    return name === "wasm" && isOneThread()
      ? { name, isThere: true, note: ONE_THREAD, code: "one-thread" }
      : { name, isThere: true, note: null, code: null };
  });
}

/** Why the page cannot start an engine; null where it may. */
function absenceOf(name: BrowserEngine): EngineAbsence | null {
  if (name === "webgpu" && !("gpu" in navigator)) {
    return globalThis.isSecureContext ? "no-webgpu" : "insecure-page";
  }
  // Undefined until somebody registers one, whatever the declared type says.
  const factory = tf.core.findBackendFactory(name) as unknown;
  return factory ? null : "not-loaded";
}

const ABSENT: Readonly<Record<EngineAbsence, (name: BrowserEngine) => string>> = {
  "no-webgpu": () => "this browser has no WebGPU",
  "insecure-page": () => "WebGPU needs a page from https or localhost",
  "not-loaded": (name) => `this page does not load @tensorflow/tfjs-backend-${name}`,
};

/** Whether wasm has no shared memory here. */
const isOneThread = () => !globalThis.crossOriginIsolated;

const ONE_THREAD =
  "wasm runs on one thread: this page has no shared memory (it is not served with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp)";

/** The kernels that are registered for a search, taken away after it. */
let ours: (() => void) | undefined;
/** How wasm computes, once its kernels are there. */
let wasmArithmetic: (() => Arithmetic | undefined) | undefined;

/** The engines of a page: its own backend first, because that is what it will train on. */
export const PAGE_ENGINES: EngineSet = {
  place: "page",
  names() {
    const own = tf.getBackend() as string | undefined;
    const there = BROWSER_ENGINES.filter((name) => absenceOf(name) === null);
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
    if (BROWSER_ENGINES.every((name) => absenceOf(name) !== null)) {
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
    const absent = before.flatMap((each) => {
      const reason = absenceOf(each);
      return reason === null ? [] : [{ name: each, reason }];
    });
    const oneThread = name === "wasm" && isOneThread();
    return {
      said: [
        ...absent.map((each) => `${each.name} is not there: ${ABSENT[each.reason](each.name)}`),
        ...(oneThread ? [ONE_THREAD] : []),
      ],
      absent,
      oneThread,
    };
  },
  slowAdvice: "load @tensorflow/tfjs-backend-webgl or -wasm in this page",
};

async function start(name: string): Promise<string> {
  const known = BROWSER_ENGINES.find((each) => each === name);
  const absence = known === undefined ? null : absenceOf(known);
  if (known !== undefined && absence !== null) {
    throw new LrFinderError("engine-missing", ABSENT[absence](known));
  }
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
