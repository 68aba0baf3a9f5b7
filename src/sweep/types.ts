import type { TrainerInfo } from "../trainer/types.ts";

export type SweepMode = "exp" | "linear";

/** Why a sweep ended. */
export type StopReason = "completed" | "diverged" | "non-finite" | "trainer-ended" | "cancelled";

/**
 * When a sweep counts as diverged.
 *
 * - `robust`: ours; works in units of the curve itself, whatever the sign and size of the losses.
 * - `factor`: the peers' rule, smoothed loss above `factor` x best smoothed loss (made sign-safe:
 *   see `stop-rule.ts`).
 * - `none`: only a non-finite loss ends the sweep.
 */
export type StopRuleOptions =
  | { readonly kind: "robust" }
  | {
      readonly kind: "factor";
      readonly factor: number;
      /** Weight of the past in the moving average, in [0, 1). */
      readonly beta: number;
      /** `debiased`: starts from 0 and divides by 1 - beta^n (fastai); `seeded`: starts from the first loss (torch-lr-finder). */
      readonly smoothing: "debiased" | "seeded";
    }
  | { readonly kind: "none" };

export interface ResolvedSweepOptions {
  /** First LR, > 0. */
  readonly startLr: number;
  /** Last LR, > startLr. */
  readonly endLr: number;
  /** Optimizer updates, at least 10. */
  readonly steps: number;
  readonly mode: SweepMode;
  readonly stopRule: StopRuleOptions;
  /** Held-out loss every so many steps; 0 = never. */
  readonly evaluateEvery: number;
  /** Sweeps with seeds seed, seed + 1, …; at least 1. */
  readonly repeats: number;
  readonly seed: number;
}

/** One pass over the LR ladder. All arrays but `heldOut` have one entry a recorded step. */
export interface SweepRun {
  readonly seed: number;
  /** Zero-based place on the ladder of each recorded step (a skipped update is tried again at its LR). */
  readonly stepIndices: readonly number[];
  /** LR of each recorded step, rising. */
  readonly lrs: readonly number[];
  /** Raw loss before the update at that LR. The last one may be non-finite, no other. */
  readonly losses: readonly number[];
  /** Held-out losses, taken after the update at that step. */
  readonly heldOut: readonly {
    readonly stepIndex: number;
    readonly lr: number;
    readonly loss: number;
  }[];
  readonly stopReason: StopReason;
  /** One sentence on the stop: at which step and LR, and why. */
  readonly stopDetail: string;
}

/**
 * What happens in a sweep, as it happens. The same objects are the lines of a journal.
 * `run` is the zero-based repeat.
 */
export type SweepEvent =
  | { readonly type: "run-start"; readonly run: number; readonly seed: number }
  | {
      readonly type: "step";
      readonly run: number;
      readonly stepIndex: number;
      readonly lr: number;
      readonly loss: number;
    }
  | {
      readonly type: "skipped";
      readonly run: number;
      readonly stepIndex: number;
      readonly lr: number;
    }
  | {
      readonly type: "held-out";
      readonly run: number;
      readonly stepIndex: number;
      readonly lr: number;
      readonly loss: number;
    }
  | {
      readonly type: "run-end";
      readonly run: number;
      readonly stopReason: StopReason;
      readonly stopDetail: string;
    };

/** What a finished, diverged, cancelled or failed sweep leaves: plain, versioned JSON. */
export interface SweepRecord {
  readonly version: 1;
  readonly options: ResolvedSweepOptions;
  readonly info: TrainerInfo;
  readonly runs: readonly SweepRun[];
}
