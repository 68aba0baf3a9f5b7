import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { OneThreadReason } from "../../../contract/trainer.ts";
import { LrFinderError } from "../../../core/errors.ts";
import { type Job, Pool } from "./threads/pool.ts";
import { threadLimit } from "./threads/workers.ts";
import { encodeModule, type FunctionSource } from "./wasm/assemble.ts";
import { type Assembled, assembleLoops, isShared, type Loops } from "./wasm/loops.ts";

/** What the kernels need of an initialised backend, found once for each backend. */
export interface Heap {
  readonly backend: BackendWasm;
  readonly loops: Loops;
  readonly memory: WebAssembly.Memory;
  /** The number of a function that is compiled for the heap, in the table that `loops.call` reads. */
  readonly functionFor: (key: string, source: () => FunctionSource) => number;
  /** Other threads on the same memory; undefined where it cannot be shared. */
  readonly pool: Pool | undefined;
  /** Why there is only one thread, where there is: the end of "one thread: …". */
  readonly alone: () => OneThreadReason;
  /** See `Assembled`. */
  readonly fused: boolean;
}

/** The parts of the Emscripten module that the backend itself relies on; its types leave them out. */
interface EmscriptenModule {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

const heaps = new WeakMap<object, Heap | LrFinderError>();

/**
 * The assembled loops over the memory of a backend, or why there are none: a `wasm-memory` error when
 * the backend's module does not show its memory or this machine has no WebAssembly SIMD.
 */
export function heapOf(backend: BackendWasm): Heap | LrFinderError {
  let heap = heaps.get(backend);
  if (heap === undefined) {
    heap = makeHeap(backend);
    heaps.set(backend, heap);
  }
  return heap;
}

function makeHeap(backend: BackendWasm): Heap | LrFinderError {
  const memory = findMemory(moduleOf(backend));
  if (memory === undefined) {
    return new LrFinderError(
      "wasm-memory",
      "the wasm backend does not show its memory, so the training kernels cannot work on it; use @tensorflow/tfjs-backend-wasm 4.22 or another engine",
    );
  }
  const threads = threadLimit();
  try {
    const assembled = assembleLoops(memory);
    const { loops, sharing, fused } = assembled;
    const wasm = moduleOf(backend);
    const pool =
      sharing === undefined || threads < 2
        ? undefined
        : new Pool({
            memory,
            assembled,
            take: sharing.take,
            allocate: (bytes) => wasm._malloc(bytes) >>> 0,
            free: (address) => wasm._free(address),
            threads,
          });
    const alone = (): OneThreadReason =>
      threads < 2
        ? "the machine, or LR_FINDER_THREADS, gives no more"
        : (pool?.lost ?? "the memory of the wasm backend is not shared");
    const functionFor = functionsOf(assembled, memory, pool);
    return { backend, loops, memory, functionFor, pool, alone, fused };
  } catch (cause) {
    return new LrFinderError(
      "wasm-memory",
      "the training kernels need WebAssembly SIMD, which this machine does not have; use another engine",
      { cause },
    );
  }
}

/** See `Heap.functionFor`: each is compiled once, for all threads. */
function functionsOf(
  { functions }: Assembled,
  memory: WebAssembly.Memory,
  pool: Pool | undefined,
): Heap["functionFor"] {
  const known = new Map<string, number>();
  return (key, source) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const bytes = encodeModule([{ ...source(), name: "run" }], isShared(memory));
    const module = new WebAssembly.Module(bytes);
    const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    const place = functions.grow(1, run);
    pool?.learn(module);
    known.set(key, place);
    return place;
  };
}

function moduleOf(backend: BackendWasm): EmscriptenModule {
  return backend.wasm as BackendWasm["wasm"] & EmscriptenModule;
}

/**
 * Looks for the memory object behind the module's heap by what it is, not by its name, among the
 * module's own values and those of its export table.
 */
