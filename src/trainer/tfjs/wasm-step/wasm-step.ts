import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import * as tf from "../lib/core.ts";
import type { LossFunction } from "../losses/losses.ts";
import { isRepeatable } from "../native-step/eligible.ts";
import { lrTerms } from "../optimizers/rule-optimizer.ts";
import type { StepUpdate } from "../platform.ts";
import { trainingState } from "../state/training-state.ts";
import { repeatedStep } from "../train/repeated-step.ts";
import type { Update } from "../train/update.ts";
import { type Recording, recordStep } from "./record.ts";
import { openReplay } from "./replay.ts";

/**
 * The same update without what TensorFlow.js does around its kernels at every step: scopes, a record of
 * what gradients need, and walking it back. Two steps with different learning rates are recorded, kernel
 * by kernel, while they run as ever; later ones run the same kernels on the same operands. The third step
 * runs both ways and must give the same bits (see `repeatedStep`).
 *
 * Weights and optimizer state are tensors of TensorFlow.js between steps as before, so snapshots,
 * evaluation and steps that the recording does not cover (another batch shape, several micro-batches)
 * meet what they always met.
 *
 * Only on the wasm backend, and only for layers, losses and optimizers that do the same ops at every step;
 * everything else stays with the given update.
 */
export function repeatedKernels(
  plain: Update,
  model: LayersModel,
  optimizer: tf.Optimizer,
  losses: readonly LossFunction[],
): StepUpdate {
  const fields = optimizer as tf.Optimizer & { readonly learningRate: number };
  const state = () => trainingState(model, optimizer);
  const backend = () => tf.backend() as BackendWasm;
  return repeatedStep<Recording>(plain, {
    isRepeatable: isRepeatable(model, optimizer, losses),
    lr: () => fields.learningRate,
    record: (run) => recordStep(backend(), state, run),
    open: (first, second) =>
      openReplay([first, second], backend(), state, optimizer, lrTerms(optimizer)),
  });
}
