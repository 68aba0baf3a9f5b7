import type { PlanKind, SchedulePlan } from "../contract/index.ts";
import type { KeyTable } from "../core/keys.ts";

/** What a plan is made from. */
export interface PlanOptions {
  /** The suggested LR, above 0: the peak of the schedule, unchanged unless `fineTune` is set. */
  readonly lr: number;
  /**
   * Low and high end of the LRs that are as good: the lower end bounds the LR of `fineTune`, and
   * less than half a decade means a longer warmup.
   */
  readonly range?: readonly [number, number];
  /** Optimizer name as users write it; of an unknown one its family is guessed (`optimizerOf`). */
  readonly optimizer: string;
  /** Adam's second-moment decay, 0 to below 1: sets the length of its warmup. @default the optimizer's own, or 0.999 */
  readonly beta2?: number;
  /** Optimizer steps of the run, at least 1. With `epochs` too, the two must agree. */
  readonly totalSteps?: number;
  /** Passes over the data, above 0. With neither, the end is open. */
  readonly epochs?: number;
  /** Optimizer steps of one pass over the data: an integer of at least 1. */
  readonly stepsPerEpoch: number;
  /**
   * `auto`: warmup-stable-decay when the end is open; step when `milestones` or `factor` are given,
   * or when the LR changes too rarely for a cosine to come down; cosine otherwise. @default "auto"
   */
  readonly schedule?: "auto" | PlanKind;
  /** Whether the LR may change every step, or only at the start of an epoch. @default "step" */
  readonly per?: SchedulePlan["per"];
  /** Not for step decay: LR at the end, 0 to the peak. @default 0, or a hundredth of it for a cosine of assumed length */
  readonly floorLr?: number;
  /** Steps of linear warmup, below the total; whole epochs for `per: "epoch"`. @default see `warmup.ts` */
  readonly warmupSteps?: number;
  /** Step decay only: steps of the drops, rising, after the warmup and before the end. @default see `kinds/step.ts` */
  readonly milestones?: readonly number[];
  /** Step decay only: above 0, below 1. @default 0.1 */
  readonly factor?: number;
  /**
   * How far the loss fell in the sweep, as a share of its initial value, 0 to 1. Below 0.1 the model
   * counts as trained already (fine-tuning), and the warmup is a tenth of the run.
   */
  readonly initialLossDropShare?: number;
  /** Whether a trained model is trained further: a smaller LR and a longer warmup. @default false */
  readonly fineTune?: boolean;
  /** Rows in an update, an integer of at least 1: what the LR holds for. */
  readonly batchSize?: number;
  /** Standard deviation of one batch loss, as a share of the fall in the sweep; at least 0. */
  readonly noiseShare?: number;
  /** Set when over-fitting lowered the suggested LR. */
  readonly overfitting?: OverfittingSeen;
}

/** What is known of over-fitting. */
export interface OverfittingSeen {
  /** The LR that stability alone would allow, above 0: the suggested one lies below it. */
  readonly stableLr: number;
}

/** Of {@link PlanOptions}. */
export const PLAN_KEYS: KeyTable<PlanOptions> = {
  lr: true,
  range: true,
  optimizer: true,
  beta2: true,
  totalSteps: true,
  epochs: true,
  stepsPerEpoch: true,
  schedule: true,
  per: true,
  floorLr: true,
  warmupSteps: true,
  milestones: true,
  factor: true,
  initialLossDropShare: true,
  fineTune: true,
  batchSize: true,
  noiseShare: true,
  overfitting: { stableLr: true },
};
