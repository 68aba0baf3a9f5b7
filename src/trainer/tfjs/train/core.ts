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
import { replayedUpdate } from "../native-step/native-step.ts";
import { lrAccess } from "../optimizers/lr.ts";
import type { Captured } from "../state/capture.ts";
import { identify } from "../state/identity.ts";
import { captureStates, variablesOf } from "../state/model-state.ts";
import { takeSnapshot, withRandom } from "../state/snapshot.ts";
import { repeatedKernels } from "../wasm-step/wasm-step.ts";
import { inferenceLoss, makeUpdate } from "./update.ts";

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
  identity(): Promise<TrainerIdentity>;
  /** Frees the snapshot and what the engine holds for the steps. */
  dispose(): void;
}

/** The training loop's body; each method follows the contract of `Trainer`. */
export function trainingCore(parts: TrainingParts): TrainingCore {
  const { model, optimizer, losses, source, heldOut, accumulate } = parts;
  const plain = makeUpdate(model, optimizer, losses);
  const repeated = tf.getBackend() === "wasm" ? repeatedKernels : replayedUpdate;
  const { update, dispose } = repeated(plain, model, optimizer, losses);
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
        const loss = withRandom(stream, () => update(batches));
        return applied === undefined ? { loss } : { loss, lr: applied };
      } catch (cause) {
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
    identity: () => identify(model, source, heldOut),
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
        const { loss, rows } = withRandom(evaluation, () => inferenceLoss(model, losses, batch));
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
 * Copies a fresh model's weights into a model of the same structure and disposes the fresh one.
 * A model whose weights differ in number or shape is left alone.
 */
export function adoptWeights(model: LayersModel, fresh: LayersModel): void {
  const [to, from] = [variablesOf(model), variablesOf(fresh)];
  const fits =
    to.length === from.length && to.every((v, i) => String(v.shape) === String(from[i]?.shape));
  if (fits) {
    to.forEach((variable, i) => {
      variable.assign(from[i] as (typeof from)[number]);
    });
  }
  fresh.dispose();
}
