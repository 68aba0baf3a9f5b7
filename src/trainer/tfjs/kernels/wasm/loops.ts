import { encodeModule } from "./assemble.ts";
import { copyRowsFunction, packPanelFunction } from "./copy.ts";
import { depthwiseFunction } from "./depthwise.ts";
import { poolGradFunction } from "./pool.ts";
import { sumRowsFunction } from "./sum.ts";
import { tilesFunction } from "./tiles.ts";

/**
 * The assembled inner loops. Every argument is an integer: a byte address in the shared memory, a
 * stride in bytes or a count, except the last of `averagePoolGrad` (a float). See each source file
 * for the meaning; argument names and order here are theirs.
 */
export interface Loops {
  tiles(
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
  sumRows(to: number, from: number, rowBytes: number, rows: number): void;
  maxPoolGrad(...args: PoolArguments<[x: number, y: number]>): void;
  averagePoolGrad(...args: PoolArguments<[scale: number]>): void;
  depthwiseFilter(...args: DepthwiseArguments): void;
  depthwiseInput(...args: DepthwiseArguments): void;
}

type PoolArguments<Rest extends number[]> = [
  dx: number,
  dy: number,
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

/**
 * Assembles the loops over a memory that somebody else owns. Compiles about 3 kB of code, which takes
 * about a millisecond.
 *
 * @throws WebAssembly.CompileError where there is no WebAssembly SIMD
 */
export function assembleLoops(memory: WebAssembly.Memory): Loops {
  const shared =
    typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  const fused = encodeLoops(shared, true);
  const bytes = WebAssembly.validate(fused) ? fused : encodeLoops(shared, false);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return instance.exports as WebAssembly.Exports & Loops;
}

function encodeLoops(shared: boolean, fused: boolean): Uint8Array<ArrayBuffer> {
  return encodeModule(
    [
      tilesFunction(fused),
      packPanelFunction(),
      copyRowsFunction(),
      sumRowsFunction(),
      poolGradFunction("max"),
      poolGradFunction("average"),
      depthwiseFunction("Filter"),
      depthwiseFunction("Input"),
    ],
    shared,
  );
}
