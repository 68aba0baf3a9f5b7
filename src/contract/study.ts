import { axisKindSchema } from "./factor-kind.ts";
import { lawSchema } from "./law.ts";
import { holderShape } from "./lock.ts";
import { noteSchema } from "./note.ts";
import {
  anything,
  either,
  type Infer,
  integer,
  list,
  literal,
  loss,
  name,
  nullable,
  number,
  numberWithin,
  object,
  oneOf,
  optional,
  positive,
  record,
  text,
  textLike,
  time,
  where,
} from "./schema.ts";
import { aimSchema, confidenceSchema } from "./suggestion.ts";
import { STUDY_VERSION } from "./versions.ts";

const axisValueSchema = either("a number or a name", number, name);

export const axisSchema = object({
  /** What the axis is to the law. */
  kind: axisKindSchema,
  /** At least one, none twice: names for an axis of names, else numbers. */
  values: list(axisValueSchema, { fewest: 1 }),
});

export const studyDesignSchema = oneOf("full", "corners");

/** A value of every axis, or of some. */
const factorsSchema = record(axisValueSchema);

const specVersion = literal(STUDY_VERSION);

/** What trains, and how; one of `trainer`, `data` and `module`. */
const specSource = {
  /** The command of a trainer in another process; `{axis}` stands for the cell's value. */
  trainer: optional(name),
  /** A table or an idx images file. */
  data: optional(name),
  /** With `data`: the column to predict. */
  target: optional(either("a column's name or its index", integer(0), name)),
  /** With `data`: the model; `{axis}` stands for the cell's value. */
  model: optional(name),
  /** A module that is called with `{ seed, cell }`. */
  module: optional(name),
  /** Other files that decide the losses: a task is measured anew when one of them changes. */
  files: optional(list(name)),
};

export const studySpecSchema = object({
  version: specVersion,
  /** For tables, pages and the tasks' own results. */
  name: optional(name),
  ...specSource,
  /** By name; the names are placeholders, and those of options of `run` are that option. */
  axes: record(axisSchema),
  /** Seeds of each cell. */
  repeats: optional(integer(1)),
  /** `full`: every combination; `corners`: the corners, the centre, and two more batch sizes. */
  design: optional(studyDesignSchema),
  /** Options of `run` for every cell, by their names in code or on the command line. */
  run: optional(record(anything)),
  /** Where the LR is wanted: a number for every axis that is no axis of names. */
  at: optional(factorsSchema),
});

/** `study.json`: the spec as resolved, and what made it. */
export const studyFileSchema = object({
  version: specVersion,
  name,
  ...specSource,
  axes: record(axisSchema),
  repeats: integer(1),
  design: studyDesignSchema,
  /** Options of `run` for every cell, by their names in code. */
  run: record(anything),
  at: nullable(factorsSchema),
  /** How often a task is tried again after a failure. */
  retries: integer(0),
  /** Tasks of the whole study. */
  tasks: integer(0),
  /** lr-finder's major and minor version: tasks of others are not mixed with these. */
  lrFinder: text,
  /** The folder that paths and commands start from, from the study's own folder; absolute on another drive. */
  workingFolder: text,
  /** ISO 8601, UTC. */
  plannedAt: time,
});

/** 24 hexadecimal digits of the SHA-256 of everything that decides a task's numbers. */
const taskKey = textLike(/^[0-9a-f]{24}$/, "a task's key of 24 hexadecimal digits");

const taskShape = {
  version: specVersion,
  key: taskKey,
  /** The cell: a value of every axis. */
  factors: factorsSchema,
  seed: integer(),
};

/** `tasks/<key>.json`. */
export const studyTaskSchema = object({
  ...taskShape,
  /** The request of its run, without where it goes. */
  request: record(anything),
  /** SHA-256 of the files that decide its numbers, by their paths. */
  files: record(text),
});

/** `leases/<key>`: who measures a task now. */
export const studyLeaseSchema = object({
  version: specVersion,
  /** Grows while the holder lives; no clock is compared. */
  beat: integer(0),
  ...holderShape,
});

/**
 * How an attempt failed: `error` (it may go better the next time), `final` (it would not), `died` (the
 * process that trained it, or its worker, died).
 */
export const failureKindSchema = oneOf("error", "final", "died");

