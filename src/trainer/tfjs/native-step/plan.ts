import { maxOf } from "../../../core/stats.ts";
import type { LrTerm } from "../optimizers/rule-optimizer.ts";
import { follows, type Recorded, type Values } from "../train/repeated-step.ts";
import type { Binding, RecordedNode, Recording, Source } from "./record.ts";
import type { GraphNode, TensorType } from "./saved-model.ts";

/** What is fed into the graph at every step. */
export type Feed =
  | { readonly kind: "state"; readonly index: number }
  /** Index into the batch's inputs and targets, in this order. */
  | { readonly kind: "batch"; readonly index: number; readonly tensor: TensorType }
  /** A scalar that follows from the learning rate. */
  | { readonly kind: "lr"; readonly of: LrTerm };

/** A recorded step as a graph; names are `node:output`. */
export interface StepPlan {
  readonly nodes: readonly GraphNode[];
  readonly feeds: readonly { readonly name: string; readonly feed: Feed }[];
  readonly loss: string;
  /** Multiplications and additions of its largest op, about. */
  readonly largestWork: number;
  /** The state that the step changes. */
  readonly changes: readonly { readonly index: number; readonly name: string }[];
}

export type RecordedStep = Recorded<Recording>;

/** Ops whose type tfjs-node leaves to be inferred, which a graph does not do. */
const UNTYPED = new Set(["ExpandDims", "Squeeze"]);
/** Values that stay the same are written into the graph up to this size. */
const MOST_CONSTANT_BYTES = 1 << 20;

/**
 * Makes a graph of two recordings of the same step with different learning rates. Values that the
 * step itself made must be those of the batch, the same in both, or follow from the learning rate.
 *
 * @param terms how the learning rate may enter
 * @returns undefined when the recordings differ in anything else
 */
export function planStep(
  [first, second]: readonly [RecordedStep, RecordedStep],
  state: readonly TensorType[],
  terms: readonly LrTerm[],
  binding: Pick<Binding, "TF_ATTR_TYPE">,
): StepPlan | undefined {
  const [a, b] = [first.recording, second.recording];
  if (a.nodes.length !== b.nodes.length) return undefined;
  if (!equal([a.after, a.loss], [b.after, b.loss])) return undefined;
  const nodes: GraphNode[] = [];
  const feeds: { name: string; feed: Feed }[] = [];
  const feedTensor = (name: string, tensor: TensorType, feed: Feed) => {
    nodes.push({ kind: "placeholder", name, tensor });
    feeds.push({ name: `${name}:0`, feed });
  };
  const used = new Set(indicesOfState(a));
  state.forEach((tensor, index) => {
    if (used.has(index)) feedTensor(`state${index}`, tensor, { kind: "state", index });
  });
  for (const [i, node] of a.nodes.entries()) {
    const other = b.nodes[i] as RecordedNode;
    const name = `n${i}`;
    if (node.kind === "op") {
      if (!equal({ ...node }, { ...other })) return undefined;
      const attrs =
        UNTYPED.has(node.op) && node.attrs.every((attr) => attr.name !== "T")
          ? [...node.attrs, { name: "T", type: binding.TF_ATTR_TYPE, value: node.dtype }]
          : node.attrs;
      nodes.push({ kind: "op", name, op: node.op, inputs: node.inputs.map(nameOf), attrs });
      continue;
    }
    if (other.kind !== "values" || !equal(node.tensor, other.tensor)) return undefined;
    const { tensor } = node;
    const index = first.batch.indexOf(node.values);
    if (index !== second.batch.indexOf(other.values)) return undefined;
    const content = bytesOf(node.values);
    if (index >= 0) {
      feedTensor(name, tensor, { kind: "batch", index, tensor });
    } else if (content.length <= MOST_CONSTANT_BYTES && content.equals(bytesOf(other.values))) {
      nodes.push({ kind: "constant", name, tensor, content });
    } else {
      const of = terms.find(
        (term) => follows(term, first.lr, node.values) && follows(term, second.lr, other.values),
      );
      if (of === undefined) return undefined;
      feedTensor(name, tensor, { kind: "lr", of });
    }
  }
  const changes = a.after.flatMap((source, index) =>
    equal(source, { kind: "state", index }) ? [] : [{ index, source }],
  );
  // A tensor that only moves to another place would not be made by the graph.
  if (changes.some(({ source }) => source.kind === "state")) return undefined;
  return {
    nodes,
    feeds,
    loss: outputName(a.loss),
    largestWork: maxOf(a.nodes.map((node) => (node.kind === "op" ? node.work : 0))),
    changes: changes.map(({ index, source }) => ({ index, name: outputName(source) })),
  };
}

function indicesOfState({ nodes }: Recording): number[] {
  const sources = nodes.flatMap((node) => (node.kind === "op" ? node.inputs : []));
  return sources.flatMap((source) => (source.kind === "state" ? [source.index] : []));
}

function nameOf(source: Source): string {
  if (source.kind === "state") return `state${source.index}`;
  return source.output === 0 ? `n${source.node}` : `n${source.node}:${source.output}`;
}

function outputName(source: Source): string {
  return source.kind === "state" ? `state${source.index}:0` : `n${source.node}:${source.output}`;
}

function bytesOf({ buffer, byteOffset, byteLength }: Values): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Of plain values. */
function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
