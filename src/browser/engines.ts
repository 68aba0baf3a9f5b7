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

/** Why the threads of wasm did not start, where it was started without them. */
let whyNoThreads: string | null = null;

/** The kernels that are registered for a search, taken away after it. */
let ours: (() => void) | undefined;
/** How wasm computes, once its kernels are there. */
let wasmArithmetic: (() => Arithmetic | undefined) | undefined;

/**
 * The engines of a page: its own backend first, because that is what it will train on.
 *
 * @param signal gives up an engine that is starting
 */
export function pageEngines(signal: AbortSignal | undefined): EngineSet {
  return { ...PAGE_ENGINES, start: (name) => start(name, signal), ensure: () => ensure(signal) };
}

const PAGE_ENGINES: Omit<EngineSet, "start" | "ensure"> = {
  place: "page",
  names() {
    const own = tf.getBackend() as string | undefined;
    const there = BROWSER_ENGINES.filter((name) => absenceOf(name) === null);
    return own ? [own, ...there.filter((name) => name !== own)] : there;
  },
  known: BROWSER_ENGINES,
  backendOf: (name) => name,
  readsLate: (backend) => backend === "webgpu",
  leave(name) {
    if (name !== "wasm") return;
    ours?.();
    ours = undefined;
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
    const noThreads = name === "wasm" ? whyNoThreads : null;
    return {
      said: [
        ...absent.map((each) => `${each.name} is not there: ${ABSENT[each.reason](each.name)}`),
        ...(oneThread ? [ONE_THREAD] : []),
        ...(noThreads === null ? [] : [`wasm was started without its threads: ${noThreads}`]),
      ],
      absent,
      oneThread,
      noThreads,
    };
  },
  slowAdvice: "load @tensorflow/tfjs-backend-webgl or -wasm in this page",
};

/** Makes sure that there is some engine: what the page has set, else the first that starts. */
async function ensure(signal: AbortSignal | undefined): Promise<void> {
  if (isUp(tf.getBackend())) return;
  const there = PAGE_ENGINES.names();
  if (there.length === 0) {
    throw new InputError(
      "engine-missing",
      "TensorFlow.js has no backend in this page: import @tensorflow/tfjs, or one of @tensorflow/tfjs-backend-webgl, -webgpu, -wasm and -cpu",
    );
  }
  const failures: string[] = [];
  for (const name of there) {
    try {
      await startBackend(name, signal);
      return;
    } catch (cause) {
      if (isCancelled(cause)) throw cause;
      failures.push(`${name}: ${messageOf(cause)}`);
    }
  }
  throw new InputError(
    "engine-unusable",
    `no backend of TensorFlow.js starts in this page (${failures.join("; ")})`,
  );
}

async function start(name: string, signal: AbortSignal | undefined): Promise<string> {
  const known = BROWSER_ENGINES.find((each) => each === name);
  const absence = known === undefined ? null : absenceOf(known);
  if (known !== undefined && absence !== null) {
    throw new LrFinderError("engine-missing", ABSENT[absence](known));
  }
  await startBackend(name, signal);
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

function isUp(name: string | undefined): boolean {
  return name !== undefined && name in tf.engine().registry;
}

const THREADS_FLAG = "WASM_HAS_MULTITHREAD_SUPPORT";

/**
 * Makes a backend the current one. Where wasm does not start with its threads, it is started without: they
 * are made from the source of a function, which is another one after most minifiers, and from a `blob:`,
 * which a page's Content-Security-Policy may forbid; TensorFlow.js then waits for them for ever.
 */
async function startBackend(name: string, signal: AbortSignal | undefined): Promise<void> {
  const mayHaveThreads = name === "wasm" && !isUp(name) && !isOneThread();
  try {
    await startWithin(name, signal, mayHaveThreads);
    return;
  } catch (cause) {
    if (!mayHaveThreads || isCancelled(cause)) throw cause;
    whyNoThreads = messageOf(cause);
  }
  tf.env().set(THREADS_FLAG, false);
  await startWithin(name, signal, false);
}

const NO_BLOBS = "the page's Content-Security-Policy forbids workers from `blob:`";

/** Engines that have not started after this many seconds are given up. */
const START_SECONDS = 20;

/**
 * @param hasWorkers of its own, which may fail
 * @throws LrFinderError `engine-broken`, or `cancelled` by the signal
 */
async function startWithin(
  name: string,
  signal: AbortSignal | undefined,
  hasWorkers: boolean,
): Promise<void> {
  const broken = (why: string, cause?: unknown) =>
    new LrFinderError("engine-broken", why, { cause });
  const end = new AbortController();
  const given = new Promise<never>((_, reject) => {
    const cancel = () => reject(cancelled(signal));
    if (signal?.aborted) cancel();
    signal?.addEventListener("abort", cancel, { signal: end.signal });
    const late = () => reject(broken(`it did not start within ${START_SECONDS} s`));
    const timer = setTimeout(late, START_SECONDS * 1000);
    end.signal.addEventListener("abort", () => clearTimeout(timer));
    // What fails in a worker of the backend comes to nobody else.
    const fail = ({ message }: ErrorEvent) => reject(broken(`its workers fail: ${message}`));
    if (hasWorkers) {
      globalThis.addEventListener("error", fail, { signal: end.signal });
      const forbid = ({ blockedURI }: SecurityPolicyViolationEvent) => {
        if (blockedURI.startsWith("blob")) reject(broken(NO_BLOBS));
      };
      globalThis.addEventListener("securitypolicyviolation", forbid, { signal: end.signal });
    }
  });
  try {
    await Promise.race([given, backendUp(name, broken)]);
  } catch (cause) {
    giveUpStart(name);
    throw cause;
  } finally {
    end.abort();
  }
}

async function backendUp(
  name: string,
  broken: (why: string, cause?: unknown) => LrFinderError,
): Promise<void> {
  let success: boolean;
  try {
    success = await tf.setBackend(name);
  } catch (cause) {
    throw broken(messageOf(cause), cause);
  }
  if (!success) throw broken(`the ${name} backend of TensorFlow.js does not start`);
  await tf.ready();
}

/**
 * Lets TensorFlow.js forget a backend that is starting: it would wait for it with whatever comes next, and
 * make it the current one whenever it comes up.
 */
function giveUpStart(name: string): void {
  const known = tf.engine().registryFactory[name];
  if (known === undefined || isUp(name) || tf.getBackend() !== name) return;
  tf.core.removeBackend(name);
  tf.core.registerBackend(name, known.factory, known.priority);
}

function cancelled(signal: AbortSignal | undefined): LrFinderError {
  return new LrFinderError("cancelled", "cancelled while an engine was starting", {
    cause: signal?.reason,
  });
}

function isCancelled(thrown: unknown): boolean {
  return thrown instanceof LrFinderError && thrown.code === "cancelled";
}
