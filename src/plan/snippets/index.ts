import type { Plan, PlanSnippet } from "../types.ts";
import { kerasSnippet } from "./keras.ts";
import { pytorchSnippet } from "./pytorch.ts";
import { tfjsSnippet } from "./tfjs.ts";

/**
 * Code that trains with the plan's schedule in TensorFlow.js, Keras and PyTorch, in that order. It
 * gives the LRs of `planSchedule` to within 1e-9 of the peak. It holds numbers of the plan and no
 * other text.
 */
export function planSnippets(plan: Plan): PlanSnippet[] {
  return [tfjsSnippet, kerasSnippet, pytorchSnippet].map((snippet) => snippet(plan.schedule));
}
