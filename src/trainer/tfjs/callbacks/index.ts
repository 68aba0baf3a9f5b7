export { LearningRateCallback, type LearningRateCallbackOptions } from "./learning-rate.ts";
export {
  applySnapshot,
  averagePredictions,
  averageWeights,
  type PredictingModel,
  type Snapshot,
  type SnapshotWeight,
  takeSnapshot,
} from "./snapshots.ts";
