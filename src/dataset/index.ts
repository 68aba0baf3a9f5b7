export { type ArrayDataOptions, datasetFromArrays, type NumberArray } from "./arrays.ts";
export { type BatchOptions, batchSizeNotes, batchSource, gatherRows } from "./batches.ts";
export type {
  Batch,
  BatchPosition,
  BatchSource,
  Dataset,
  DatasetSummary,
  PreparedData,
  Split,
  SplitHow,
  Task,
} from "./dataset.ts";
export { loadData } from "./load.ts";
export {
  type ColumnRef,
  checkHeldOut,
  DEFAULT_HELD_OUT,
  type LoadOptions,
  loadChecks,
  type SplitOptions,
  TARGET_SCALES,
  TASK_CHOICES,
} from "./options.ts";
export { MIN_ROWS } from "./row-count.ts";
export { dividerOf, type Groups, type MadeSplit, splitRows } from "./split.ts";
