import { type Formula, scheduleFormula } from "../../schedule/index.ts";
import type { SchedulePlan } from "../types.ts";

/** The numbers of a plan as a formula, from which code is written; same values as `planSchedule`. */
export function planFormula(plan: SchedulePlan): Formula {
  const formula = perStep(plan);
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

function perStep(plan: SchedulePlan): Formula {
  const { peakLr, warmupSteps, warmupStartLr } = plan;
  if (plan.kind === "cosine") {
    const { totalSteps, floorLr } = plan;
    const kind = "warmup-cosine";
    return scheduleFormula({ kind, peakLr, totalSteps, warmupSteps, warmupStartLr, floorLr });
  }
  if (plan.kind === "warmup-stable-decay") {
    const { kind, totalSteps, decaySteps, floorLr } = plan;
    const numbers = { peakLr, totalSteps, warmupSteps, warmupStartLr, decaySteps, floorLr };
    return scheduleFormula({ kind, ...numbers, shape: "1-sqrt" });
  }
  const { milestones, factor } = plan;
  const warmup = scheduleFormula({ kind: "linear-warmup", peakLr, warmupSteps, warmupStartLr });
  const drops = scheduleFormula({ kind: "multi-step", peakLr, milestones, unit: "step", factor });
  return {
    ...drops,
    constants: warmup.constants,
    // All milestones lie after the warmup.
    cases: [...(warmup.cases ?? []), ...(drops.cases ?? [])],
  };
}
