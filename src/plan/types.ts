import type { Note } from "../core/note.ts";

/** What a plan is made from. */
export interface PlanOptions {
  /** The suggested LR, above 0. It becomes the peak of the schedule, unchanged. */
  readonly lr: number;
  /** Low and high end of the LRs that are as good; for the reasons only. */
  readonly range?: readonly [number, number];
  /** Optimizer name as users write it. Any name with `adam` in it counts as the Adam family. */
  readonly optimizer: string;
  /** Adam's second-moment decay, 0 to below 1: sets the length of its warmup. @default 0.999 */
  readonly beta2?: number;
  /** Optimizer steps of the run, at least 1. With `epochs` too, the two must agree. */
  readonly totalSteps?: number;
  /** Passes over the data, above 0. @default 20, when `totalSteps` is not given either */
  readonly epochs?: number;
  /** Optimizer steps of one pass over the data: an integer of at least 1. */
  readonly stepsPerEpoch: number;
  /** `auto`: cosine, or step when `milestones` or `factor` are given. @default "auto" */
  readonly schedule?: "auto" | SchedulePlan["kind"];
  /** Whether the LR may change every step, or only at the start of an epoch. @default "step" */
  readonly per?: SchedulePlan["per"];
  /** Cosine only: LR at the end, 0 to `lr`. @default 0, or lr / 100 when the horizon is assumed */
  readonly floorLr?: number;
  /** Steps of linear warmup, below the total; whole epochs for `per: "epoch"`. @default see `warmup.ts` */
  readonly warmupSteps?: number;
  /** Step decay only: steps of the drops, rising, after the warmup and before the end. @default see `milestones.ts` */
  readonly milestones?: readonly number[];
  /** Step decay only: above 0, below 1. @default 0.1 */
  readonly factor?: number;
  /**
   * How far the loss fell in the sweep, as a share of its initial value, 0 to 1. Below 0.1 the model
   * counts as trained already (fine-tuning), and the warmup is a tenth of the run.
   */
  readonly initialLossDropShare?: number;
}

/** A cosine schedule with numbers: linear warmup, then half a cosine down to the floor at `totalSteps`. */
export interface CosinePlan {
  readonly kind: "cosine";
  readonly peakLr: number;
  /** LR of step 0 when there is warmup; otherwise equal to `peakLr`. */
  readonly warmupStartLr: number;
  readonly warmupSteps: number;
  readonly floorLr: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  /** Whether the LR changes every step or only at the start of an epoch. */
  readonly per: "step" | "epoch";
}

/** A step schedule with numbers: the LR is multiplied by `factor` at each milestone (in optimizer steps). */
export interface StepPlan {
  readonly kind: "step";
  readonly peakLr: number;
  readonly warmupStartLr: number;
  readonly warmupSteps: number;
  readonly milestones: readonly number[];
  readonly factor: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly per: "step" | "epoch";
}

export type SchedulePlan = CosinePlan | StepPlan;

/** What to train with. `alternative` is the other kind with its own numbers, for comparison. */
export interface Plan {
  readonly initialLr: number;
  readonly schedule: SchedulePlan;
  readonly alternative: SchedulePlan;
  readonly reasons: readonly Note[];
}

/** Code that gives the plan's LR in some library. */
export interface PlanSnippet {
  readonly id: "tfjs" | "keras" | "pytorch";
  /** Name of the library, for a heading. */
  readonly label: string;
  readonly language: "javascript" | "python";
  readonly code: string;
}
