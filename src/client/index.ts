export type { Evaluation } from "../contract/evaluation.ts";
export { finderSeed, isDriven, serve } from "./serve.ts";
export type { Served, ServedInfo, ServedStep } from "./types.ts";
