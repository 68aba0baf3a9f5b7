import type { Evaluation } from "../contract/evaluation.ts";

/** What a step of training gave; a number alone is its loss. */
export interface ServedStep {
  /** Mean loss of the batch before the update; may be NaN or infinite. */
  readonly loss: number;
  /** The base learning rate that was really applied, if it can be read back. */
  readonly lr?: number;
  /** True when no update was made (mixed-precision overflow). */
  readonly skipped?: boolean;
}

/** What lr-finder should know about the training; leave out what you do not know. */
export interface ServedInfo {
  /** Its name: `sgd`, `momentum`, `adam`, … The recommendation depends on it. */
  readonly optimizer?: string;
  /** Rows in one update. */
  readonly batchSize?: number;
  /** Updates in one pass over the training rows. */
  readonly stepsPerEpoch?: number;
  /** Trainable numbers in the model. */
  readonly parameterCount?: number;
}

/** A training, as functions. Each may return a promise. */
export interface Served {
  /** One optimizer update at the base learning rate `lr` (> 0). */
  step(lr: number): number | ServedStep | Promise<number | ServedStep>;
  /** Mean loss on held-out rows, or more about them; must not change any state. */
  evaluate?(): number | Evaluation | Promise<number | Evaluation>;
  /** Remembers weights, optimizer state, random state and data position. Goes with `restore`. */
  snapshot?(): void | Promise<void>;
  /** Puts back what `snapshot` remembered; may be called many times for one snapshot. */
  restore?(): void | Promise<void>;
  /** Called once before the process ends. */
  close?(): void | Promise<void>;
  readonly info?: ServedInfo;
}
