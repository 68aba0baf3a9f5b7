import { PER_UNITS, type PLAN_KINDS } from "./choices.ts";
import { noteSchema } from "./note.ts";
import {
  type Infer,
  integer,
  list,
  literal,
  numberWithin,
  object,
  oneOf,
  positive,
  variants,
  where,
} from "./schema.ts";

const shared = {
  peakLr: positive,
  /** LR of step 0 when there is warmup; otherwise equal to `peakLr`. */
  warmupStartLr: positive,
  warmupSteps: integer(0),
};

const perSchema = oneOf(...PER_UNITS);

const length = {
  totalSteps: integer(1),
  stepsPerEpoch: integer(1),
  /** Whether the LR changes every step or only at the start of an epoch. */
  per: perSchema,
};

const floorLr = numberWithin({ min: 0 });

/** A condition of all kinds: a schedule peaks at its peak and has room for its phases. */
const peaks = where<{ warmupStartLr: number; peakLr: number }>(
  "warmupStartLr",
  "at most peakLr",
  ({ warmupStartLr, peakLr }) => warmupStartLr <= peakLr,
);
const fits = where<{ totalSteps: number; warmupSteps: number; decaySteps?: number }>(
  "totalSteps",
  "room for the warmup and the decay",
  ({ totalSteps, warmupSteps, decaySteps = 0 }) => totalSteps >= warmupSteps + decaySteps,
);
const floors = where<{ floorLr: number; peakLr: number }>(
  "floorLr",
  "at most peakLr",
  ({ floorLr, peakLr }) => floorLr <= peakLr,
);

export const cosinePlanSchema = object(
  {
    kind: literal("cosine"),
    ...shared,
    floorLr,
    ...length,
  },
  peaks,
  fits,
  floors,
);

export const stepPlanSchema = object(
  {
    kind: literal("step"),
    ...shared,
    /** Rising, after the warmup. */
    milestones: list(integer(1)),
    /** Above 0, at most 1. */
    factor: numberWithin({ above: 0, max: 1 }),
    ...length,
  },
  peaks,
  fits,
  where("milestones", "rising steps after the warmup", ({ milestones, warmupSteps }) =>
    milestones.every((step, i) => step > (milestones[i - 1] ?? warmupSteps)),
  ),
);

export const warmupStableDecayPlanSchema = object(
  {
    kind: literal("warmup-stable-decay"),
    ...shared,
    /** Steps of the decay, at the end; warmup and decay together are at most `totalSteps`. */
    decaySteps: integer(0),
    floorLr,
    ...length,
  },
  peaks,
  fits,
  floors,
);

const KINDS = [cosinePlanSchema, stepPlanSchema, warmupStableDecayPlanSchema] as const;

export const schedulePlanSchema = variants("kind", ...KINDS);

/** A field that some kind of schedule has. */
export type PlanField = FieldsOf<SchedulePlan>;

type FieldsOf<Each> = Each extends unknown ? keyof Each : never;

/** Whether the schedules of a kind have a field. */
export function planHas(kind: PlanKind, field: PlanField): boolean {
  return KINDS.some(
    ({ fields }) => fields.kind.values.some((each) => each === kind) && field in fields,
  );
}

export const planSchema = object({
  initialLr: positive,
  schedule: schedulePlanSchema,
  alternative: schedulePlanSchema,
  reasons: list(noteSchema),
});

/** A cosine schedule with numbers: linear warmup, then half a cosine down to the floor at `totalSteps`. */
export interface CosinePlan extends Infer<typeof cosinePlanSchema> {}

/** A step schedule with numbers: the LR is multiplied by `factor` at each milestone (in optimizer steps). */
export interface StepPlan extends Infer<typeof stepPlanSchema> {}

/**
 * Warmup, a hold at the peak, and a decay as 1 - sqrt to the floor over the last `decaySteps`: what
 * can be extended, because all but the decay is the same for any length.
 */
export interface WarmupStableDecayPlan extends Infer<typeof warmupStableDecayPlanSchema> {}

/**
 * A planned schedule with all its numbers, by its `kind`: plain data, of which `planSchedule`
 * makes a function of the step.
 */
export type SchedulePlan = Infer<typeof schedulePlanSchema>;

/** The kinds of schedules that a plan may have. */
export type PlanKind = (typeof PLAN_KINDS)[number];

/** What to train with. `alternative` is the runner-up kind with its own numbers, for comparison. */
export interface Plan extends Infer<typeof planSchema> {}
