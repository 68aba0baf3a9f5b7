import { curveSchema } from "./curve.ts";
import { datasetSummarySchema } from "./dataset.ts";
import { noteSchema } from "./note.ts";
import { planSchema, schedulePlanSchema } from "./plan.ts";
import { verifiedRoleSchema } from "./purpose.ts";
import {
  anything,
  type Infer,
  integer,
  list,
  literal,
  nothing,
  nullable,
  numberWithin,
  object,
  optionalIfKnown,
  positive,
  record,
  since,
  text,
  time,
  variants,
} from "./schema.ts";
import { stopSchema } from "./stop.ts";
import { foundSuggestionSchema, noSuggestionSchema, rulePickSchema } from "./suggestion.ts";
import { stopReasonSchema, sweepRecordSchema, trialSchema } from "./sweep.ts";
import { engineSchema } from "./trainer.ts";
import { RESULT_VERSION } from "./versions.ts";

export const verifiedSideSchema = object({
  role: verifiedRoleSchema,
  /** E.g. `cosine from 0.01`, `constant 0.001 (the default of adam)`. */
  title: text,
  lr: positive,
  /** Null for a constant LR. */
  schedule: nullable(schedulePlanSchema),
  trial: trialSchema,
});

export const verificationSchema = object({
  /** Updates every side was trained for. */
  steps: integer(1),
  sides: list(verifiedSideSchema),
  /** What came out, in words. */
  reasons: list(noteSchema),
});

const foundShape = {
  status: literal("found"),
  suggestion: foundSuggestionSchema,
  /** Null where there is no suggestion to build on. */
  plan: planSchema,
};

const noneShape = {
  status: literal("none"),
  suggestion: noSuggestionSchema,
  /** Null where there is no suggestion to build on. */
  plan: nothing,
};

const summaryShape = {
  /** LR of every rule, or null; rules that this version does not know may be among them. */
  methods: record(nullable(positive)),
  sweep: object({
    stopReason: stopReasonSchema,
    stopDetail: text,
    /** The same as data; older documents lack it. */
    stop: optionalIfKnown(stopSchema),
    /** Recorded steps over all repeats. */
    steps: integer(0),
    startLr: positive,
    endLr: positive,
  }),
  cost: object({
    trainSteps: integer(0),
    evaluations: integer(0),
    seconds: numberWithin({ min: 0 }),
  }),
  /** What the search was allowed to cost in training steps; null for results of before budgets. */
  budget: since(nullable(object({ name: text, steps: integer(0) })), null),
  engine: engineSchema,
  warnings: list(noteSchema),
  /** Paths as given or relative to the working folder; null where not written. */
  files: object({ result: nullable(text), report: nullable(text) }),
};

const resultShape = {
  ...summaryShape,
  name: text,
  /** ISO 8601, UTC. */
  createdAt: time,
  /** lr-finder's own version and Node's. */
  versions: record(text),
  /** Options as resolved, all of them. */
  options: record(anything),
  data: nullable(datasetSummarySchema),
  record: sweepRecordSchema,
  curve: curveSchema,
  /**
   * Short annealed trainings from the state the sweep started from, in the order they were made:
   * the suggestion was chosen by them. Empty for the sweep alone (`--budget quick`).
   */
  probes: since(list(trialSchema), []),
  /** The plan against what else one would have done, by training both; null without `--verify`. */
  verification: since(nullable(verificationSchema), null),
  /** Every rule's answer; rules that this version does not know may be among them. */
  rules: record(rulePickSchema),
};

const version = literal(RESULT_VERSION);

export const summarySchema = variants(
  "status",
  object({ version, ...foundShape, ...summaryShape }),
  object({ version, ...noneShape, ...summaryShape }),
);

export const resultSchema = variants(
  "status",
  object({ version, ...foundShape, ...resultShape }),
  object({ version, ...noneShape, ...resultShape }),
);

/** `run --verify`: the plan trained beside the library's default LR and the runner-up schedule. */
export interface Verification extends Infer<typeof verificationSchema> {}

export interface VerifiedSide extends Infer<typeof verifiedSideSchema> {}
