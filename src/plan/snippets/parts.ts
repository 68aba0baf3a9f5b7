import { formatLr } from "../../core/format.ts";
import type { SchedulePlan } from "../types.ts";

/** A number as both JavaScript and Python read it, all digits kept, with a point: 1 -> `1.0`. */
export function float(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The numbers of a plan that code needs, as names and literals. */
export function constants(plan: SchedulePlan): [string, string][] {
  const rows: [string, string][] = [["PEAK_LR", float(plan.peakLr)]];
  if (plan.warmupSteps > 0) {
    rows.push(["WARMUP_START_LR", float(plan.warmupStartLr)]);
    rows.push(["WARMUP_STEPS", String(plan.warmupSteps)]);
  }
  if (plan.kind === "cosine") {
    rows.push(["FLOOR_LR", float(plan.floorLr)], ["TOTAL_STEPS", String(plan.totalSteps)]);
  } else {
    rows.push(["MILESTONES", `[${plan.milestones.join(", ")}]`], ["FACTOR", float(plan.factor)]);
  }
  if (plan.per === "epoch") rows.push(["STEPS_PER_EPOCH", String(plan.stepsPerEpoch)]);
  return rows;
}

/** What the code is, for its first line. */
export function heading(plan: SchedulePlan): string {
  const kind = plan.kind === "cosine" ? "Cosine" : "Step decay";
  return `${kind} from ${formatLr(plan.peakLr)} over ${plan.totalSteps} steps, planned by lr-finder.`;
}
