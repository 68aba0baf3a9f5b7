import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withGraphThreads } from "../../../native/graph-threads.ts";
import type { HostBatch, HostTensor } from "../data/host.ts";
import * as tf from "../lib/core.ts";
import type { OpOutput } from "../native-kernels/kernel.ts";
import { partsOf, type StepReplay, type Values } from "../train/repeated-step.ts";
import type { Feed, StepPlan } from "./plan.ts";
import type { RecordableBackend } from "./record.ts";
import { savedModel, TAG } from "./saved-model.ts";

/** Largest difference, as a part of the largest value of a tensor. */
const TOLERANCE = 1e-4;

/** @throws Error when libtensorflow does not take the graph */
export function openReplay(
  plan: StepPlan,
  backend: RecordableBackend,
  state: () => readonly tf.Tensor[],
  optimizer: tf.Optimizer,
): StepReplay {
  const session = openSession(backend, plan);
  const stateSize = state().length;
  const counter = optimizer as tf.Optimizer & { incrementIterations(): void; learningRate: number };
  const batchFeeds = plan.feeds.flatMap(({ feed }) => (feed.kind === "batch" ? [feed] : []));

  return {
    fits(batch) {
      const parts = partsOf(batch);
      if (state().length !== stateSize) return false;
      return batchFeeds.every(({ index, tensor }) => {
        const part = parts[index];
        return part !== undefined && String(part.shape) === String(tensor.shape);
      });
    },
    run(batch) {
      const tensors = state();
      const { loss, changed } = execute(batch, tensors);
      plan.changes.forEach(({ index }, i) => {
        const next = changed[i] as tf.Tensor;
        (tensors[index] as tf.Variable).assign(next);
        next.dispose();
      });
      counter.incrementIterations();
      return loss;
    },
    compare(batch, plain) {
      return tf.tidy(() => {
        const { loss: own, changed } = execute(batch, state());
        const loss = plain();
        const now = state();
        let verdict = verdictOf(Math.abs(own - loss), Math.abs(loss));
        plan.changes.forEach(({ index }, i) => {
          const expected = now[index] as tf.Tensor;
          const difference = largest(tf.sub(changed[i] as tf.Tensor, expected));
          const next = verdictOf(difference, largest(expected));
          if (verdict === "same" || next === "different") verdict = next;
        });
        return { loss, verdict };
      });
    },
    close: () => session.close(),
  };

  function execute(batch: HostBatch, tensors: readonly tf.Tensor[]) {
    const { binding } = backend;
    const parts = partsOf(batch);
    const ours: number[] = [];
    const made = (shape: readonly number[], dtype: number, values: Values): number => {
      const id = binding.createTensor(shape, dtype, values);
      ours.push(id);
      return id;
    };
    const idOf = (feed: Feed): number => {
      switch (feed.kind) {
        case "state":
          return backend.getInputTensorIds([tensors[feed.index] as tf.Tensor])[0] as number;
        case "batch": {
          const { values } = parts[feed.index] as HostTensor;
          return made(feed.tensor.shape, feed.tensor.dtype, values as Values);
        }
        case "lr":
          return made([], binding.TF_FLOAT, Float32Array.of(feed.of(counter.learningRate)));
      }
    };
    try {
      const [loss, ...changed] = session.run(plan.feeds.map(({ feed }) => idOf(feed)));
      const { id } = loss as NonNullable<typeof loss>;
      ours.push(id);
      return {
        loss: binding.tensorDataSync(id)[0] as number,
        changed: changed.map((output) => backend.createOutputTensor(output) as tf.Tensor),
      };
    } finally {
      for (const id of ours) binding.deleteTensor(id);
    }
  }
}

function largest(tensor: tf.Tensor): number {
  return tf.max(tf.abs(tensor)).dataSync()[0] as number;
}

function verdictOf(difference: number, size: number): "same" | "different" | "unclear" {
  if (!Number.isFinite(difference) || !Number.isFinite(size)) return "unclear";
  return difference <= TOLERANCE * size ? "same" : "different";
}

/**
 * Multiplications and additions of an op, from which on a second thread pays: half a millisecond of one
 * thread. Below, most of what it saves goes into waking it (npm run bench:engines).
 */
const WORTH_THREADS = 32e6;

/** Threads of each op: for the sake of the same bits it depends on the step alone, not on a measurement. */
function threadsFor({ largestWork }: StepPlan): number | null {
  return largestWork < WORTH_THREADS ? 1 : null;
}

/** A graph in libtensorflow, to be run with one call. */
interface StepSession {
  /**
   * @param inputs ids of the tensors of `plan.feeds`, which stay the caller's
   * @returns the loss, then the tensors of `plan.changes`; they are the caller's
   */
  run(inputs: readonly number[]): readonly OpOutput[];
  close(): void;
}

/**
 * Hands a graph to libtensorflow. The binding takes it from a folder only, which is gone when this
 * returns.
 *
 * @throws Error when the folder cannot be written or libtensorflow does not take the graph
 */
export function openSession({ binding }: RecordableBackend, plan: StepPlan): StepSession {
  const folder = mkdtempSync(join(tmpdir(), "lr-finder-step-"));
  let session: number;
  try {
    writeFileSync(join(folder, "saved_model.pb"), savedModel(plan.nodes, binding));
    session = withGraphThreads(threadsFor(plan), () => binding.loadSavedModel(folder, TAG));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const inputNames = plan.feeds.map(({ name }) => name).join();
  const outputNames = [plan.loss, ...plan.changes.map(({ name }) => name)].join();
  return {
    run: (inputs) => binding.runSavedModel(session, inputs, inputNames, outputNames),
    close: () => binding.deleteSavedModel(session),
  };
}
