import type { SchedulePlan } from "../contract/index.ts";
import { checkInteger } from "../core/check.ts";
import { perEpoch } from "../schedule/combine.ts";
import type { Schedule } from "../schedule/schedule.ts";
import { checkSchedulePlan } from "./check-plan.ts";
import { definitionOf } from "./kinds/index.ts";

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
  checkSchedulePlan(plan);
  const schedule = definitionOf(plan.kind).schedule(plan);
  if (plan.per === "step") return schedule;
  return perEpoch({ schedule, stepsPerEpoch: plan.stepsPerEpoch, counts: "steps" });
}

/**
 * The same schedule over another number of steps: warmup, milestones and decay keep their share of
 * the run, and so does the epoch of a schedule that changes per epoch. LRs stay as they are.
 *
 * Worked value: 1000 steps with 50 of warmup and drops at 500 and 750, over 100 steps: 5, 50, 75.
 *
 * @param totalSteps an integer of at least 1
 */
export function shortenSchedule(plan: SchedulePlan, totalSteps: number): SchedulePlan {
  checkSchedulePlan(plan);
  checkInteger("totalSteps", totalSteps, 1);
  const share = totalSteps / plan.totalSteps;
  const stepsPerEpoch =
    plan.per === "epoch" ? Math.max(1, Math.round(plan.stepsPerEpoch * share)) : plan.stepsPerEpoch;
  const unit = plan.per === "epoch" ? stepsPerEpoch : 1;
  const scale = (steps: number) => Math.round((steps * share) / unit) * unit;
  const warmupSteps = Math.min(scale(plan.warmupSteps), totalSteps - 1);
  const shared = {
    totalSteps,
    stepsPerEpoch,
    warmupSteps,
    warmupStartLr: warmupSteps === 0 ? plan.peakLr : plan.warmupStartLr,
  };
  return definitionOf(plan.kind).shorten(plan, { shared, scale });
}
