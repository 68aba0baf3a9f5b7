import type { PlanKind, SchedulePlan } from "../../contract/index.ts";
import { cosine } from "./cosine.ts";
import type { KindDefinition } from "./kind.ts";
import { step } from "./step.ts";
import { warmupStableDecay } from "./warmup-stable-decay.ts";

/** Every kind of schedule that a plan may have; their schemas are in `contract/plan.ts`. */
const KINDS: {
  readonly [Kind in PlanKind]: KindDefinition<Extract<SchedulePlan, { kind: Kind }>>;
} = { cosine, step, "warmup-stable-decay": warmupStableDecay };

/** What a kind of schedule does; of a plan's own kind it takes that plan. */
export function definitionOf(kind: PlanKind): KindDefinition {
  return KINDS[kind];
}

export type { KindDefinition, OwnOption } from "./kind.ts";
