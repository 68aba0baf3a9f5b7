import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { HostBatch } from "../data/host.ts";
import * as tf from "../lib/core.ts";
import type { LossFunction } from "../losses/losses.ts";
import { isRepeatable } from "../native-step/eligible.ts";

import { lrTerms } from "../optimizers/rule-optimizer.ts";
import { trainingState } from "../state/training-state.ts";
import type { Update } from "../train/update.ts";
import { recordStep, type Values } from "./record.ts";
import { openReplay, type RecordedStep, type Replay } from "./replay.ts";

/** Steps that are looked at before it is given up; each costs a little more than a plain one. */
const MOST_RECORDINGS = 8;

/**
 * The same update without what TensorFlow.js does around its kernels at every step: scopes, a record of
 * what gradients need, and walking it back. Two steps with different learning rates are recorded, kernel
 * by kernel, while they run as ever; later ones run the same kernels on the same operands. The third step
 * runs both ways and must give the same bits before the replay is trusted.
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
): { readonly update: Update; dispose(): void } {
  const fields = optimizer as tf.Optimizer & { readonly learningRate: number };
  const state = () => trainingState(model, optimizer);
  let attempts = isRepeatable(model, optimizer, losses) ? MOST_RECORDINGS : 0;
  let first: RecordedStep | undefined;
  let replay: Replay | undefined;
  let trusted = false;

  return {
    update(batches) {
      const [batch] = batches;
      if (batches.length !== 1 || batch === undefined) return plain(batches);
      if (replay === undefined) return attempts > 0 ? recorded(batch) : plain(batches);
      if (!replay.fits(batch)) return plain(batches);
      return trusted ? replay.run(batch) : proven(replay, batch);
    },
    dispose: stop,
  };

  function recorded(batch: HostBatch): number {
    const { learningRate: lr } = fields;
    if (first?.lr === lr) return plain([batch]);
    attempts--;
    const backend = tf.backend() as BackendWasm;
    const { value, recording } = recordStep(backend, state, () => plain([batch]));
    const values = [...batch.xs, ...batch.ys].map((part) => part.values as Values);
    // The same array twice could not be told apart.
    if (recording === undefined || new Set(values).size !== values.length) return value;
    const step: RecordedStep = { recording, lr, batch: values };
    if (first !== undefined) {
      replay = openReplay([first, step], backend, state, optimizer, lrTerms(optimizer));
    }
    first = replay === undefined ? step : undefined;
    return value;
  }

  /** The step by the plain update; the replay must come to the same. */
  function proven(candidate: Replay, batch: HostBatch): number {
    const { loss, same } = candidate.compare(batch, () => plain([batch]));
    if (same) trusted = true;
    else stop();
    return loss;
  }

  function stop(): void {
    replay?.close();
    replay = undefined;
    first = undefined;
    attempts = 0;
  }
}
