import {
  CODE_COMMENTS,
  type CodeComments,
  type Plan,
  type SchedulePlan,
} from "../contract/index.ts";
import { formatLr } from "../core/format.ts";
import { type CodeSource, codeFor, type Formula } from "../schedule/index.ts";
import { checkPlan } from "./check-plan.ts";
import { formulaOfKind } from "./kinds/formulas.ts";

/** Code that gives the plan's LR in some library. */
export interface PlanSnippet {
  readonly id: "tfjs" | "keras" | "pytorch";
  /** Name of the library, for a heading. */
  readonly label: string;
  readonly language: "javascript" | "python";
  readonly code: string;
}

/**
 * Code that trains with the plan's schedule in TensorFlow.js, Keras and PyTorch, in that order,
 * written by the schedule room. It gives the LRs of `planSchedule` to within 1e-9 of the peak. It
 * holds numbers of the plan and comments, and no other text.
 *
 * @param comments @default in English
 */
export function planSnippets(plan: Plan, comments: CodeComments = CODE_COMMENTS): PlanSnippet[] {
  checkPlan(plan);
  const { kind, peakLr, totalSteps } = plan.schedule;
  const source: CodeSource = {
    heading: comments.planned(kind, formatLr(peakLr), totalSteps),
    formula: planFormula(plan.schedule),
  };
  return [
    {
      id: "tfjs",
      label: "TensorFlow.js",
      language: "javascript",
      code: codeFor("tfjs", source, comments),
    },
    { id: "keras", label: "Keras", language: "python", code: codeFor("keras", source, comments) },
    {
      id: "pytorch",
      label: "PyTorch",
      language: "python",
      code: codeFor("pytorch", source, comments),
    },
  ];
}

/** The numbers of a plan as a formula, from which code is written; same values as `planSchedule`. */
function planFormula(plan: SchedulePlan): Formula {
  const formula = formulaOfKind(plan);
  if (plan.per === "step") return formula;
  // Every epoch has the value of its first step.
  const epochStart = "EPOCH_STEPS * floor(step / EPOCH_STEPS)";
  const held = (text: string) => text.replaceAll(/\bstep\b/g, "start");
  return {
    ...formula,
    constants: { ...formula.constants, EPOCH_STEPS: plan.stepsPerEpoch },
    lets: [
      ["start", epochStart],
      ...(formula.lets ?? []).map(([name, text]) => [name, held(text)] as const),
    ],
    cases: (formula.cases ?? []).map(([when, text]) => [held(when), held(text)] as const),
    otherwise: held(formula.otherwise),
  };
}
