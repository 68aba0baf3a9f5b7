import {
  join,
  linearWarmup,
  multiStep,
  perEpoch,
  type Schedule,
  warmupCosine,
} from "../schedule/index.ts";
import type { CosinePlan, SchedulePlan, StepPlan } from "./types.ts";

/**
 * The plan's numbers as a function of the zero-based optimizer step: the warmup starts at
 * `warmupStartLr` and reaches `peakLr` at step `warmupSteps`; a cosine is at `floorLr` from step
 * `totalSteps` on (its last step, totalSteps - 1, still trains just above it); a step decay keeps
 * its last value.
 *
 * With `per: "epoch"` each epoch has the value of its first step throughout.
 *
 * @throws InputError for numbers that are no schedule, e.g. from an edited file
 */
export function planSchedule(plan: SchedulePlan): Schedule {
  const schedule = plan.kind === "cosine" ? cosineOf(plan) : stepOf(plan);
  if (plan.per === "step") return schedule;
  return perEpoch({ schedule, stepsPerEpoch: plan.stepsPerEpoch, counts: "steps" });
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
