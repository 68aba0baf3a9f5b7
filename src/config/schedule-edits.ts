import { PLAN_KINDS } from "../contract/choices.ts";
import { type PlanField, type PlanKind, planHas } from "../contract/plan.ts";
import { checkOneOf, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import type { Plan, SchedulePlan } from "../plan/index.ts";
import type { ConfigEdit } from "./edit.ts";
import { parseKeyPath } from "./key-path.ts";

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
  "gamma",
  "warmupSteps",
  "warmupEpochs",
  "warmupRatio",
  "totalSteps",
  "totalEpochs",
  "stepsPerEpoch",
  "stableSteps",
  "decaySteps",
  "milestones",
  "milestoneEpochs",
] as const;

/** A number or name of a schedule that a config may hold: one of {@link SCHEDULE_FIELDS}. */
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
 * (warmup / total steps), `floorRatio` (floor / peak LR), `gamma` (another name of `factor`) and
 * `stableSteps` (between warmup and decay).
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

// Fields that only some kinds of schedule have, with what they are made from.
const MADE_FROM: Readonly<Partial<Record<ScheduleField, PlanField>>> = {
  floorLr: "floorLr",
  floorRatio: "floorLr",
  factor: "factor",
  gamma: "factor",
  milestones: "milestones",
  milestoneEpochs: "milestones",
  stableSteps: "decaySteps",
  decaySteps: "decaySteps",
};

/** Whether a kind of schedule has a field. */
export function hasField(kind: PlanKind, field: ScheduleField): boolean {
  const from = MADE_FROM[field];
  return from === undefined || planHas(kind, from);
}

/** The value of a field, and how it is written. @throws InputError `field-not-in-plan` */
export function fieldValue(plan: Plan, field: ScheduleField): Omit<ConfigEdit, "path"> {
  const { schedule } = plan;
  const integer = (value: number) => ({ value, as: "integer" }) as const;
  const float = (value: number) => ({ value, as: "float" }) as const;
  if (!hasField(schedule.kind, field)) missing(schedule, field);
  // Zero where this kind has no such field, which the line above has refused.
  const floorLr = "floorLr" in schedule ? schedule.floorLr : 0;
  const milestones = "milestones" in schedule ? schedule.milestones : [];
  const decaySteps = "decaySteps" in schedule ? schedule.decaySteps : 0;
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
      return float(floorLr);
    case "floorRatio":
      return float(floorLr / schedule.peakLr);
    case "factor":
    case "gamma":
      return float("factor" in schedule ? schedule.factor : 1);
    case "warmupSteps":
    case "totalSteps":
    case "stepsPerEpoch":
      return integer(schedule[field]);
    case "stableSteps":
      return integer(schedule.totalSteps - schedule.warmupSteps - decaySteps);
    case "decaySteps":
      return integer(decaySteps);
    case "warmupEpochs":
      return integer(wholeEpochs(schedule, field, schedule.warmupSteps));
    case "totalEpochs":
      return integer(wholeEpochs(schedule, field, schedule.totalSteps));
    case "warmupRatio":
      return float(schedule.warmupSteps / schedule.totalSteps);
    case "milestones":
      return { value: milestones, as: "integers" };
    case "milestoneEpochs": {
      const value = milestones.map((step) => wholeEpochs(schedule, field, step));
      return { value, as: "integers" };
    }
  }
}

/**
 * Steps as epochs.
 *
 * @throws InputError `field-not-in-plan` when they are not a whole number of epochs
 */
export function wholeEpochs(schedule: SchedulePlan, field: string, steps: number): number {
  const count = steps / schedule.stepsPerEpoch;
  if (Number.isInteger(count)) return count;
  throw new InputError(
    "field-not-in-plan",
    `\`${field}\` would be ${count.toFixed(2)} epochs: map the field in steps instead, or plan with --per epoch`,
    { data: { field, steps, stepsPerEpoch: schedule.stepsPerEpoch } },
  );
}

function missing(schedule: SchedulePlan, field: ScheduleField): never {
  const kinds = PLAN_KINDS.filter((kind) => hasField(kind, field));
  throw new InputError(
    "field-not-in-plan",
    `\`${field}\` belongs to a ${kinds.join(" or ")} schedule, and the plan is a ${schedule.kind} one: leave it out or plan with --schedule ${kinds[0]}`,
    { data: { field, kind: schedule.kind } },
  );
}
