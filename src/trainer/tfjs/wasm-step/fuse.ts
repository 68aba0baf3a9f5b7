import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { overBytes } from "../kernels/elementwise.ts";
import { addressOf, type Heap, intsOf, makeFloats, withScratch } from "../kernels/heap.ts";
import type { Code, FunctionSource } from "../kernels/wasm/assemble.ts";
import { relu4, step4 } from "../kernels/wasm/elementwise.ts";
import {
  add,
  add4,
  advance,
  div4,
  FunctionBuilder,
  get,
  int,
  type Lanes,
  type Local,
  loadInt,
  loadSplat,
  magnitude4,
  mul4,
  negative4,
  overLanes,
  set,
  sqrt4,
  sub4,
} from "../kernels/wasm/instructions.ts";
import type { Operand, RecordedNode, Recording, Source } from "./record.ts";

type Operation = (a: Code, b: Code) => Code;

/** Kernels that work element by element, each result rounded once: fused or not, the bits are the same. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  Add: add4,
  Sub: sub4,
  Multiply: mul4,
  RealDiv: div4,
  Sqrt: sqrt4,
  Square: (x) => mul4(x, x),
  Neg: negative4,
  Abs: magnitude4,
  Relu: relu4,
  Step: step4,
  Identity: (x) => x,
  Cast: (x) => x,
};

/** Operands and results of one function at most; no optimizer needs more. */
const MOST_OPERANDS = 24;

/**
 * The same recording with runs of element-wise kernels of one shape as one kernel each, compiled for them:
 * an optimizer's update of a parameter goes through memory once, whatever its formula.
 */
export function fuse(recording: Recording, heap: Heap): Recording {
  const { nodes } = recording;
  const places = new Map<string, Source>();
  const placed = (source: Source): Source => places.get(keyOf(source)) ?? source;
  const fused: RecordedNode[] = [];
  for (let from = 0; from < nodes.length; ) {
    const to = endOfRun(nodes, from);
    const outputs = to - from > 1 ? usedAfter(recording, from, to) : [];
    const group = outputs.length > 0 ? groupOf(nodes, from, to, outputs) : undefined;
    if (group === undefined) {
      const own = nodes[from] as RecordedNode;
      for (const output of own.outputs.keys()) {
        const node = fused.length;
        places.set(keyOf({ kind: "node", node: from, output }), { kind: "node", node, output });
      }
      const operands = own.operands.map(
        ([name, operand]) => [name, { ...operand, source: placed(operand.source) }] as const,
      );
      fused.push({ ...own, operands });
      from++;
      continue;
    }
    const { shape } = group;
    const node = fused.length;
    outputs.forEach((index, output) => {
      places.set(keyOf({ kind: "node", node: index, output: 0 }), { kind: "node", node, output });
    });
    const scalars = group.externals.map(({ isScalar }) => isScalar);
    const key = `fused ${JSON.stringify([group.steps, group.results, scalars])}`;
    const place = heap.functionFor(key, () => sourceOf(group));
    fused.push({
      kernel: kernelOf(place, shape, outputs.length, heap),
      isList: true,
      operands: group.externals.map(({ operand }, at) => [
        String(at),
        { ...operand, source: placed(operand.source) },
      ]),
      attrs: undefined,
      outputs: outputs.map(() => shape),
    });
    from = to;
  }
  return {
    nodes: fused,
    values: recording.values,
    changes: recording.changes.map(({ index, source }) => ({ index, source: placed(source) })),
    loss: placed(recording.loss),
  };
}

const keyOf = (source: Source): string => JSON.stringify(source);

/** The end of the run of kernels that can be one with the kernel at `from`; `from + 1` where there are none. */
function endOfRun(nodes: readonly RecordedNode[], from: number): number {
  const shape = shapeOf(nodes[from] as RecordedNode);
  let to = from + 1;
  if (shape === undefined) return to;
  while (to < nodes.length && shapeOf(nodes[to] as RecordedNode) === shape) to++;
  return to;
}

