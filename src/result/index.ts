export { buildResult, type Horizon, type ResultParts } from "./build.ts";
export { type Known, knownOf } from "./known.ts";
export { parseResult, type ReaderWords } from "./parse.ts";
export { summarize } from "./summary.ts";
export { RESULT_VERSION, type Result, type ResultSummary } from "./types.ts";
