import { formatLr } from "../../core/format.ts";
import { type CodeSource, codeFor } from "../../schedule/index.ts";
import type { Plan, PlanSnippet, SchedulePlan } from "../types.ts";
import { planFormula } from "./formula.ts";

/**
 * Code that trains with the plan's schedule in TensorFlow.js, Keras and PyTorch, in that order,
 * written by the schedule room. It gives the LRs of `planSchedule` to within 1e-9 of the peak. It
 * holds numbers of the plan and no other text.
 */
export function planSnippets(plan: Plan): PlanSnippet[] {
  const source: CodeSource = {
    heading: heading(plan.schedule),
    formula: planFormula(plan.schedule),
  };
  return [
    { id: "tfjs", label: "TensorFlow.js", language: "javascript", code: codeFor("tfjs", source) },
    { id: "keras", label: "Keras", language: "python", code: codeFor("keras", source) },
    { id: "pytorch", label: "PyTorch", language: "python", code: codeFor("pytorch", source) },
  ];
}

/** What the code is, for its first line. */
function heading(plan: SchedulePlan): string {
  const names = {
    cosine: "Cosine",
    step: "Step decay",
    "warmup-stable-decay": "Warmup, stable, decay",
  };
  const kind = names[plan.kind];
  return `${kind} from ${formatLr(plan.peakLr)} over ${plan.totalSteps} steps, planned by lr-finder.`;
}
