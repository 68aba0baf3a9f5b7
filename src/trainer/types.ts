import type { Evaluation, TrainerIdentity, TrainerInfo } from "../contract/index.ts";
import type { Note } from "../core/note.ts";

export type { EngineInfo, Evaluation, TrainerIdentity, TrainerInfo } from "../contract/index.ts";

/** What one optimizer update gave. */
export interface StepResult {
  /** Mean loss of this batch *before* the update; may be negative, huge or non-finite. */
  readonly loss: number;
  /** True when no update was made (mixed-precision overflow): the step is not a point of the curve. */
  readonly skipped?: boolean;
  /** The LR that was really applied, where the trainer can read it back. */
  readonly lr?: number;
}

/**
 * Anything that can be trained one update at a time. The unit is the optimizer update: an
 * accumulation window counts as one step.
 *
 * The caller calls `snapshot` before it changes anything and `restore` at the end, whatever
 * happened; after `restore` weights, optimizer slots and counters, random state and data position
 * are bit for bit those of the snapshot. `restore` may be called many times for one snapshot.
 * Calls are made one at a time, never concurrently.
 */
export interface Trainer {
  readonly info: TrainerInfo;
  /** What there is to say about how it was made. */
  readonly warnings?: readonly Note[];
  /**
   * `snapshot` and `restore` do nothing, and nothing can be started again: one sweep is all that can be
   * made, and it is not undone.
   */
  readonly cannotRestore?: boolean;
  /** One update at the base LR `lr` (> 0); parameter groups keep their ratios to it. */
  step(lr: number): Promise<StepResult>;
  /** Mean loss on held-out rows, or more about them, without changing any state. */
  evaluate?(): Promise<number | Evaluation>;
  snapshot(): Promise<void>;
  restore(): Promise<void>;
  /**
   * Continues with other randomness: data order, dropout and, where the trainer made the model
   * itself, initial weights. `restore` undoes it.
   */
  reseed?(seed: number): Promise<void>;
  /**
   * Divides training and held-out rows anew, where the trainer divided them itself and they are few;
   * `restore` undoes it. The same seed gives the same rows.
   */
  divideAgain?(seed: number): Promise<void>;
  /**
   * Digests of what decides its numbers, from the state that it is in; that state is not changed. A
   * resumed run is refused where they differ. Where it is missing, its first losses are compared.
   */
  identity?(): Promise<TrainerIdentity>;
  /**
   * Takes what it trains for one search, and gives what leaves it again: two searches on one model would
   * undo each other's steps. Absent where the trainer has it for itself.
   *
   * @throws InputError where somebody else trains it, or the trainer is closed
   */
  take?(): () => void;
  /** Frees what the trainer holds. The user's own model and optimizer are not disposed. */
  close(): Promise<void>;
}
