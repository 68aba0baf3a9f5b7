import {
  join,
  linearWarmup,
  multiStep,
  perEpoch,
  type Schedule,
  warmupCosine,
  warmupStableDecay,
} from "../schedule/index.ts";
import type { CosinePlan, SchedulePlan, StepPlan, WarmupStableDecayPlan } from "./types.ts";

/**
 * The plan's numbers as a function of the zero-based optimizer step: the warmup starts at
 * `warmupStartLr` and reaches `peakLr` at step `warmupSteps`; a cosine and a warmup-stable-decay are
 * at `floorLr` from step `totalSteps` on (the last step, totalSteps - 1, still trains just above
 * it); a step decay keeps its last value.
 *
 * With `per: "epoch"` each epoch has the value of its first step throughout.
 *
 * @throws InputError for numbers that are no schedule, e.g. from an edited file
 */
export function planSchedule(plan: SchedulePlan): Schedule {
  const schedule = atEachStep(plan);
  if (plan.per === "step") return schedule;
  return perEpoch({ schedule, stepsPerEpoch: plan.stepsPerEpoch, counts: "steps" });
}

function atEachStep(plan: SchedulePlan): Schedule {
  if (plan.kind === "cosine") return cosineOf(plan);
  return plan.kind === "step" ? stepOf(plan) : stableOf(plan);
}

function stableOf(plan: WarmupStableDecayPlan): Schedule {
  const { peakLr, totalSteps, warmupSteps, warmupStartLr, decaySteps, floorLr } = plan;
  const numbers = { peakLr, totalSteps, warmupSteps, warmupStartLr, decaySteps, floorLr };
  return warmupStableDecay({ ...numbers, shape: "1-sqrt" });
}

function cosineOf({
  peakLr,
  totalSteps,
  warmupSteps,
  warmupStartLr,
  floorLr,
}: CosinePlan): Schedule {
  return warmupCosine({ peakLr, totalSteps, warmupSteps, warmupStartLr, floorLr });
}

function stepOf({ peakLr, warmupSteps, warmupStartLr, milestones, factor }: StepPlan): Schedule {
  const drops = multiStep({
    peakLr,
    milestones: milestones.map((step) => step - warmupSteps),
    unit: "step",
    factor,
  });
  if (warmupSteps === 0) return drops;
  const warmup = linearWarmup({ peakLr, warmupSteps, warmupStartLr });
  return join({ schedules: [warmup, drops], boundaries: [warmupSteps] });
}
