export { protocolSchema } from "../contract/protocol.ts";
export { createProcessTrainer, type ProcessTrainer } from "./process/create.ts";
export type { ProcessTrainerOptions } from "./process/options.ts";
export {
  createSyntheticTrainer,
  SYNTHETIC_KINDS,
  type SyntheticKind,
  type SyntheticOptions,
} from "./synthetic/index.ts";
export {
  type CustomObjects,
  createTfjsTrainer,
  ENGINE_NAMES,
  type EngineName,
  type HyperParameters,
  isModelPath,
  LOSS_NAMES,
  type LossFunction,
  type LossName,
  loadTrainerModule,
  type ModelLike,
  type ModelSpec,
  OPTIMIZER_NAMES,
  type OptimizerConfig,
  type OptimizerLike,
  type OptimizerName,
  type PartsContext,
  type PartsData,
  type PartsSettings,
  parseModelSpec,
  type RowsLike,
  resolveLossName,
  resolveOptimizer,
  type SplitSettings,
  type TensorLike,
  type TfjsTrainer,
  type TfjsTrainerOptions,
  type TrainerParts,
  type TrainerSettings,
  trainerFromParts,
} from "./tfjs/index.ts";
export type {
  EngineInfo,
  Evaluation,
  StepResult,
  Trainer,
  TrainerIdentity,
  TrainerInfo,
} from "./types.ts";
