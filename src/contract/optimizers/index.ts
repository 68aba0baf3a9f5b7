export type {
  HyperParameters,
  OptimizerDefinition,
  OptimizerStep,
  TensorOps,
  UpdateRule,
  Values,
} from "./definition.ts";
export type { BatchDirection, Traits } from "./families.ts";
export {
  defaultBeta2,
  familyOf,
  isOptimizerName,
  nameOfClass,
  type OptimizerMatch,
  optimizerOf,
  traitsOf,
} from "./of.ts";
export {
  DEFAULT_OPTIMIZER,
  OPTIMIZER_NAMES,
  OPTIMIZERS,
  type OptimizerName,
} from "./registry.ts";
export { type OptimizerConfig, type ResolvedOptimizer, resolveOptimizer } from "./resolve.ts";
