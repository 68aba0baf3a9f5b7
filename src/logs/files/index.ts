export { type FoundLog, findLogs, onlyLog } from "./find-logs.ts";
export { type LogFile, type ReadLogFileOptions, readLog } from "./read-log.ts";
