// The whole job in one import. The rooms have entry points of their own: lr-finder/curve, …

export { type Evaluation, heldOutLoss } from "./contract/index.ts";
export { InputError, LrFinderError, TrainerError } from "./core/errors.ts";
export type { Note } from "./core/note.ts";
export {
  type ArrayDataOptions,
  datasetFromArrays,
  type LoadOptions,
  loadData,
  type PreparedData,
} from "./dataset/index.ts";
export { type Diagnosis, diagnose, type TrainingLog } from "./diagnose/index.ts";
export type { JobRequest } from "./job/request.ts";
export { type JobHooks, type JobOutcome, planJob, runJob } from "./job/run.ts";
export { type Plan, planSchedule, type SchedulePlan } from "./plan/index.ts";
export { loadPlotly, renderReport, renderText } from "./report/index.ts";
export { setResourceRoot } from "./resources.ts";
export { parseResult, type Result, type ResultSummary, summarize } from "./result/index.ts";
export {
  type BudgetName,
  climbLadder,
  type FindOptions,
  type FindOutcome,
  findLearningRate,
  sweepPresets,
  verifyResult,
} from "./search/index.ts";
export { runStudy, type StudyHooks, type StudyOutcomes, type StudySpec } from "./study/index.ts";
export type { Suggestion } from "./suggest/index.ts";
export {
  readJournal,
  runSweep,
  type SweepEvent,
  type SweepOptions,
  type SweepRecord,
  type Trial,
} from "./sweep/index.ts";
export {
  createTfjsTrainer,
  loadTrainerModule,
  type StepResult,
  type Trainer,
  type TrainerInfo,
  trainerFromParts,
} from "./trainer/index.ts";
