import type { TensorInfo } from "@tensorflow/tfjs-core";
import { core } from "./core.ts";
import { addressOf, divideWork, type Heap, makeFloats, shareOf } from "./heap.ts";
import type { TrainingKernel } from "./kernel.ts";

/** Bytes of a cache line: no two threads write to the same one. */
const LINE = 64;

/** Runs a loop over `bytes` bytes in parts: `body` gets where its part begins and how long it is. */
export function overBytes(
  heap: Heap,
  name: string,
  bytes: number,
  operands: number,
  body: (heap: Heap, from: number, bytes: number) => void,
): void {
  const lines = Math.ceil(bytes / LINE);
  const { parts, run } = divideWork(heap, { name, bytes: bytes * operands, most: lines });
  run((own, part) => {
    const [first, end] = shareOf(lines, part, parts);
    const [from, to] = [first * LINE, Math.min(bytes, end * LINE)];
    if (to > from) body(own, from, to - from);
  });
}

function unary(kernelName: string, loop: "relu" | "step"): TrainingKernel {
  return {
    kernelName,
    replaces: "stock",
    run({ x }, attrs, heap, stock) {
      // A step may have a slope below 0.
      if (x?.dtype !== "float32" || (attrs.alpha ?? 0) !== 0) return stock();
      const out = makeFloats(heap, x.shape);
      const [to, from] = [addressOf(heap, out), addressOf(heap, x)];
      const bytes = core.util.sizeFromShape(x.shape) * 4;
      overBytes(heap, loop, bytes, 2, (own, at, length) => {
        own.loops[loop](to + at, from + at, length);
      });
      return out;
    },
  };
}

/** y = max(x, 0) */
export const relu = unary("Relu", "relu");
/** y = 1 where x > 0, else 0: the gradient of {@link relu}. */
export const step = unary("Step", "step");

/** z = x y for tensors of one shape; others go to the stock kernel, which broadcasts. */
export const multiply: TrainingKernel = {
  kernelName: "Multiply",
  replaces: "stock",
  run: ({ a, b }, _attrs, heap, stock) => sameShape("multiply", a, b, heap) ?? stock(),
};

/** z = x + y for tensors of one shape, and where y is one row of x (a bias); others go to the stock kernel. */
export const add: TrainingKernel = {
  kernelName: "Add",
  replaces: "stock",
  run({ a, b }, _attrs, heap, stock) {
    return sameShape("add", a, b, heap) ?? withRow(a, b, heap) ?? stock();
  },
};

type Operand = Parameters<TrainingKernel["run"]>[0][string] | undefined;

function sameShape(loop: "add" | "multiply", a: Operand, b: Operand, heap: Heap) {
  if (a?.dtype !== "float32" || b?.dtype !== "float32") return undefined;
  if (!core.util.arraysEqual(a.shape, b.shape)) return undefined;
  const out = makeFloats(heap, a.shape);
  const [to, aAt, bAt] = [addressOf(heap, out), addressOf(heap, a), addressOf(heap, b)];
  const bytes = core.util.sizeFromShape(a.shape) * 4;
  overBytes(heap, loop, bytes, 3, (own, at, length) => {
    own.loops[loop](to + at, aAt + at, bAt + at, length);
  });
  return out;
}

function withRow(a: Operand, b: Operand, heap: Heap) {
  if (a?.dtype !== "float32" || b?.dtype !== "float32") return undefined;
  const columns = b.shape.at(-1);
  const size = core.util.sizeFromShape(a.shape);
  const isRow =
    columns === core.util.sizeFromShape(b.shape) &&
    columns === a.shape.at(-1) &&
    b.shape.length <= a.shape.length;
  if (!isRow || columns === undefined || size === 0) return undefined;
  const out = makeFloats(heap, a.shape);
  addRows(heap, out, a, b);
  return out;
}

/** out = x + y for a float tensor x, which may be out, and y one row of it. */
export function addRows(heap: Heap, out: TensorInfo, x: TensorInfo, y: TensorInfo): void {
  const size = core.util.sizeFromShape(x.shape);
  if (size === 0) return;
  const columns = core.util.sizeFromShape(y.shape);
  const [to, xAt, yAt] = [addressOf(heap, out), addressOf(heap, x), addressOf(heap, y)];
  const [rows, rowBytes] = [size / columns, columns * 4];
  const { parts, run } = divideWork(heap, { name: "addRow", bytes: size * 8, most: rows });
  run((own, part) => {
    const [first, end] = shareOf(rows, part, parts);
    const from = first * rowBytes;
    if (end > first) own.loops.addRow(to + from, xAt + from, yAt, rowBytes, end - first);
  });
}
