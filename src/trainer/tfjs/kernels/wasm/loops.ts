import { encodeModule, type FunctionSource } from "./assemble.ts";
import { copyRowsFunction, packPanelFunction } from "./copy.ts";
import { depthwiseForwardFunction, depthwiseFunction } from "./depthwise.ts";
import {
  addFunction,
  addRowFunction,
  multiplyFunction,
  reluFunction,
  stepFunction,
  zeroFunction,
} from "./elementwise.ts";
import { FunctionBuilder, fusedMultiplyAdd4, int, load4, store4 } from "./instructions.ts";
import { packColumnsFunction, panelsFunction } from "./panels.ts";
import { poolFunction, poolGradFunction } from "./pool.ts";
import { sumRowsFunction } from "./sum.ts";
import { callFunction, runPartFunction, takeFunction, workFunction } from "./threads.ts";
import { tilesFunction } from "./tiles.ts";

/**
 * The assembled inner loops. Every argument is an integer: a byte address in the shared memory, a
 * stride in bytes or a count, except the last of `averagePoolGrad` (a float). See each source file
 * for the meaning; argument names and order here are theirs.
 */
export interface Loops {
  tiles4(...args: TileArguments): void;
  tiles6(...args: TileArguments): void;
  /** See `panelsFunction`. */
  panels(
    a: number,
    aRow: number,
    aStep: number,
    aJump: number,
    packed: number,
    wide: number,
    wideRow: number,
    narrow: number,
    narrowRow: number,
    rows: number,
    k1: number,
    k2: number,
    columns: number,
    block: number,
    fresh: number,
  ): void;
  packColumns(
    to: number,
    panelBytes: number,
    from: number,
    row: number,
    column: number,
    depth: number,
    columns: number,
  ): void;
  packPanel(
    to: number,
    from: number,
    depthStride: number,
    columnStride: number,
    depth: number,
    columns: number,
  ): void;
  copyRows(
    to: number,
    toRow: number,
    from: number,
    fromRow: number,
    bytes: number,
    rows: number,
  ): void;
  zero(to: number, bytes: number): void;
  add(to: number, a: number, b: number, bytes: number): void;
  multiply(to: number, a: number, b: number, bytes: number): void;
  addRow(to: number, a: number, b: number, rowBytes: number, rows: number): void;
  relu(to: number, from: number, bytes: number): void;
  step(to: number, from: number, bytes: number): void;
  sumRows(to: number, from: number, rowBytes: number, rows: number): void;
  maxPool(...args: PoolArguments<[]>): void;
  averagePool(...args: PoolArguments<[]>): void;
  maxPoolGrad(...args: PoolArguments<[x: number, y: number]>): void;
  /** As `maxPoolGrad`, but the last of several largest inputs counts. */
  lastMaxPoolGrad(...args: PoolArguments<[x: number, y: number]>): void;
  averagePoolGrad(...args: PoolArguments<[scale: number]>): void;
  depthwise(
    y: number,
    channelBytes: number,
    x: number,
    xRow: number,
    xStep: number,
    tapRow: number,
    tapStep: number,
    w: number,
    outHeight: number,
    outWidth: number,
    filterHeight: number,
    filterWidth: number,
  ): void;
  depthwiseFilter(...args: DepthwiseArguments): void;
  depthwiseInput(...args: DepthwiseArguments): void;
  /** A function of the table, see `callFunction`. */
  call(args: number, from: number, to: number): void;
}

type TileArguments = [
  a: number,
  aRow: number,
  aStep: number,
  aJump: number,
  panel: number,
  c: number,
  cRow: number,
  rows: number,
  k1: number,
  k2: number,
  fresh: number,
];

/** `to` and `from` are y and x, in gradients dx and dy. */
type PoolArguments<Rest extends number[]> = [
  to: number,
  from: number,
  channelBytes: number,
  inHeight: number,
  inWidth: number,
  outHeight: number,
  outWidth: number,
  windowHeight: number,
  windowWidth: number,
  strideHeight: number,
  strideWidth: number,
  padTop: number,
  padLeft: number,
  ...rest: Rest,
];

type DepthwiseArguments = [
  w: number,
  channelBytes: number,
  x: number,
  xRow: number,
  xStep: number,
  dy: number,
  dyRow: number,
  dyStep: number,
  outHeight: number,
  outWidth: number,
];

