import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { LrFinderError } from "../../../core/errors.ts";
import type { HostBatch, HostTensor } from "../data/host.ts";
import { heapOf } from "../kernels/heap.ts";
import * as tf from "../lib/core.ts";
import type { LrTerm } from "../optimizers/rule-optimizer.ts";
import {
  follows,
  partsOf,
  type Recorded,
  type StepReplay,
  type Values,
} from "../train/repeated-step.ts";
import { fuse } from "./fuse.ts";
import type { RecordedValues, Recording, Source } from "./record.ts";

type RecordedStep = Recorded<Recording>;

/** What values become in a later step. */
type Feed =
  /** Index into the batch's inputs and targets, in this order. */
  | { readonly kind: "batch"; readonly index: number }
  | { readonly kind: "lr"; readonly of: LrTerm }
  | { readonly kind: "constant" };

/**
 * Makes a replay of two recordings of the same step with different learning rates. Values that the step
 * itself made must be those of the batch, the same in both, or follow from the learning rate.
 *
 * @returns undefined when the recordings differ in anything else
 */
export function openReplay(
  [first, second]: readonly [RecordedStep, RecordedStep],
  backend: BackendWasm,
  state: () => readonly tf.Tensor[],
  optimizer: tf.Optimizer,
  terms: readonly LrTerm[],
): StepReplay | undefined {
  const { recording } = second;
  if (digest(first.recording) !== digest(recording)) return undefined;
  if (first.recording.nodes.some(({ kernel }, at) => kernel !== recording.nodes[at]?.kernel)) {
    return undefined;
  }
  const feeds: Feed[] = [];
  for (const [at, own] of recording.values.entries()) {
    const feed = feedOf(first, second, first.recording.values[at] as RecordedValues, own, terms);
    if (feed === undefined) return undefined;
    feeds.push(feed);
  }
  const isState = ({ kind }: Source) => kind === "state";
  // A tensor that only moves to another place would not be made here.
  if (recording.changes.some(({ source }) => isState(source)) || isState(recording.loss)) {
    return undefined;
  }
  const heap = heapOf(backend);
  const fused = heap instanceof LrFinderError ? recording : fuse(recording, heap);
  return replayOf(fused, feeds, backend, state, optimizer);
}

/** All of a recording but the values and the kernels themselves. */
function digest({ nodes, values, changes, loss }: Recording): string {
  const ops = nodes.map(({ kernel, ...rest }) => ({ ...rest, name: kernel.kernelName }));
  const shapes = values.map(({ shape, dtype }) => ({ shape, dtype }));
  return JSON.stringify({ ops, shapes, changes, loss });
}

function feedOf(
  first: RecordedStep,
  second: RecordedStep,
  a: RecordedValues,
  b: RecordedValues,
  terms: readonly LrTerm[],
): Feed | undefined {
  const index = first.batch.indexOf(a.values);
  if (index !== second.batch.indexOf(b.values)) return undefined;
  if (index >= 0) return { kind: "batch", index };
  if (bytesOf(a.values).equals(bytesOf(b.values))) return { kind: "constant" };
  const of = terms.find(
    (term) => follows(term, first.lr, a.values) && follows(term, second.lr, b.values),
  );
  return of && { kind: "lr", of };
}

/** A kernel with operands whose data are put in before each run. */
interface Prepared {
  readonly run: (params: { inputs: never; attrs: never; backend: BackendWasm }) => unknown;
  readonly inputs: Record<string, TensorInfo> | TensorInfo[];
  readonly operands: readonly { readonly info: TensorInfo; readonly source: Source }[];
  readonly attrs: unknown;
  /** What nobody uses after it. */
  readonly done: readonly Source[];
}

