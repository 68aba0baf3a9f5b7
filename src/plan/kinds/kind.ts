import type { SchedulePlan } from "../../contract/index.ts";
import type { Note } from "../../core/note.ts";
import type { Schedule } from "../../schedule/index.ts";
import type { Circumstances } from "../circumstances.ts";
import type { PlanOptions } from "../options.ts";

/** Options that belong to some kinds only. */
export type OwnOption = keyof Pick<PlanOptions, "milestones" | "factor" | "floorLr">;

/** What a schedule has whatever its kind. */
export type Shared = Pick<
  SchedulePlan,
  "peakLr" | "warmupStartLr" | "warmupSteps" | "totalSteps" | "stepsPerEpoch" | "per"
>;

/** A plan of one kind, and the reasons for the numbers that are its own. */
export interface Decided<Plan extends SchedulePlan> {
  readonly schedule: Plan;
  readonly reasons: readonly Note[];
}

/** A run of another length: its own shared numbers, and how steps move. */
export interface Shorter {
  readonly shared: Pick<
    SchedulePlan,
    "totalSteps" | "stepsPerEpoch" | "warmupSteps" | "warmupStartLr"
  >;
  scale(steps: number): number;
}

/** One kind of schedule that a plan may have: all that differs between kinds. */
export interface KindDefinition<Plan extends SchedulePlan = SchedulePlan> {
  /** At the beginning of a sentence. */
  readonly title: string;
  /** Those of {@link OwnOption} that it takes. */
  readonly options: readonly OwnOption[];
  /** Whether a run can be made longer at any time, because only its last part depends on the length. */
  readonly isExtendable: boolean;
  decide(circumstances: Circumstances, shared: Shared): Decided<Plan>;
  /** LRs at each step, as if the LR could change at every one. */
  schedule(plan: Plan): Schedule;
  shorten(plan: Plan, shorter: Shorter): Plan;
  /** In the middle of a sentence, with its numbers. */
  describe(plan: Plan): string;
}
