import { formatLr } from "../../core/format.ts";
import type { SchedulePlan } from "../../plan/types.ts";
import { count, countOf, list } from "./words.ts";

/** Epochs at a step, without needless decimals: 2500 steps of 1000 an epoch -> "2.5". */
export function epochText(step: number, stepsPerEpoch: number): string {
  const hundredths = Math.round((step / stepsPerEpoch) * 100);
  const part = String((hundredths % 100) / 100).slice(1);
  return count(Math.floor(hundredths / 100)) + part;
}

/** A schedule in two words. */
export function scheduleName(plan: SchedulePlan): string {
  return plan.kind === "cosine" ? "cosine decay" : "step decay";
}

/** A schedule in a sentence, with all its numbers. */
export function scheduleSentence(plan: SchedulePlan): string {
  const { peakLr, warmupSteps, warmupStartLr, totalSteps, stepsPerEpoch } = plan;
  const length = `${countOf(totalSteps, "step")} (${epochText(totalSteps, stepsPerEpoch)} epochs)`;
  const warmup =
    warmupSteps > 0
      ? `warm up from ${formatLr(warmupStartLr)} to ${formatLr(peakLr)} over ${countOf(warmupSteps, "step")}, then `
      : "";
  if (plan.kind === "cosine") {
    return `Cosine decay over ${length}: ${warmup}fall from ${formatLr(peakLr)} to ${formatLr(plan.floorLr)}, changing every ${plan.per}.`;
  }
  const { milestones, factor } = plan;
  const drops =
    milestones.length === 0
      ? `hold ${formatLr(peakLr)}`
      : `multiply ${formatLr(peakLr)} by ${Number(factor.toPrecision(3))} at ${milestones.length === 1 ? "step" : "each of the steps"} ${list(milestones.map(count))}`;
  return `Step decay over ${length}: ${warmup}${drops}.`;
}

/** The numbers of a schedule as rows of a table: name, value. */
export function scheduleRows(plan: SchedulePlan): [string, string][] {
  const { stepsPerEpoch } = plan;
  const step = (value: number) => `${count(value)} (epoch ${epochText(value, stepsPerEpoch)})`;
  const rows: [string, string][] = [
    ["Kind", plan.kind],
    ["Peak LR", formatLr(plan.peakLr)],
    ["Warmup steps", count(plan.warmupSteps)],
  ];
  if (plan.warmupSteps > 0) rows.push(["Warmup starts at LR", formatLr(plan.warmupStartLr)]);
  if (plan.kind === "cosine") rows.push(["Floor LR", formatLr(plan.floorLr)]);
  else {
    rows.push(["Milestones (steps)", plan.milestones.map(step).join(", ") || "none"]);
    rows.push(["Factor at each milestone", String(plan.factor)]);
  }
  rows.push(
    ["Total steps", step(plan.totalSteps)],
    ["Steps per epoch", count(stepsPerEpoch)],
    ["LR changes every", plan.per],
  );
  return rows;
}
