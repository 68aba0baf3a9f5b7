import { PLAN_KINDS } from "./choices.ts";
import {
  flag,
  type Infer,
  integer,
  literal,
  nullable,
  object,
  oneOf,
  optional,
  positive,
  text,
  variants,
} from "./schema.ts";

/** Whose part a training takes in a verification. */
export const verifiedRoleSchema = oneOf("plan", "default-lr", "runner-up");

export const trialPurposeSchema = variants(
  "kind",
  object({ kind: literal("probe"), lr: positive }),
  object({ kind: literal("ladder"), lr: positive }),
  object({
    kind: literal("whole-run"),
    /** The peak of its schedule. */
    lr: positive,
    schedule: oneOf(...PLAN_KINDS),
    /** Another data order than the trainer's own; counted from 1. */
    order: optional(integer(1)),
    /** True where the rows were divided into training and held-out ones anew for it. */
    divided: optional(flag),
  }),
  object({
    kind: literal("verification"),
    role: verifiedRoleSchema,
    /** Its highest LR. */
    lr: positive,
    /** Null for a constant LR, and where an older journal does not say. */
    schedule: nullable(oneOf(...PLAN_KINDS)),
    /** As the trainer calls it. */
    optimizer: text,
  }),
);

/** What a trial is for. */
export type TrialPurpose = Infer<typeof trialPurposeSchema>;

/** Kinds of trainings that choose an LR, by the name of the method in results. */
export const DECIDING_TRIALS = {
  probes: "probe",
  "whole-runs": "whole-run",
  ladder: "ladder",
} as const satisfies Readonly<Record<string, TrialPurpose["kind"]>>;

/** A method that chooses by training at several LRs. */
export type DecidingMethod = keyof typeof DECIDING_TRIALS;

/** What a verification trains: the plan, the library's default LR, or the runner-up. */
export type VerifiedPurpose = Extract<TrialPurpose, { kind: "verification" }>;
