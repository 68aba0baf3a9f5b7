import type { SchedulePlan } from "../types.ts";
import { constants, heading } from "./parts.ts";

/** Python that defines `learning_rate(step)` with the standard library alone; same values as `planSchedule`. */
export function pythonFunction(plan: SchedulePlan): string {
  const lines = [
    `# ${heading(plan)}`,
    ...(plan.kind === "cosine" ? ["import math", ""] : [""]),
    ...constants(plan).map(([name, value]) => `${name} = ${value}`),
    "",
    "",
    "def learning_rate(step):",
    '    """Learning rate of an optimizer step, counted from 0."""',
  ];
  if (plan.per === "epoch") lines.push("    step = step // STEPS_PER_EPOCH * STEPS_PER_EPOCH");
  if (plan.warmupSteps > 0) {
    lines.push(
      "    if step < WARMUP_STEPS:",
      "        return WARMUP_START_LR + (PEAK_LR - WARMUP_START_LR) * step / WARMUP_STEPS",
    );
  }
  if (plan.kind === "step") {
    lines.push("    return PEAK_LR * FACTOR ** sum(step >= milestone for milestone in MILESTONES)");
    return lines.join("\n");
  }
  const progress =
    plan.warmupSteps > 0
      ? "(step - WARMUP_STEPS) / (TOTAL_STEPS - WARMUP_STEPS)"
      : "step / TOTAL_STEPS";
  lines.push(
    `    progress = min(1.0, ${progress})`,
    "    return FLOOR_LR + (PEAK_LR - FLOOR_LR) * 0.5 * (1.0 + math.cos(math.pi * progress))",
  );
  return lines.join("\n");
}
