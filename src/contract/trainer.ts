import { noteSchema } from "./note.ts";
import {
  type Infer,
  integer,
  list,
  numberWithin,
  object,
  oneOf,
  optional,
  record,
  text,
} from "./schema.ts";

export const engineSchema = object({
  /** E.g. `native`, `wasm`, `cpu`, `synthetic`, `process`. */
  name: text,
  version: text,
  /** One sentence: why this one, and why not a faster one. */
  why: text,
  /** The same as a note, from which other languages make their sentence; older documents lack it. */
  whyNote: optional(noteSchema),
  /** Threads that its own loops use, where they divide the work themselves; the numbers do not depend on it. */
  threads: optional(integer(1)),
  /**
   * What of the machine decides the last bits of its numbers, e.g. `simd`, `fma` (a product and its sum are
   * rounded once). Machines with the same features, engine and version give the same bits.
   */
  features: optional(list(text)),
});

/** Why an engine whose loops could share the work computes on one thread, as a clause. */
export type OneThreadReason =
  | "the machine, or LR_FINDER_THREADS, gives no more"
  | "the memory of the wasm backend is not shared"
  | "Node.js runs with --permission and without --allow-worker"
  | "no worker could be started"
  | "its workers have ended";

/** Why a page cannot start an engine: `not-loaded` is its backend. */
export const engineAbsenceSchema = oneOf("no-webgpu", "insecure-page", "not-loaded");
export type EngineAbsence = Infer<typeof engineAbsenceSchema>;

/** Stands for the optimizer where neither a trainer nor a log tells it. */
export const UNKNOWN_OPTIMIZER = "unknown";

/** Stands for the engine of a result that was read from logs: nothing was trained. */
export const RECORDED_ENGINE = "recorded";

export const trainerInfoSchema = object({
  /** Optimizer name as users write it: `sgd`, `momentum`, `adam`, … */
  optimizer: text,
  /** Rows in one optimizer update (all micro-batches of an accumulation window together); 0 where nobody said. */
  batchSize: integer(0),
  /** Optimizer updates in one pass over the training rows; at least 1. */
  stepsPerEpoch: integer(1),
  /** Trainable numbers in the model. */
  parameterCount: integer(0),
  /** What does the arithmetic, and why it was chosen. */
  engine: engineSchema,
  /** Seed of initial weights (where the trainer made them), data order and dropout. */
  seed: integer(),
  /**
   * The lowest held-out loss that one and the same answer to every row gives, and which answer that is; left
   * out where it is not known.
   */
  constantAnswer: optional(
    object({ loss: numberWithin({ min: 0 }), is: oneOf("mean", "median", "class-shares") }),
  ),
});

export const trainerIdentitySchema = object({
  /** SHA-256 of a module and of the user's files that it imports, by their path from its folder. */
  files: optional(record(text)),
  /** SHA-256 of the initial weights. */
  weights: optional(text),
  /** SHA-256 of the first batch. */
  firstBatch: optional(text),
  /** SHA-256 of the held-out rows. */
  heldOut: optional(text),
});

/** What decides a trainer's numbers, as digests. Two trainers that differ in one train other numbers. */
export interface TrainerIdentity extends Infer<typeof trainerIdentitySchema> {}

/** The engine that trained. */
export interface EngineInfo extends Infer<typeof engineSchema> {}

/** What a trainer says of itself. It goes into the journal and the result as it is. */
export interface TrainerInfo extends Infer<typeof trainerInfoSchema> {}