/** The loops, and what other threads need to have them too. */
export interface Assembled {
  readonly loops: Loops;
  /** Functions that share the work between threads; only where the memory is shared. */
  readonly sharing: { readonly take: (control: number, known: number) => void } | undefined;
  readonly module: WebAssembly.Module;
  /** Functions that are compiled later; see `Loops.call`. */
  readonly functions: WebAssembly.Table;
  /** The loops in the order in which a tape names them, with the kinds of their arguments. */
  readonly signatures: readonly Pick<FunctionSource, "name" | "params">[];
  /** Whether a product and its sum are rounded once, so that the last bits are those of such machines. */
  readonly fused: boolean;
}

/**
 * Assembles the loops over a memory that somebody else owns. Compiles about 8 kB of code, which takes
 * a few milliseconds.
 *
 * @param relaxed whether to use relaxed SIMD instructions; default: where the machine has them
 * @param tall whether a fused tile has 6 rows, else 4 (the numbers are the same); default: as suits the compiler
 * @throws WebAssembly.CompileError where there is no WebAssembly SIMD
 */
export function assembleLoops(
  memory: WebAssembly.Memory,
  relaxed = hasRelaxedSimd(),
  tall = keepsSums(),
): Assembled {
  const shared = isShared(memory);
  const signatures = loopsOf(relaxed, relaxed && tall);
  const module = new WebAssembly.Module(encodeLoops(signatures, shared));
  const functions = new WebAssembly.Table({ element: "anyfunc", initial: 0 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory, functions } });
  const loops = exports as WebAssembly.Exports & Loops;
  const sharing = shared
    ? (exports as WebAssembly.Exports & NonNullable<Assembled["sharing"]>)
    : undefined;
  return { loops, sharing, module, functions, signatures, fused: relaxed && fuses() };
}

/** Whether threads share a memory. */
export function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}

/** Whether this machine knows relaxed SIMD instructions (core 3.0; V8 11.4 and later). */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(encodeModule([probeFunction()], false));
}

/**
 * Whether the compiler keeps the sums of a tile of 6 rows where they are. V8 12 (Node.js 22) copies them from
 * register to register with every fused multiply-add, which makes 4 rows a third faster there. What it can
 * do is not to be seen from its code, so this asks for something that came at about that time (V8 13.5).
 */
function keepsSums(): boolean {
  return "f16round" in Math;
}

/** A relaxed multiply-add may round once or twice: where the processor has no other, twice. */
function fuses(): boolean {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const floats = new Float32Array(memory.buffer);
  const module = new WebAssembly.Module(encodeModule([probeFunction()], false));
  const { probe } = new WebAssembly.Instance(module, { env: { memory } }).exports as {
    probe: () => void;
  };
  // (1 + e)(1 - e) - 1 = -e^2, which the rounded product 1 hides.
  floats.set([1 + 2 ** -20], 0);
  floats.set([1 - 2 ** -20], 4);
  floats.set([-1], 8);
  probe();
  return floats[0] !== 0;
}

function probeFunction(): FunctionSource {
  const f = new FunctionBuilder();
  const sum = fusedMultiplyAdd4(load4(int(0)), load4(int(16)), load4(int(32)));
  return f.build("probe", store4(int(0), sum));
}

function loopsOf(fused: boolean, tall: boolean): readonly FunctionSource[] {
  const inner = innerLoops(fused, tall);
  return [...inner, callFunction(inner.length)];
}

const innerLoops = (fused: boolean, tall: boolean): readonly FunctionSource[] => [
  tilesFunction(fused, 4),
  tilesFunction(fused, 6),
  panelsFunction(0, tall ? 1 : undefined),
  packPanelFunction(),
  packColumnsFunction(3),
  copyRowsFunction(),
  zeroFunction(),
  addFunction(),
  multiplyFunction(),
  addRowFunction(),
  reluFunction(),
  stepFunction(),
  sumRowsFunction(),
  poolFunction("max"),
  poolFunction("average"),
  poolGradFunction("max"),
  poolGradFunction("lastMax"),
  poolGradFunction("average"),
  depthwiseForwardFunction(fused),
  depthwiseFunction("Filter"),
  depthwiseFunction("Input"),
];

function encodeLoops(
  functions: readonly FunctionSource[],
  shared: boolean,
): Uint8Array<ArrayBuffer> {
  const { length } = functions;
  const sharing = shared
    ? [runPartFunction(functions), takeFunction(length), workFunction(length + 1)]
    : [];
  return encodeModule([...functions, ...sharing], shared, true);
}
