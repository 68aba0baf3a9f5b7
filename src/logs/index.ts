// Everything here runs in a browser page too; reading from files and stdin is in `files/`.

export type { LogKind } from "./classify.ts";
export {
  LOG_FORMATS,
  type LogFormat,
  type LogTable,
  logTitles,
  nameOfLog,
} from "./formats/index.ts";
export { createLogParser, type LogParser, parseLog } from "./log-parser.ts";
export {
  keepPickable,
  type PickedColumns,
  pickColumns,
  requireColumn,
  type WantedColumns,
} from "./pick-columns.ts";
export type { HeldOutPoint } from "./points.ts";
export { type LogResultOptions, resultFromLogs } from "./result-from-logs.ts";
export { RECORDED_SMOOTHINGS, type RecordedSmoothing } from "./smoothing.ts";
export {
  classifyLog,
  isSweep,
  type SweepLog,
  type SweepLogOptions,
  sweepFromLog,
} from "./sweep-log.ts";
export type { KnownSweep, LogColumn, LogHints, ReadLogOptions } from "./table.ts";
export { sweepSpan, type TrainingLog, trainingLogFrom } from "./training-log.ts";
