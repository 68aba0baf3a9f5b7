import { formatLr } from "../core/format.ts";
import { PLAN_KINDS, type PlanKind } from "./plan.ts";
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

const SCHEDULES: Readonly<Record<PlanKind, string>> = {
  cosine: "cosine",
  step: "step decay",
  "warmup-stable-decay": "warmup-stable-decay",
};

/** A trial's label: its purpose in a few English words, e.g. `probe at 0.01`. */
export function purposeLabel(purpose: TrialPurpose): string {
  switch (purpose.kind) {
    case "probe":
      return `probe at ${formatLr(purpose.lr)}`;
    case "ladder":
      return `ladder at ${formatLr(purpose.lr)}`;
    case "whole-run":
      return `whole run at ${formatLr(purpose.lr)}${orderOf(purpose)}`;
    case "verification":
      return `verification: ${purpose.role === "plan" ? "the plan" : sideTitle(purpose)}`;
  }
}

function orderOf({ order, divided }: Extract<TrialPurpose, { kind: "whole-run" }>): string {
  if (order === undefined) return "";
  return divided ? `, rows divided anew (${order})` : `, data order ${order + 1}`;
}

/** A purpose with the label that says it, as a trial has them. */
export function forPurpose(purpose: TrialPurpose) {
  return { purpose, label: purposeLabel(purpose) };
}

/** A side's title: `cosine from 0.01`, `constant 0.001 (the default of adam)`. */
export function sideTitle({
  lr,
  schedule,
  optimizer,
}: Pick<VerifiedPurpose, "lr" | "schedule" | "optimizer">): string {
  return schedule === null
    ? `constant ${formatLr(lr)} (the default of ${optimizer})`
    : `${SCHEDULES[schedule]} from ${formatLr(lr)}`;
}
