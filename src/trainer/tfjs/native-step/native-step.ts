import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { HostBatch } from "../data/host.ts";
import * as tf from "../lib/core.ts";
import type { LossFunction } from "../losses/losses.ts";
import { lrTerms } from "../optimizers/rule-optimizer.ts";
import type { StepUpdate } from "../platform.ts";
import { trainingState } from "../state/training-state.ts";
import type { Update } from "../train/update.ts";
import { isRepeatable } from "./eligible.ts";
import { planStep, type RecordedStep } from "./plan.ts";
import { type RecordableBackend, recordStep, type Values } from "./record.ts";
import { openReplay, type Replay } from "./replay.ts";

/** Steps that are looked at before it is given up; each costs a little more than a plain one. */
const MOST_RECORDINGS = 8;

/**
 * The same update with one call of libtensorflow a step instead of a hundred. Two steps with different
 * learning rates are recorded, op by op, while they run as ever; what they did becomes one graph, which
 * libtensorflow fuses and runs on all cores. The third step runs both ways and must give the same loss,
 * weights and optimizer state before the graph is trusted.
 *
 * The graph keeps nothing: weights and optimizer state go in and come out, and are tensors of
 * TensorFlow.js between steps as before, so snapshots, evaluation and steps that the graph does not
 * cover (another batch shape, several micro-batches) meet what they always met.
 *
 * Only on the native backend, and only for layers, losses and optimizers that do the same ops at every
 * step; everything else, and everything that fails on the way, stays with the given update.
 */
export function replayedUpdate(
  plain: Update,
  model: LayersModel,
  optimizer: tf.Optimizer,
  losses: readonly LossFunction[],
): StepUpdate {
  const fields = optimizer as tf.Optimizer & { readonly learningRate: number };
  let first: RecordedStep | undefined;
  let replay: Replay | undefined;
  let trusted = false;
  let attempts = isNative() && isRepeatable(model, optimizer, losses) ? MOST_RECORDINGS : 0;

  return {
    update(batches) {
      const [batch] = batches;
      if (batches.length !== 1 || batch === undefined) return plain(batches);
      if (replay !== undefined) {
        if (!replay.fits(batch)) return plain(batches);
        try {
          return trusted ? replay.run(batch) : proven(replay, batch);
        } catch {
          // What libtensorflow cannot do as a graph, it does op by op, with its own message if not.
          stop();
          return plain(batches);
        }
      }
      return attempts > 0 ? recorded(batch) : plain(batches);
    },
    dispose: stop,
  };

  function recorded(batch: HostBatch): number {
    const { learningRate: lr } = fields;
    if (first?.lr === lr) return plain([batch]);
    attempts--;
    const backend = tf.backend() as RecordableBackend;
    const state = () => trainingState(model, optimizer);
    const { value, recording } = recordStep(backend, state, () => plain([batch]));
    const values = [...batch.xs, ...batch.ys].map((part) => part.values as Values);
    // The same array twice could not be told apart.
    if (recording === undefined || new Set(values).size !== values.length) return value;
    const step: RecordedStep = { recording, lr, batch: values };
    if (first === undefined) {
      first = step;
      return value;
    }
    const types = state().map(({ shape }) => ({ dtype: backend.binding.TF_FLOAT, shape }));
    const plan = planStep([first, step], types, lrTerms(optimizer), backend.binding);
    first = undefined;
    try {
      if (plan !== undefined) replay = openReplay(plan, backend, state, optimizer);
    } catch {
      attempts = 0;
    }
    return value;
  }

  /** The step by the plain update; the graph must come to the same. */
  function proven(candidate: Replay, batch: HostBatch): number {
    const { loss, verdict } = candidate.compare(batch, () => plain([batch]));
    if (verdict === "same") trusted = true;
    else if (verdict === "different" || --attempts <= 0) stop();
    return loss;
  }

  function stop(): void {
    replay?.close();
    replay = undefined;
    first = undefined;
    attempts = 0;
  }
}

function isNative(): boolean {
  if (tf.getBackend() !== "tensorflow") return false;
  const { binding, isUsingGpuDevice } = tf.backend() as Partial<RecordableBackend>;
  return isUsingGpuDevice === false && typeof binding?.runSavedModel === "function";
}
