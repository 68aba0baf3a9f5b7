import type { TrainerParts } from "./module/parts.ts";
import type { PartsSettings, TfjsTrainer, TfjsTrainerOptions } from "./options.ts";

export {
  OPTIMIZER_NAMES,
  type OptimizerConfig,
  type OptimizerName,
  resolveOptimizer,
  type Values as HyperParameters,
} from "../../contract/optimizers/index.ts";
export type { LossFunction, ModelLike, OptimizerLike, TensorLike } from "./foreign.ts";
export { LOSS_NAMES, type LossName, resolveLossName } from "./losses/names.ts";
export { isModelPath, type ModelSpec, parseModelSpec } from "./models/spec.ts";
export type {
  HoldOutParts,
  PartsContext,
  PartsData,
  RowsData,
  RowsLike,
  TrainerParts,
} from "./module/parts.ts";
export {
  type CustomObjects,
  ENGINE_NAMES,
  type EngineName,
  type PartsSettings,
  type SplitSettings,
  type TfjsTrainer,
  type TfjsTrainerOptions,
  type TrainerSettings,
} from "./options.ts";

/**
 * A trainer for a table or images: a model built for the data or read from a `model.json`, on the
 * fastest engine that can train one step of it. TensorFlow.js is loaded by this call, not before.
 *
 * Defaults: `mlp:64,32`, adam, batches of 32, and the loss that fits the data and the model's
 * output; a saved model's own loss and optimizer settings are used where none are named.
 *
 * @throws InputError for a bad option, a model that does not fit the data, a bad model file, or no
 *   engine that can train it
 */
export async function createTfjsTrainer(options: TfjsTrainerOptions): Promise<TfjsTrainer> {
  const { createFromData } = await import("./create.ts");
  return createFromData(options);
}

/**
 * A trainer from the caller's own model, optimizer, loss and data. `settings` that are given win
 * over the parts. Nothing of the caller's is disposed, but what its functions make is freed by `close`;
 * after `restore` weights and optimizer are bit for bit what they were. Of rows that are not held out by the caller a fifth is, see
 * {@link HoldOutParts}; the trainer's `warnings` say how many.
 *
 * @throws InputError as {@link createTfjsTrainer}, and for a missing or unusable part
 */
export async function trainerFromParts(
  parts: TrainerParts,
  settings: PartsSettings = {},
): Promise<TfjsTrainer> {
  const [{ createFromParts }, { NODE }] = await Promise.all([
    import("./module/create.ts"),
    import("./node-platform.ts"),
  ]);
  return createFromParts(parts, settings, NODE);
}

/**
 * A trainer from a file: an ES module that exports `trainer` (a whole trainer, or a function
 * `({ seed, cell }) => trainer`), or `model`, `optimizer`, `loss`, `data` and what else
 * {@link TrainerParts} lists, each by name or all in its default export.
 *
 * @throws InputError `bad-module` that names the file and the export
 */
export async function loadTrainerModule(
  path: string,
  settings: PartsSettings = {},
): Promise<TfjsTrainer> {
  const { loadModule } = await import("./module/load.ts");
  return loadModule(path, settings);
}
