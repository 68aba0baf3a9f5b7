import { checkOneOf, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import type { Plan, SchedulePlan } from "../plan/types.ts";
import { parseKeyPath } from "./key-path.ts";
import type { ConfigEdit } from "./types.ts";

/** Names that {@link scheduleEdits} knows. */
export const SCHEDULE_FIELDS = [
  "initialLr",
  "kind",
  "per",
  "peakLr",
  "warmupStartLr",
  "floorLr",
  "floorRatio",
  "factor",
  "warmupSteps",
  "warmupEpochs",
  "warmupRatio",
  "totalSteps",
  "totalEpochs",
  "stepsPerEpoch",
  "milestones",
  "milestoneEpochs",
] as const;

export type ScheduleField = (typeof SCHEDULE_FIELDS)[number];

/**
 * Reads `field=path` pairs, e.g. `warmupSteps=trainer.warmup_steps`, into a mapping.
 *
 * @throws InputError `bad-option` for a pair without `=`, an unknown field (with the nearest one) or
 *   a field given twice; `bad-key-path` for its path
 */
export function parseMapping(pairs: readonly string[]): Record<string, string> {
  const mapping = new Map<string, string>();
  for (const pair of pairs) {
    const cut = pair.indexOf("=");
    if (cut < 1) rejectOption("schedule key", "like warmupSteps=trainer.warmup_steps", pair);
    const field = checkOneOf<string>("schedule field", pair.slice(0, cut).trim(), SCHEDULE_FIELDS);
    const path = pair.slice(cut + 1).trim();
    parseKeyPath(path);
    if (mapping.has(field)) rejectOption("schedule key", `given once for ${field}`, pair);
    mapping.set(field, path);
  }
  return Object.fromEntries(mapping);
}

/**
 * The edits that write a plan's schedule into a config.
 *
 * Fields are those of the plan and its schedule, and some in the units of other tools:
 * `warmupEpochs`, `totalEpochs` and `milestoneEpochs` (whole epochs only), `warmupRatio`
 * (warmup / total steps), `floorRatio` (floor / peak LR).
 *
 * @param mapping from field to key path
 * @throws InputError `bad-option` for an unknown field (with the nearest one); `field-not-in-plan`
 *   for one that this kind of schedule does not have, or that is not a whole number of epochs
 */
export function scheduleEdits(plan: Plan, mapping: Readonly<Record<string, string>>): ConfigEdit[] {
  return Object.entries(mapping).map(([name, path]) => {
    const field = checkOneOf<ScheduleField>("schedule field", name, SCHEDULE_FIELDS);
    return { path, ...fieldValue(plan, field) };
  });
}

function fieldValue(plan: Plan, field: ScheduleField): Omit<ConfigEdit, "path"> {
  const { schedule } = plan;
  const integer = (value: number) => ({ value, as: "integer" }) as const;
  const float = (value: number) => ({ value, as: "float" }) as const;
  switch (field) {
    case "initialLr":
      return { value: plan.initialLr, as: "lr" };
    case "peakLr":
      return { value: schedule.peakLr, as: "lr" };
    case "kind":
    case "per":
      return { value: schedule[field], as: "string" };
    case "warmupStartLr":
      return float(schedule.warmupStartLr);
    case "floorLr":
      return schedule.kind === "cosine" ? float(schedule.floorLr) : missing(schedule, field);
    case "floorRatio":
      if (schedule.kind !== "cosine") return missing(schedule, field);
      return float(schedule.floorLr / schedule.peakLr);
    case "factor":
      return schedule.kind === "step" ? float(schedule.factor) : missing(schedule, field);
    case "warmupSteps":
    case "totalSteps":
    case "stepsPerEpoch":
      return integer(schedule[field]);
    case "warmupEpochs":
      return integer(epochs(schedule, field, schedule.warmupSteps));
    case "totalEpochs":
      return integer(epochs(schedule, field, schedule.totalSteps));
    case "warmupRatio":
      return float(schedule.warmupSteps / schedule.totalSteps);
    case "milestones":
      if (schedule.kind !== "step") return missing(schedule, field);
      return { value: schedule.milestones, as: "integers" };
    case "milestoneEpochs":
      if (schedule.kind !== "step") return missing(schedule, field);
      return {
        value: schedule.milestones.map((step) => epochs(schedule, field, step)),
        as: "integers",
      };
  }
}

function epochs(schedule: SchedulePlan, field: string, steps: number): number {
  const count = steps / schedule.stepsPerEpoch;
  if (Number.isInteger(count)) return count;
  throw new InputError(
    "field-not-in-plan",
    `\`${field}\` would be ${count.toFixed(2)} epochs: map the field in steps instead`,
    { data: { field, steps, stepsPerEpoch: schedule.stepsPerEpoch } },
  );
}

function missing(schedule: SchedulePlan, field: string): never {
  const other = schedule.kind === "cosine" ? "step" : "cosine";
  throw new InputError(
    "field-not-in-plan",
    `\`${field}\` belongs to a ${other} schedule, and the plan is a ${schedule.kind} one: leave it out or plan with --schedule ${other}`,
    { data: { field, kind: schedule.kind } },
  );
}
