export {
  createProcessTrainer,
  type ProcessTrainer,
  type ProcessTrainerOptions,
  protocolSchema,
} from "./process/index.ts";
export {
  createSyntheticTrainer,
  SYNTHETIC_KINDS,
  type SyntheticKind,
  type SyntheticOptions,
} from "./synthetic/index.ts";
export {
  createTfjsTrainer,
  ENGINE_NAMES,
  type EngineName,
  type HyperParameters,
  isModelPath,
  LOSS_NAMES,
  type LossFunction,
  type LossName,
  loadTrainerModule,
  type ModelSpec,
  OPTIMIZER_NAMES,
  type OptimizerConfig,
  type OptimizerName,
  type PartsContext,
  type PartsData,
  parseModelSpec,
  type RowsLike,
  resolveLossName,
  resolveOptimizer,
  type TfjsTrainer,
  type TfjsTrainerOptions,
  type TrainerParts,
  type TrainerSettings,
  trainerFromParts,
} from "./tfjs/index.ts";
export type { EngineInfo, StepResult, Trainer, TrainerIdentity, TrainerInfo } from "./types.ts";
