import { checkInteger } from "../../../../core/check.ts";
import { coresLeft } from "../../../../core/cores.ts";
import { type Environment, variable } from "../../../../core/environment.ts";
import { CONTROL } from "../wasm/threads.ts";

/** A thread that works until it is ended. */
export interface StartedWorker {
  /** Gives it one more function for its table: the export `run` of a module. */
  learn(module: WebAssembly.Module): void;
  end(): void;
}

/** What a worker gets: the loops, the memory to run them on, and where its orders are. */
export interface WorkerTask {
  readonly module: WebAssembly.Module;
  /** Those of the functions in its table so far. */
  readonly functions: readonly WebAssembly.Module[];
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly spins: number;
}

/**
 * A worker has no modules of its own: all it does is to run one function of the given module, which it leaves to
 * learn another one.
 */
const RUN = `
const { memory, control, spins } = task;
const functions = new WebAssembly.Table({ element: "anyfunc", initial: 0 });
const { work } = new WebAssembly.Instance(task.module, { env: { memory, functions } }).exports;
const learn = (module) => functions.grow(1, new WebAssembly.Instance(module, { env: { memory } }).exports.run);
const goOn = () => work(control, spins, functions.length);
task.functions.forEach(learn);
Atomics.add(new Int32Array(memory.buffer), (control + ${CONTROL.ready}) / 4, 1);
goOn();`;

const IN_NODE = `
const { workerData: task, parentPort } = process.getBuiltinModule("node:worker_threads");
${RUN}
parentPort.on("message", (module) => { learn(module); goOn(); });`;

const IN_BROWSER = `
onmessage = ({ data: task }) => {
  ${RUN}
  onmessage = ({ data: module }) => { learn(module); goOn(); };
};`;

/** What is used of Node.js' `node:worker_threads`: neither its types nor the DOM's are for what pages run too. */
interface WorkerThreads {
  readonly Worker: new (
    code: string,
    options: object,
  ) => {
    unref(): void;
    on(event: "error" | "exit", listener: () => void): void;
    postMessage(message: unknown): void;
    terminate(): unknown;
  };
}

/** What is used of the place that this runs in: Node.js or a browser, of which neither has all. */
interface Place {
  readonly process: {
    readonly env: Environment;
    getBuiltinModule?(name: string): unknown;
    /** Of a Node.js that runs with `--permission`. */
    readonly permission?: { has(scope: string): boolean };
  };
  readonly Worker: new (
    url: string,
  ) => {
    onerror: (() => void) | null;
    postMessage(message: unknown): void;
    terminate(): void;
  };
  readonly URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
  readonly Blob: new (parts: readonly string[], options: { readonly type: string }) => object;
  readonly navigator: { readonly hardwareConcurrency?: number };
}

function here<Name extends keyof Place>(name: Name): Place[Name] | undefined {
  return Reflect.get(globalThis, name);
}

/** Small: the worker's own heap holds nothing. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };

/**
 * Starts a worker of Node.js or of a browser, which does not keep the process alive.
 *
 * @param onEnd called when it ends, for whatever reason
 * @returns undefined where there are no workers, or none may be started
 */
export function startWorker(task: WorkerTask, onEnd: () => void): StartedWorker | undefined {
  try {
    const threads = workerThreads();
    return threads === undefined ? startInBrowser(task, onEnd) : startInNode(threads, task, onEnd);
  } catch {
    return undefined;
  }
}

/** False where Node.js forbids it by its permissions. */
export function mayStartWorkers(): boolean {
  return here("process")?.permission?.has("worker") ?? true;
}

function startInNode(
  { Worker }: WorkerThreads,
  task: WorkerTask,
  onEnd: () => void,
): StartedWorker {
  const worker = new Worker(IN_NODE, {
    eval: true,
    workerData: task,
    // Flags and preloaded modules of the host are not for it.
    execArgv: [],
    env: {},
    resourceLimits: LIMITS,
    name: "lr-finder wasm",
  });
  worker.unref();
  // Without a listener an error in it would end the process.
  worker.on("error", onEnd);
  worker.on("exit", onEnd);
  return {
    learn: (module) => worker.postMessage(module),
    end: () => void worker.terminate(),
  };
}

function startInBrowser(task: WorkerTask, onEnd: () => void): StartedWorker | undefined {
  const [Worker, URL, Blob] = [here("Worker"), here("URL"), here("Blob")];
  if (Worker === undefined || URL === undefined || Blob === undefined) return undefined;
  const url = URL.createObjectURL(new Blob([IN_BROWSER], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onerror = onEnd;
  worker.postMessage(task);
  URL.revokeObjectURL(url);
  return {
    learn: (module) => worker.postMessage(module),
    end() {
      worker.terminate();
      onEnd();
    },
  };
}

/** Node.js' own module; undefined in a browser, and in a Node.js before 20.16. */
function workerThreads(): WorkerThreads | undefined {
  return here("process")?.getBuiltinModule?.("node:worker_threads") as WorkerThreads | undefined;
}

/** More than this gain nothing: the parts of a usual step become too small. */
const MOST_THREADS = 8;

/**
 * Threads that may work at once: cores, or what a container leaves of them, at most 8; or as many as
 * LR_FINDER_THREADS says.
 *
 * @throws InputError where that variable is no whole number from 1 to 64
 */
export function threadLimit(): number {
  const given = variable(here("process")?.env ?? {}, "LR_FINDER_THREADS");
  if (given === undefined) return Math.min(availableThreads(), MOST_THREADS);
  const number = Number(given);
  return checkInteger("LR_FINDER_THREADS", Number.isNaN(number) ? given : number, 1, 64);
}

function availableThreads(): number {
  const process = here("process");
  const os = process?.getBuiltinModule?.("node:os") as
    | { availableParallelism(): number }
    | undefined;
  const fs = process?.getBuiltinModule?.("node:fs") as
    | { readFileSync(path: string, encoding: "utf8"): string }
    | undefined;
  if (os === undefined || fs === undefined) return here("navigator")?.hardwareConcurrency ?? 1;
  return coresLeft(os.availableParallelism(), fs.readFileSync);
}
