export { type FoundLog, findLogs, onlyLog } from "./find-logs.ts";
export { type LogFile, logsAt, type ReadLogFileOptions, readLog } from "./read-log.ts";
