export { assembleResult, type Horizon, type ResultParts } from "./assemble.ts";
export { buildResult } from "./build.ts";
export { parseResult, type ReaderWords } from "./parse.ts";
export { summarize } from "./summary.ts";
export { RESULT_VERSION, type Result, type ResultSummary } from "./types.ts";
