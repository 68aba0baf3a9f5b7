import { STOP_SMOOTHINGS, SWEEP_GRIDS, SWEEP_MODES } from "./choices.ts";
import { ROW_GROUPS } from "./limits.ts";
import { trialPurposeSchema } from "./purpose.ts";
import {
  type Infer,
  integer,
  list,
  literal,
  loss,
  neverFalling,
  number,
  numberWithin,
  object,
  oneOf,
  optional,
  optionalIfKnown,
  positive,
  sameLength,
  since,
  text,
  variants,
} from "./schema.ts";
import { stopSchema } from "./stop.ts";
import { trainerInfoSchema } from "./trainer.ts";

export const sweepModeSchema = oneOf(...SWEEP_MODES);

export const sweepGridSchema = oneOf(...SWEEP_GRIDS);

export const stopReasonSchema = oneOf(
  "completed",
  "diverged",
  "non-finite",
  "trainer-ended",
  "cancelled",
);

export const stopSmoothingSchema = oneOf(...STOP_SMOOTHINGS);

export const stopRuleSchema = variants(
  "kind",
  object({ kind: literal("robust") }),
  object({
    kind: literal("factor"),
    factor: positive,
    /** Weight of the past in the moving average, in [0, 1). */
    beta: numberWithin({ min: 0, below: 1 }),
    smoothing: stopSmoothingSchema,
  }),
  object({ kind: literal("none") }),
);

export const sweepOptionsSchema = object({
  /** First LR, > 0. */
  startLr: positive,
  /** Last LR, > startLr. */
  endLr: positive,
  /** Optimizer updates; at least 10 for a sweep, at least 1 for a recorded one. */
  steps: integer(1),
  mode: sweepModeSchema,
  /** Left out: `closed`. */
  grid: optional(sweepGridSchema),
  stopRule: stopRuleSchema,
  /** Held-out loss every so many steps; 0 = never. */
  evaluateEvery: integer(0),
  /** Sweeps with seeds seed, seed + 1, …; at least 1. */
  repeats: integer(1),
  seed: integer(),
});

/** What a held-out point may tell of its rows; older documents lack it. */
const heldOutRows = {
  /** Held-out rows. */
  count: optional(integer(1)),
  /** Standard error of the loss, as given or from the rows' losses. */
  standardError: optional(numberWithin({ min: 0 })),
};

/** The same of a trial's point. */
const trialHeldOutRows = {
  ...heldOutRows,
  /**
   * The rows' losses; of more than 128 rows the means of 128 groups, where row i belongs to group
   * i mod 128. Rounded to 7 digits; finite. A trial that has ended keeps those of its last point and of
   * the first with its lowest loss.
   */
  rowLosses: optional(list(number, { fewest: 1, most: ROW_GROUPS })),
};

export const sweepRunSchema = object(
  {
    seed: integer(),
    /** Zero-based place on the ladder of each recorded step (a skipped update is tried again at its LR). */
    stepIndices: list(integer(0)),
    /** LR of each recorded step, rising. */
    lrs: list(positive),
    /** Raw loss before the update at that LR. The last one may be non-finite, no other. */
    losses: list(loss),
    /** Held-out losses, taken after the update at that step. */
    heldOut: list(object({ stepIndex: integer(0), lr: positive, loss: loss, ...heldOutRows })),
    /** Updates that the trainer skipped, at least 1; left out where there were none. */
    skipped: optional(integer(1)),
    stopReason: stopReasonSchema,
    /** One sentence on the stop: at which step and LR, and why. */
    stopDetail: text,
    /** The same as data; older documents lack it. */
    stop: optionalIfKnown(stopSchema),
  },
  ...sameLength("lrs", "losses", "stepIndices"),
  neverFalling("lrs"),
);

export const sweepRecordSchema = object({
  version: since(literal(1), 1),
  options: sweepOptionsSchema,
  info: trainerInfoSchema,
  runs: list(sweepRunSchema),
});

/** A budget in time has become a number of updates, before the first decision. */
export const budgetEventSchema = object({
  type: literal("budget"),
  /** As it was asked for, e.g. `90s`. */
  name: text,
  /** Updates that it holds. */
  steps: integer(1),
  /** What one update takes, its part of the held-out losses included. */
  stepMs: positive,
});

/** What happens in a sweep, as it happens. `run` is the zero-based repeat. */
export const sweepEventSchemas = [
  object({ type: literal("run-start"), run: integer(0), seed: integer() }),
  object({
    type: literal("step"),
    run: integer(0),
    stepIndex: integer(0),
    lr: positive,
    loss: loss,
  }),
  object({ type: literal("skipped"), run: integer(0), stepIndex: integer(0), lr: positive }),
  object({
    type: literal("held-out"),
    run: integer(0),
    stepIndex: integer(0),
    lr: positive,
    loss: loss,
    ...heldOutRows,
  }),
  object({
    type: literal("run-end"),
    run: integer(0),
    stopReason: stopReasonSchema,
    stopDetail: text,
    /** The same as data; older documents lack it. */
    stop: optionalIfKnown(stopSchema),
  }),
] as const;

