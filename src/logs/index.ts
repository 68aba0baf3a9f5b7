// Everything here runs in a browser page too; reading from files and stdin is in `files/`.

export type { LogKind } from "./classify.ts";
export type { ColumnsRead } from "./columns-read.ts";
export {
  LOG_FORMATS,
  type LogFormat,
  type LogTable,
  logTitles,
  nameOfLog,
} from "./formats/index.ts";
export { patternOf } from "./formats/text/pattern.ts";
export {
  type GridLog,
  gridFromLog,
  gridNotTraining,
  isTableOfRuns,
  runsNotTraining,
} from "./grid-log.ts";
export { isLost, type JudgedColumns, type Judgement, judgeRuns, summaryOf } from "./judge.ts";
export {
  checkFactors,
  type LawColumns,
  type LawFactorColumn,
  type LawTable,
  lawTableFrom,
  type TableFactor,
  type TableTraining,
} from "./law-table.ts";
export { createLogParser, type LogParser, parseLog } from "./log-parser.ts";
export type { LeftOutColumn } from "./loss-columns.ts";
export {
  keepPickable,
  type PickedColumns,
  type PickedRun,
  pickColumns,
  requireColumn,
  severalRuns,
  type WantedColumns,
} from "./pick-columns.ts";
export type { HeldOutPoint, HeldOutPoints } from "./points.ts";
export { type LogResultOptions, resultFromGrids, resultFromLogs } from "./result-from-logs.ts";
export { RECORDED_SMOOTHINGS, type RecordedSmoothing } from "./smoothing.ts";
export {
  classifyLog,
  isSweep,
  type SweepLog,
  type SweepLogOptions,
  sweepFromLog,
  sweepsFromLog,
} from "./sweep-log.ts";
export type { KnownSweep, LogColumn, LogHints, ReadLogOptions } from "./table.ts";
export { sweepSpan, type TrainingLog, trainingLogFrom, trainingLogsFrom } from "./training-log.ts";
