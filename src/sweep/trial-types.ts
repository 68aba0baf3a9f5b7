/** Why a trial ended. `abandoned`: it was clearly behind, so its remaining steps were not spent. */
export type TrialStopReason =
  | "completed"
  | "abandoned"
  | "diverged"
  | "non-finite"
  | "trainer-ended"
  | "cancelled";

/** A held-out loss of a trial. */
export interface TrialHeldOut {
  /** Optimizer updates made before it was measured: 0 is the untouched start. */
  readonly stepsDone: number;
  readonly loss: number;
}

/**
 * One training from the snapshotted state under an LR schedule: a probe, a side of a verification,
 * a rung of the manual ladder. Trials of one result share initial state, batches and held-out rows,
 * so that their losses can be compared pairwise.
 */
export interface Trial {
  /** What it was for, in a few words, e.g. `probe at 0.01`. */
  readonly label: string;
  /** Highest LR of its schedule. */
  readonly peakLr: number;
  /** Seed of its data order (and, where the trainer made the model, of its weights). */
  readonly seed: number;
  /** Updates it would have taken without stopping early; at least 1. */
  readonly plannedSteps: number;
  /** LR of each update made, in order. */
  readonly lrs: readonly number[];
  /** Batch loss before each update. The last one may be non-finite, no other. */
  readonly losses: readonly number[];
  /** In order of `stepsDone`; empty for a trainer without `evaluate`. */
  readonly heldOut: readonly TrialHeldOut[];
  readonly stopReason: TrialStopReason;
  /** One sentence on the stop. */
  readonly stopDetail: string;
}

/** What happens in the trials of a run, as it happens; also the lines of a journal. */
export type TrialEvent =
  | {
      readonly type: "trial-start";
      /** Zero-based, over all trials of the run. */
      readonly trial: number;
      readonly label: string;
      readonly peakLr: number;
      readonly seed: number;
      readonly plannedSteps: number;
    }
  | {
      readonly type: "trial-step";
      readonly trial: number;
      readonly stepIndex: number;
      readonly lr: number;
      readonly loss: number;
    }
  | {
      readonly type: "trial-held-out";
      readonly trial: number;
      readonly stepsDone: number;
      readonly loss: number;
    }
  | {
      readonly type: "trial-end";
      readonly trial: number;
      readonly stopReason: TrialStopReason;
      readonly stopDetail: string;
    };