/** `failures/<key>-<attempt>-<kind>.json`: an attempt that came to no result. */
export const studyFailureSchema = object({
  ...taskShape,
  /** Counted from 1. */
  attempt: integer(1),
  kind: failureKindSchema,
  /** Machine-readable: that of the error, or `worker-died`, `child-died`, `stuck`. */
  code: text,
  /** For a person. */
  message: text,
  /** End of what the trainer or the worker wrote to stderr. */
  stderr: text,
  /** By the worker's own clock. */
  at: time,
  host: text,
});

/** A training of a task that ended, and can be compared with the others of its task. */
export const studyRowSchema = object({
  lr: positive,
  /** At the end; not finite for a training that broke. */
  loss,
  /** Updates that it was trained for. */
  steps: integer(1),
  /** Of its data order: trainings of one seed are compared in pairs. */
  seed: integer(),
});

const outcomeShape = {
  ...taskShape,
  /** Whether it has an LR. */
  status: oneOf("found", "none"),
  /** The LR that the run suggests; null where it suggests none. */
  lr: nullable(positive),
  /** Width of the LRs that its data cannot tell from the best, in decades; null without an LR. */
  rangeLog10: nullable(numberWithin({ min: 0 })),
  confidence: nullable(confidenceSchema),
  /** Why there is no LR; null where there is one. */
  reason: nullable(text),
  for: aimSchema,
  /** Of the trainer, as it calls it. */
  optimizer: text,
  /** Batch size that it was trained with, as the trainer says; left out where it does not say. */
  batchSize: optional(integer(1)),
  /** Trainings of the cell's own length, or shorter ones; null where there are no rows. */
  rowsAre: nullable(oneOf("whole-runs", "probes")),
  /** Trainings that can be compared, all of one length. */
  rows: list(studyRowSchema),
  /** Updates of all of its trainings. */
  trainSteps: integer(0),
  seconds: numberWithin({ min: 0 }),
};

/** `results/<key>/outcome.json`: what a study reads of a result. */
export const studyOutcomeSchema = object({
  ...outcomeShape,
  host: text,
  /** By the worker's own clock. */
  finishedAt: time,
});

/** How far a study is. */
export const studyCountsSchema = object(
  {
    tasks: integer(0),
    done: integer(0),
    running: integer(0),
    /** Those that are not tried again unless that is asked for. */
    failed: integer(0),
    waiting: integer(0),
    /** Results of tasks that are no longer part of the study: an axis lost a value, or the trainer changed. */
    other: integer(0),
  },
  where("done", "counts that add up", ({ tasks, done, running, failed, waiting }) => {
    return tasks === done + running + failed + waiting;
  }),
);

/** `summary.json`, and what `study run --json` and `study status --json` print. */
export const studySummarySchema = object({
  version: specVersion,
  name,
  axes: record(axisSchema),
  at: nullable(factorsSchema),
  counts: studyCountsSchema,
  /** Tasks that are given up, with their last attempt. */
  failures: list(studyFailureSchema),
  /** One for each combination of the axes of names; null where there is nothing to fit. */
  laws: nullable(list(object({ names: factorsSchema, law: lawSchema }))),
  warnings: list(noteSchema),
});

/** One axis of a study: its kind and its values. */
export interface Axis extends Infer<typeof axisSchema> {}

/** A value of every axis. */
export type Factors = Infer<typeof factorsSchema>;

export type FailureKind = Infer<typeof failureKindSchema>;

export type StudyDesign = Infer<typeof studyDesignSchema>;

/** A study as a person writes it. */
export interface StudySpec extends Infer<typeof studySpecSchema> {}

/** A study with everything that it leaves open decided. */
export interface StudyFile extends Infer<typeof studyFileSchema> {}

export interface StudyTask extends Infer<typeof studyTaskSchema> {}

export interface StudyLease extends Infer<typeof studyLeaseSchema> {}

/** An attempt at a task that failed: what, when and where. */
export interface StudyFailure extends Infer<typeof studyFailureSchema> {}

/** A training of a task that ended: its LR, its loss at the end, its updates and its seed. */
export interface StudyRow extends Infer<typeof studyRowSchema> {}

/** What a task came to: the LR that its run suggests, or the reason why there is none, and its rows. */
export interface StudyOutcome extends Infer<typeof studyOutcomeSchema> {}

/** How many tasks of a study are done, running, waiting and failed. */
export interface StudyCounts extends Infer<typeof studyCountsSchema> {}

/** A study as `summary.json` has it: counts, failures, and the law with the LR at its point. */
export interface StudySummary extends Infer<typeof studySummarySchema> {}