function replayOf(
  recording: Recording,
  feeds: readonly Feed[],
  backend: BackendWasm,
  state: () => readonly tf.Tensor[],
  optimizer: tf.Optimizer,
): StepReplay {
  const counter = optimizer as tf.Optimizer & { incrementIterations(): void; learningRate: number };
  const { changes, loss, values } = recording;
  const nodes = prepare(recording, feeds);
  const stateSize = state().length;
  // Constants stay with the backend from step to step.
  const valueIds: object[] = values.map((given, at) =>
    feeds[at]?.kind === "constant"
      ? backend.write(given.values, [...given.shape], given.dtype)
      : {},
  );
  const unused = unusedValues(recording).filter((at) => feeds[at]?.kind !== "constant");
  const outputIds: object[][] = recording.nodes.map(() => []);

  return {
    fits(batch) {
      const parts = partsOf(batch);
      if (state().length !== stateSize) return false;
      return feeds.every((feed, at) => {
        if (feed.kind !== "batch") return true;
        return String(parts[feed.index]?.shape) === String(values[at]?.shape);
      });
    },
    run(batch) {
      const tensors = state();
      const value = execute(batch, tensors);
      tf.tidy(() => {
        for (const { index, source } of changes) {
          const variable = tensors[index] as tf.Variable;
          variable.assign(tensorOf(source, variable));
        }
      });
      counter.incrementIterations();
      return value;
    },
    compare(batch, plain) {
      return tf.tidy(() => {
        const tensors = state();
        const own = execute(batch, tensors);
        const made = changes.map(({ index, source }) =>
          tensorOf(source, tensors[index] as tf.Tensor),
        );
        const value = plain();
        const now = state();
        const same = changes.every(({ index }, at) => {
          const [a, b] = [made[at] as tf.Tensor, now[index] as tf.Tensor];
          return bytesOf(a.dataSync()).equals(bytesOf(b.dataSync()));
        });
        return { loss: value, verdict: same && Object.is(own, value) ? "same" : "different" };
      });
    },
    close() {
      for (const [at, feed] of feeds.entries()) {
        if (feed.kind === "constant") backend.disposeData(valueIds[at] as object);
      }
    },
  };

  /** Runs the kernels; what the state changes to is left with the backend. */
  function execute(batch: HostBatch, tensors: readonly tf.Tensor[]): number {
    const parts = partsOf(batch);
    feeds.forEach((feed, at) => {
      const { shape, dtype } = values[at] as RecordedValues;
      if (feed.kind === "constant") return;
      const given =
        feed.kind === "batch"
          ? ((parts[feed.index] as HostTensor).values as Values)
          : Float32Array.of(feed.of(counter.learningRate));
      valueIds[at] = backend.write(given, [...shape], dtype);
    });
    for (const [node, { run, inputs, operands, attrs, done }] of nodes.entries()) {
      for (const { info, source } of operands) info.dataId = idOf(source, tensors);
      const out = run({ inputs: inputs as never, attrs: attrs as never, backend });
      const ids = outputIds[node] as object[];
      if (Array.isArray(out)) {
        for (const [output, info] of (out as TensorInfo[]).entries()) ids[output] = info.dataId;
      } else ids[0] = (out as TensorInfo).dataId;
      for (const source of done) backend.disposeData(idOf(source, tensors));
    }
    const lossId = idOf(loss, tensors);
    const value = backend.readSync(lossId)[0] as number;
    backend.disposeData(lossId);
    for (const at of unused) backend.disposeData(valueIds[at] as object);
    return value;
  }

  function idOf(source: Source, tensors: readonly tf.Tensor[]): object {
    switch (source.kind) {
      case "state":
        return (tensors[source.index] as tf.Tensor).dataId;
      case "values":
        return valueIds[source.index] as object;
      case "node":
        return outputIds[source.node]?.[source.output] as object;
    }
  }

  /** As a tensor of TensorFlow.js, which owns it from then on. */
  function tensorOf(source: Source, { shape, dtype }: tf.Tensor): tf.Tensor {
    const dataId = idOf(source, []);
    return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }, backend);
  }
}

function prepare({ nodes, changes, loss }: Recording, feeds: readonly Feed[]): Prepared[] {
  const keyOf = (source: Source) => JSON.stringify(source);
  const kept = new Set([...changes.map(({ source }) => source), loss].map(keyOf));
  const isOurs = (source: Source) =>
    source.kind === "node" ||
    (source.kind === "values" && feeds[source.index]?.kind !== "constant");
  // What has a use after this one, from the last node on.
  const later = new Set<string>();
  const done: Source[][] = [];
  for (let node = nodes.length - 1; node >= 0; node--) {
    const { operands, outputs } = nodes[node] as Recording["nodes"][number];
    const made = outputs.map((_, output): Source => ({ kind: "node", node, output }));
    const touched = [...operands.map(([, { source }]) => source), ...made];
    done[node] = touched.filter((source) => {
      const key = keyOf(source);
      if (!isOurs(source) || later.has(key)) return false;
      later.add(key);
      return !kept.has(key);
    });
  }
  return nodes.map(({ kernel, isList, operands, attrs }, node) => {
    const infos = operands.map(([name, { source, shape, dtype }]) => {
      const info: TensorInfo = { dataId: {}, shape, dtype };
      return { name, info, source };
    });
    return {
      run: kernel.kernelFunc as Prepared["run"],
      inputs: isList
        ? infos.map(({ info }) => info)
        : Object.fromEntries(infos.map(({ name, info }) => [name, info])),
      operands: infos,
      attrs,
      done: done[node] as Source[],
    };
  });
}

/** Indices of values that are handed to the backend and to nothing else. */
function unusedValues({ nodes, values, changes, loss }: Recording): number[] {
  const operands = nodes.flatMap((node) => node.operands.map(([, { source }]) => source));
  const sources = [...operands, ...changes.map(({ source }) => source), loss];
  const used = new Set(sources.flatMap((from) => (from.kind === "values" ? [from.index] : [])));
  return [...values.keys()].filter((at) => !used.has(at));
}

function bytesOf({ buffer, byteOffset, byteLength }: Values): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
