import type { Optimizer } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { isMeanOf, MOST_LOSSES } from "../../../contract/index.ts";
import { LrFinderError, messageOf, TrainerError } from "../../../core/errors.ts";
import { random } from "../../../core/random.ts";
import { standardError } from "../../../core/stats.ts";
import type { Evaluation, StepResult, TrainerIdentity } from "../../types.ts";
import type { HeldOutSource, HostBatch, TensorBatchSource } from "../data/host.ts";
import * as tf from "../lib/core.ts";
import type { LossFunction } from "../losses/losses.ts";
import { lrAccess } from "../optimizers/lr.ts";
import type { Platform } from "../platform.ts";
import type { Captured } from "../state/capture.ts";
import { captureStates, variablesOf } from "../state/model-state.ts";
import { takeSnapshot, withRandom } from "../state/snapshot.ts";
import { inferenceLoss, lateInferenceLoss, makeUpdate } from "./update.ts";

/** Everything that training needs, on the current backend. */
export interface TrainingParts {
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  /** One an output. */
  readonly losses: readonly LossFunction[];
  readonly source: TensorBatchSource;
  readonly heldOut: HeldOutSource | undefined;
  readonly accumulate: number;
  readonly seed: number;
  /** Takes on initial weights of another seed; absent where the weights are the user's. */
  readonly reinitialize: ((seed: number) => Promise<void> | void) | undefined;
}

/** A trainer without its engine and its name. */
interface TrainingCore {
  step(lr: number): Promise<StepResult>;
  evaluate: (() => Promise<Evaluation>) | undefined;
  snapshot(): void;
  restore(): void;
  reseed(seed: number): Promise<void>;
  divideAgain: ((seed: number) => void) | undefined;
  identity: (() => Promise<TrainerIdentity>) | undefined;
  /** Frees the snapshot and what the engine holds for the steps. */
  dispose(): void;
}

/** The training loop's body; each method follows the contract of `Trainer`. */
export function trainingCore(
  parts: TrainingParts,
  { engines, faster, identify }: Platform,
): TrainingCore {
  const { model, optimizer, losses, source, heldOut, accumulate } = parts;
  const isLate = engines.readsLate?.(tf.getBackend()) ?? false;
  const { update: plain, lateUpdate } = makeUpdate(model, optimizer, losses);
  const { update, dispose } = faster?.(plain, model, optimizer, losses) ?? {
    update: plain,
    dispose() {},
  };
  const lossOf = isLate ? lateInferenceLoss : inferenceLoss;
  const rate = lrAccess(optimizer);
  const stream = random(parts.seed, "dropout");
  let saved: Captured | undefined;

  return {
    async step(lr) {
      const batches: HostBatch[] = [];
      for (let i = 0; i < accumulate; i++) {
        const batch = source.next();
        batches.push(batch instanceof Promise ? await batch : batch);
      }
      rate.set(lr);
      const applied = rate.get();
      try {
        const loss = await withRandom(stream, () =>
          isLate ? lateUpdate(batches) : update(batches),
        );
        return applied === undefined ? { loss } : { loss, lr: applied };
      } catch (cause) {
        freeTape();
        if (cause instanceof LrFinderError) throw cause;
        throw new TrainerError("step-failed", `a training step failed: ${messageOf(cause)}`, {
          cause,
        });
      }
    },
    evaluate: heldOut === undefined ? undefined : () => evaluate(heldOut),
    snapshot() {
      const next = takeSnapshot({ model, optimizer, source, stream });
      saved?.dispose();
      saved = next;
    },
    restore() {
      if (saved === undefined) {
        throw new TrainerError("no-snapshot", "`restore` was called before `snapshot`");
      }
      saved.restore();
    },
    async reseed(seed) {
      source.reseed(seed);
      stream.setState(random(seed, "dropout").getState());
      await parts.reinitialize?.(seed);
    },
    divideAgain: source.divideAgain && ((seed) => source.divideAgain?.(seed)),
    identity: identify && (() => identify(model, source, heldOut)),
    dispose() {
      dispose();
      saved?.dispose();
      saved = undefined;
    },
  };

  async function evaluate(source: HeldOutSource): Promise<Evaluation> {
    const states = captureStates(model);
    // Of its own, so that evaluating does not move the training's randomness.
    const evaluation = random(parts.seed, "evaluate");
    let sum = 0;
    let count = 0;
    const rowLosses: number[] = [];
    try {
      for await (const batch of source.batches()) {
        const { loss, rows } = await withRandom(evaluation, () => lossOf(model, losses, batch));
        sum += batch.rows * loss;
        count += batch.rows;
        for (let i = 0; i < (rows?.length ?? 0); i++) rowLosses.push(rows?.[i] as number);
      }
    } finally {
      states.restore();
      states.dispose();
    }
    const loss = sum / count;
    return { loss, ...aboutRows(loss, count, rowLosses, source.isOrdered) };
  }
}

/** What an evaluation tells beside the mean loss: the losses of the rows, or as much as is left of that. */
function aboutRows(
  loss: number,
  count: number,
  rows: readonly number[],
  isOrdered: boolean,
): Omit<Evaluation, "loss"> {
  if (count === 0) return {};
  // Some loss gave none, or a mean in float32 over very many numbers is another one.
  if (rows.length !== count || !isMeanOf(loss, rows)) return { count };
  if (isOrdered && count <= MOST_LOSSES) return { count, losses: rows };
  const error = standardError(rows);
  return { count, ...(Number.isFinite(error) && { standardError: error }) };
}

/**
 * Frees what TensorFlow.js keeps for a backward pass that a failed step never gets to; it would do so at the
 * end of that pass.
 */
function freeTape(): void {
  const { activeTape, gradientDepth } = tf.engine().state;
  if (gradientDepth > 0) return;
  for (const { saved } of activeTape ?? []) {
    for (const tensor of saved ?? []) if (!tensor.isDisposed) tensor.dispose();
  }
}

/**
 * Copies a fresh model's weights into a model of the same structure and disposes the fresh one.
 * A model whose weights differ in number or shape is left alone.
 */
export function adoptWeights(model: LayersModel, fresh: LayersModel): void {
  copyWeights(model, fresh);
  fresh.dispose();
}

/** The same, and the fresh model stays. */
export function copyWeights(model: LayersModel, fresh: LayersModel): void {
  const [to, from] = [variablesOf(model), variablesOf(fresh)];
  const fits =
    to.length === from.length && to.every((v, i) => String(v.shape) === String(from[i]?.shape));
  if (!fits) return;
  to.forEach((variable, i) => {
    variable.assign(from[i] as (typeof from)[number]);
  });
}