function findMemory(module: EmscriptenModule): WebAssembly.Memory | undefined {
  const values = Object.values(module);
  // Not the heap's own views: listing their elements would take seconds and gigabytes.
  const nested = values.filter(
    (value) => typeof value === "object" && value !== null && !ArrayBuffer.isView(value),
  );
  return [...values, ...nested.flatMap((value) => Object.values(value as object))].find(
    (value): value is WebAssembly.Memory =>
      value instanceof WebAssembly.Memory && value.buffer === module.HEAPU8.buffer,
  );
}

/** The byte address of a tensor's values. */
export function addressOf(heap: Heap, tensor: TensorInfo): number {
  return heap.backend.getMemoryOffset(tensor.dataId);
}

/** A new float tensor; its values are whatever was there before. */
export function makeFloats(heap: Heap, shape: number[]): TensorInfo {
  return heap.backend.makeOutput(shape, "float32");
}

/** Sets `count` floats from `address` on to 0. */
export function zeroFloats(heap: Heap, address: number, count: number): void {
  heap.loops.zero(address, count * 4);
}

/** Microseconds of work below which other threads are not asked: waking them takes as long. */
const LEAST_WORK = 40;
/** Multiply-adds, and bytes read or written, in a microsecond of one thread: an order of magnitude. */
const PRODUCTS = 15_000;
const BYTES = 8_000;

/** What a kernel does, for the decision whether it is done by several threads. */
interface Work {
  /** Of the kernel. */
  readonly name: string;
  readonly products?: number;
  readonly bytes?: number;
  /** Parts that it can be divided into. */
  readonly most: number;
}

/** Work in parts that do not depend on each other; see {@link Job}. */
interface HeapJob {
  readonly parts: number;
  run(body: (heap: Heap, part: number) => void): void;
}

/** Divides work between the threads where that gains something; the numbers are the same either way. */
export function divideWork(heap: Heap, { name, products = 0, bytes = 0, most }: Work): HeapJob {
  const { pool } = heap;
  const isLarge = products / PRODUCTS + bytes / BYTES >= LEAST_WORK;
  if (pool === undefined || most < 2 || !isLarge) {
    return { parts: 1, run: (body) => body(heap, 0) };
  }
  const job: Job = pool.plan(`${name} ${products} ${bytes} ${most}`, most);
  return {
    parts: job.parts,
    run: (body) => job.run((loops, part) => body({ ...heap, loops }, part)),
  };
}

/** The share of `count` things that a part of several gets: the first of them and the one after the last. */
export function shareOf(count: number, part: number, parts: number): readonly [number, number] {
  return [Math.floor((count * part) / parts), Math.floor((count * (part + 1)) / parts)];
}

/**
 * Runs `body` with a piece of scratch memory for each of `sizes` (in floats), all freed afterwards,
 * also when it throws.
 */
export function withScratch<T>(
  heap: Heap,
  sizes: readonly number[],
  body: (...addresses: number[]) => T,
): T {
  const wasm = moduleOf(heap.backend);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const base = wasm._malloc(total * 4) >>> 0;
  if (base === 0 && total > 0) {
    throw new LrFinderError(
      "wasm-memory",
      `the wasm backend has no ${total * 4} bytes of memory left; use smaller batches or another engine`,
      { data: { bytes: total * 4 } },
    );
  }
  let next = base;
  try {
    return body(
      ...sizes.map((size) => {
        const address = next;
        next += size * 4;
        return address;
      }),
    );
  } finally {
    wasm._free(base);
  }
}

/** All of the heap as floats, indexed by address / 4. Valid until the next allocation. */
export function floatsOf(heap: Heap): Float32Array {
  return new Float32Array(moduleOf(heap.backend).HEAPU8.buffer);
}

/** The same as integers. */
export function intsOf(heap: Heap): Int32Array {
  return new Int32Array(moduleOf(heap.backend).HEAPU8.buffer);
}
