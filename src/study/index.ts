export type {
  Axis,
  AxisKind,
  Factors,
  StudyCounts,
  StudyFailure,
  StudyOutcome,
  StudyRow,
  StudySpec,
  StudySummary,
} from "../contract/index.ts";
export type { Engine, EngineOptions, EngineRequest, EngineRun } from "./engines/engine.ts";
export { ENGINE_NAMES, type EngineName } from "./engines/index.ts";
export { openStudy, type StudyFolder, type StudyState, studyState } from "./folder.ts";
export { lawsOfStudy, type StudyForLaw, type StudyPoint } from "./laws.ts";
export type { StudyRows } from "./rows.ts";
export {
  type PlannedStudy,
  planStudy,
  runStudy,
  type StudyHooks,
  type StudyOutcomes,
  type StudyProgress,
  type StudyStart,
} from "./run.ts";
export { readSpec } from "./spec.ts";
export { studyOutcomes, studyRows, summarizeStudy } from "./summary.ts";
export { runWorker, type WorkerEnd, type WorkerEvent, type WorkerOptions } from "./worker.ts";
