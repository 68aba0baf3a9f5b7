import type { LayersModel } from "@tensorflow/tfjs-layers";
import * as tf from "../lib/core.ts";
import type { LossFunction } from "../losses/losses.ts";
import { lrTerms } from "../optimizers/rule-optimizer.ts";
import type { StepUpdate } from "../platform.ts";
import { trainingState } from "../state/training-state.ts";
import { repeatedStep } from "../train/repeated-step.ts";
import type { Update } from "../train/update.ts";
import { isRepeatable } from "./eligible.ts";
import { planStep } from "./plan.ts";
import { type RecordableBackend, type Recording, recordStep } from "./record.ts";
import { openReplay } from "./replay.ts";

/**
 * The same update with one call of libtensorflow a step instead of a hundred. Two steps with different
 * learning rates are recorded, op by op, while they run as ever; what they did becomes one graph, which
 * libtensorflow fuses and runs on all cores. The third step runs both ways and must give the same loss,
 * weights and optimizer state (see `repeatedStep`).
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
  const state = () => trainingState(model, optimizer);
  const backend = () => tf.backend() as RecordableBackend;
  return repeatedStep<Recording>(plain, {
    isRepeatable: isNative() && isRepeatable(model, optimizer, losses),
    lr: () => fields.learningRate,
    record: (run) => recordStep(backend(), state, run),
    open(first, second) {
      const { binding } = backend();
      const types = state().map(({ shape }) => ({ dtype: binding.TF_FLOAT, shape }));
      const plan = planStep([first, second], types, lrTerms(optimizer), binding);
      return plan && openReplay(plan, backend(), state, optimizer);
    },
  });
}

function isNative(): boolean {
  if (tf.getBackend() !== "tensorflow") return false;
  const { binding, isUsingGpuDevice } = tf.backend() as Partial<RecordableBackend>;
  return isUsingGpuDevice === false && typeof binding?.runSavedModel === "function";
}
