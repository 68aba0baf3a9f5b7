import { checkInteger } from "../core/check.ts";
import type { SchedulePlan } from "./types.ts";

/**
 * The same schedule over another number of steps: warmup, milestones and decay keep their share of
 * the run, and so does the epoch of a schedule that changes per epoch. LRs stay as they are.
 *
 * Worked value: 1000 steps with 50 of warmup and drops at 500 and 750, over 100 steps: 5, 50, 75.
 *
 * @param totalSteps an integer of at least 1
 */
export function shortenSchedule(plan: SchedulePlan, totalSteps: number): SchedulePlan {
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
  if (plan.kind === "cosine") return { ...plan, ...shared };
  if (plan.kind === "step") {
    const milestones = plan.milestones.map(scale);
    const kept = milestones.filter((step) => step > warmupSteps && step < totalSteps);
    return { ...plan, ...shared, milestones: [...new Set(kept)] };
  }
  const decaySteps = Math.min(scale(plan.decaySteps), totalSteps - warmupSteps);
  return { ...plan, ...shared, decaySteps };
}
