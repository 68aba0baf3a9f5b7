import * as z from "zod/mini";
import { curveSchema } from "./curve.ts";
import { datasetSummarySchema } from "./dataset.ts";
import { planSchema, schedulePlanSchema } from "./plan.ts";
import { type Infer, integer, noteSchema, object, positive, time } from "./schema.ts";
import { foundSuggestionSchema, noSuggestionSchema, rulePickSchema } from "./suggestion.ts";
import { stopReasonSchema, sweepRecordSchema, trialSchema } from "./sweep.ts";
import { engineSchema } from "./trainer.ts";
import { RESULT_VERSION } from "./versions.ts";

export const verifiedSideSchema = object({
  role: z.enum(["plan", "default-lr", "runner-up"]),
  /** E.g. `cosine from 0.01`, `constant 0.001 (the default of adam)`. */
  title: z.string(),
  lr: positive,
  /** Null for a constant LR. */
  schedule: z.nullable(schedulePlanSchema),
  trial: trialSchema,
});

export const verificationSchema = object({
  /** Updates every side was trained for. */
  steps: integer(1),
  sides: z.array(verifiedSideSchema),
  /** What came out, in words. */
  reasons: z.array(noteSchema),
});

const foundShape = {
  status: z.literal("found"),
  suggestion: foundSuggestionSchema,
  plan: planSchema,
};

const noneShape = {
  status: z.literal("none"),
  suggestion: noSuggestionSchema,
  /** Null: there is no suggestion to build on. */
  plan: z.null(),
};

const summaryShape = {
  /** LR of every rule, or null; rules that this version does not know may be among them. */
  methods: z.record(z.string(), z.nullable(positive)),
  sweep: object({
    stopReason: stopReasonSchema,
    stopDetail: z.string(),
    /** Recorded steps over all repeats. */
    steps: integer(0),
    startLr: positive,
    endLr: positive,
  }),
  cost: object({
    trainSteps: integer(0),
    evaluations: integer(0),
    seconds: z.number().check(z.minimum(0)),
  }),
  /** What the search was allowed to cost in training steps; null for results of before budgets. */
  budget: z._default(z.nullable(object({ name: z.string(), steps: integer(0) })), null),
  engine: engineSchema,
  warnings: z.array(noteSchema),
  /** Paths as given or relative to the working folder; null where not written. */
  files: object({ result: z.nullable(z.string()), report: z.nullable(z.string()) }),
};

const resultShape = {
  ...summaryShape,
  name: z.string(),
  /** ISO 8601, UTC. */
  createdAt: time,
  /** lr-finder's own version and Node's. */
  versions: z.record(z.string(), z.string()),
  /** Options as resolved, all of them. */
  options: z.record(z.string(), z.unknown()),
  data: z.nullable(datasetSummarySchema),
  record: sweepRecordSchema,
  curve: curveSchema,
  /**
   * Short annealed trainings from the state the sweep started from, in the order they were made:
   * the suggestion was chosen by them. Empty for the sweep alone (`--budget quick`).
   */
  probes: z._default(z.array(trialSchema), []),
  /** The plan against what else one would have done, by training both; null without `--verify`. */
  verification: z._default(z.nullable(verificationSchema), null),
  /** Every rule's answer; rules that this version does not know may be among them. */
  rules: z.record(z.string(), rulePickSchema),
};

const version = z.literal(RESULT_VERSION);

export const summarySchema = z.discriminatedUnion("status", [
  object({ version, ...foundShape, ...summaryShape }),
  object({ version, ...noneShape, ...summaryShape }),
]);

export const resultSchema = z.discriminatedUnion("status", [
  object({ version, ...foundShape, ...resultShape }),
  object({ version, ...noneShape, ...resultShape }),
]);

/** `run --verify`: the plan trained beside the library's default LR and the runner-up schedule. */
export interface Verification extends Infer<typeof verificationSchema> {}

export interface VerifiedSide extends Infer<typeof verifiedSideSchema> {}