/** The shape of an element-wise kernel's result; undefined for other kernels. */
function shapeOf({ kernel, operands, attrs, outputs, isList }: RecordedNode): string | undefined {
  const [shape] = outputs;
  const isKnown = Object.hasOwn(OPERATIONS, kernel.kernelName) && !isList;
  if (!isKnown || shape === undefined || sizeOf(shape) < 2) return undefined;
  if (kernel.kernelName === "Step" && (attrs?.alpha ?? 0) !== 0) return undefined;
  if (kernel.kernelName === "Cast" && attrs?.dtype !== "float32") return undefined;
  const fits = operands.every(
    ([, operand]) =>
      operand.dtype === "float32" &&
      (sizeOf(operand.shape) === 1 || String(operand.shape) === String(shape)),
  );
  return fits ? String(shape) : undefined;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Which of the kernels from `from` up to `to` give something that others need. */
function usedAfter({ nodes, changes, loss }: Recording, from: number, to: number): number[] {
  const operands = nodes.slice(to).flatMap((node) => node.operands.map(([, { source }]) => source));
  const used = new Set([...operands, ...changes.map(({ source }) => source), loss].map(keyOf));
  const indices = Array.from({ length: to - from }, (_, at) => from + at);
  return indices.filter((node) => used.has(keyOf({ kind: "node", node, output: 0 })));
}

/** An operand of a step: what an earlier step of the group gave, or something from outside. */
type Given = { readonly step: number } | { readonly external: number };

interface Group {
  readonly shape: readonly number[];
  readonly steps: readonly { readonly name: string; readonly given: readonly Given[] }[];
  readonly externals: readonly { readonly operand: Operand; readonly isScalar: boolean }[];
  /** Steps whose results are written. */
  readonly results: readonly number[];
}

function groupOf(
  nodes: readonly RecordedNode[],
  from: number,
  to: number,
  outputs: readonly number[],
): Group | undefined {
  const externals: { operand: Operand; isScalar: boolean }[] = [];
  const known = new Map<string, number>();
  const steps = nodes.slice(from, to).map(({ kernel, operands }) => ({
    name: kernel.kernelName,
    given: namesFirst(operands).map((operand): Given => {
      const { source } = operand;
      if (source.kind === "node" && source.node >= from) return { step: source.node - from };
      const key = keyOf(source);
      const external = known.get(key) ?? externals.length;
      if (external === externals.length) {
        known.set(key, external);
        externals.push({ operand, isScalar: sizeOf(operand.shape) === 1 });
      }
      return { external };
    }),
  }));
  if (externals.length + outputs.length > MOST_OPERANDS) return undefined;
  const shape = nodes[from]?.outputs[0] as readonly number[];
  return { shape, steps, externals, results: outputs.map((node) => node - from) };
}

/** Operands in their order: a before b, however the kernel's caller wrote them. */
function namesFirst(operands: RecordedNode["operands"]): Operand[] {
  return [...operands]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, operand]) => operand);
}

/** The loop of a group: at its argument stand its place in the table, then the addresses of operands and results. */
function sourceOf({ steps, externals, results }: Group): FunctionSource {
  const f = new FunctionBuilder();
  const [args, at, to] = f.params(3);
  const inputs = externals.map(() => f.local());
  const outputs = results.map(() => f.local());
  const loaded = externals.map(() => f.local("v128"));
  const made = steps.map(() => f.local("v128"));
  const isScalar = (index: number) => externals[index]?.isScalar === true;
  const place = (base: Local | undefined): Code => add(get(base as Local), get(at));
  const operandOf = (given: Given): Code =>
    get(("step" in given ? made[given.step] : loaded[given.external]) as Local);
  const block = (lanes: Lanes): Code => [
    ...loaded.flatMap((local, i) => (isScalar(i) ? [] : set(local, lanes.load(place(inputs[i]))))),
    ...steps.flatMap(({ name, given }, i) => {
      const [a, b] = given.map(operandOf);
      return set(made[i] as Local, (OPERATIONS[name] as Operation)(a as Code, b ?? []));
    }),
    ...results.flatMap((step, i) => lanes.store(place(outputs[i]), get(made[step] as Local))),
    ...advance(at, int(lanes.bytes)),
  ];
  return f.build(
    "run",
    [...inputs, ...outputs].flatMap((base, i) => set(base, loadInt(get(args), 4 * (i + 1)))),
    loaded.flatMap((local, i) =>
      isScalar(i) ? set(local, loadSplat(get(inputs[i] as Local))) : [],
    ),
    overLanes(at, get(to), block),
  );
}

/** As a kernel of TensorFlow.js, which takes and gives lists. */
function kernelOf(
  place: number,
  shape: readonly number[],
  results: number,
  heap: Heap,
): KernelConfig {
  const bytes = sizeOf(shape) * 4;
  return {
    kernelName: "ElementWise",
    backendName: "wasm",
    kernelFunc({ inputs }: { readonly inputs: object; readonly backend: unknown }) {
      const outputs = Array.from({ length: results }, () => makeFloats(heap, [...shape]));
      const addresses = [...(inputs as TensorInfo[]), ...outputs].map((info) =>
        addressOf(heap, info),
      );
      const numbers = [place, ...addresses];
      withScratch(heap, [numbers.length], (args) => {
        intsOf(heap).set(numbers, args / 4);
        overBytes(heap, `fused ${place}`, bytes, addresses.length, (own, from, length) => {
          own.loops.call(args, from, from + length);
        });
      });
      return outputs;
    },
  };
}