export const trialStopReasonSchema = oneOf(
  "completed",
  "abandoned",
  "diverged",
  "non-finite",
  "trainer-ended",
  "cancelled",
);

export const trialHeldOutSchema = object({
  /** Optimizer updates made before it was measured: 0 is the untouched start. */
  stepsDone: integer(0),
  loss: loss,
  ...trialHeldOutRows,
});

export const trialSchema = object(
  {
    /** What it was for, in a few words, e.g. `probe at 0.01`. */
    label: text,
    /** The same as data; older documents lack it. */
    purpose: optionalIfKnown(trialPurposeSchema),
    /** Highest LR of its schedule. */
    peakLr: positive,
    /** Seed of its data order (and, where the trainer made the model, of its weights). */
    seed: integer(),
    /** Updates it would have taken without stopping early; at least 1. */
    plannedSteps: integer(1),
    /** LR of each update made, in order. */
    lrs: list(positive),
    /** Batch loss before each update. The last one may be non-finite, no other. */
    losses: list(loss),
    /** In order of `stepsDone`; empty for a trainer without `evaluate`. */
    heldOut: list(trialHeldOutSchema),
    /** Updates that the trainer skipped, at least 1; left out where there were none. */
    skipped: optional(integer(1)),
    stopReason: trialStopReasonSchema,
    /** One sentence on the stop. */
    stopDetail: text,
    /** The same as data; older documents lack it. */
    stop: optionalIfKnown(stopSchema),
  },
  ...sameLength("lrs", "losses"),
);

/** What happens in the trials of a run, as it happens. `trial` is zero-based, over all trials of the run. */
export const trialEventSchemas = [
  object({
    type: literal("trial-start"),
    trial: integer(0),
    label: text,
    purpose: optionalIfKnown(trialPurposeSchema),
    peakLr: positive,
    seed: integer(),
    plannedSteps: integer(1),
  }),
  object({
    type: literal("trial-step"),
    trial: integer(0),
    stepIndex: integer(0),
    lr: positive,
    loss: loss,
  }),
  object({
    type: literal("trial-held-out"),
    trial: integer(0),
    stepsDone: integer(0),
    loss: loss,
    ...trialHeldOutRows,
  }),
  object({
    type: literal("trial-end"),
    trial: integer(0),
    stopReason: trialStopReasonSchema,
    stopDetail: text,
    /** The same as data; older documents lack it. */
    stop: optionalIfKnown(stopSchema),
    /** Updates that the trainer skipped, at least 1; left out where there were none. */
    skipped: optional(integer(1)),
  }),
] as const;

export type SweepMode = Infer<typeof sweepModeSchema>;

export type SweepGrid = Infer<typeof sweepGridSchema>;

/** Why a sweep ended. */
export type StopReason = Infer<typeof stopReasonSchema>;

/**
 * When a sweep counts as diverged.
 *
 * - `robust`: ours; works in units of the curve itself, whatever the sign and size of the losses.
 * - `factor`: the peers' rule, smoothed loss above `factor` x best smoothed loss (made sign-safe:
 *   see `sweep/stop-rule.ts`).
 * - `none`: only a non-finite loss ends the sweep.
 */
export type StopRuleOptions = Infer<typeof stopRuleSchema>;

export interface ResolvedSweepOptions extends Infer<typeof sweepOptionsSchema> {}

/** One pass over the LR ladder. All arrays but `heldOut` have one entry a recorded step. */
export interface SweepRun extends Infer<typeof sweepRunSchema> {}

/** What a finished, diverged, cancelled or failed sweep leaves: plain, versioned JSON. */
export interface SweepRecord extends Infer<typeof sweepRecordSchema> {}

/**
 * What happens in a sweep, as it happens. The same objects are the lines of a journal.
 * `run` is the zero-based repeat.
 */
export type SweepEvent = Infer<(typeof sweepEventSchemas)[number]>;

/** Why a trial ended. `abandoned`: it was clearly behind, so its remaining steps were not spent. */
export type TrialStopReason = Infer<typeof trialStopReasonSchema>;

/** A held-out loss of a trial. */
export interface TrialHeldOut extends Infer<typeof trialHeldOutSchema> {}

/**
 * One training from the snapshotted state under an LR schedule: a probe, a side of a verification,
 * a rung of the manual ladder. Trials of one result share initial state, batches and held-out rows,
 * so that their losses can be compared pairwise.
 */
export interface Trial extends Infer<typeof trialSchema> {}

/** What happens in the trials of a run, as it happens; also the lines of a journal. */
export type TrialEvent = Infer<(typeof trialEventSchemas)[number]>;
