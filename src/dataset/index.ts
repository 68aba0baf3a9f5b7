export { type ArrayDataOptions, datasetFromArrays, type NumberArray } from "./arrays.ts";
export { type BatchOptions, batchSizeWarning, batchSource, gatherRows } from "./batches.ts";
export type {
  Batch,
  BatchPosition,
  BatchSource,
  Dataset,
  DatasetSummary,
  PreparedData,
  Split,
  Task,
} from "./dataset.ts";
export { loadData } from "./load.ts";
export {
  type ColumnRef,
  type LoadOptions,
  loadChecks,
  type SplitOptions,
  TARGET_SCALES,
  TASK_CHOICES,
} from "./options.ts";
