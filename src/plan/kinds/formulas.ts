import type { SchedulePlan } from "../../contract/index.ts";
import type { Formula } from "../../schedule/index.ts";
import { cosineFormula } from "./cosine.ts";
import { stepFormula } from "./step.ts";
import { warmupStableDecayFormula } from "./warmup-stable-decay.ts";

/** A plan of any kind as a formula, for code that is printed: not among what a kind does, for who only plans. */
export function formulaOfKind(plan: SchedulePlan): Formula {
  switch (plan.kind) {
    case "cosine":
      return cosineFormula(plan);
    case "step":
      return stepFormula(plan);
    case "warmup-stable-decay":
      return warmupStableDecayFormula(plan);
  }
}
