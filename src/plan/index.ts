export type {
  CosinePlan,
  Plan,
  PlanKind,
  SchedulePlan,
  StepPlan,
  WarmupStableDecayPlan,
} from "../contract/index.ts";
export { COSINE_AGAINST_STEP } from "./choice.ts";
export { ASSUMED_EPOCHS, decideHorizon } from "./horizon.ts";
export { makePlan } from "./make-plan.ts";
export type { OverfittingSeen, PlanOptions } from "./options.ts";
export { planSchedule, shortenSchedule } from "./plan-schedule.ts";
export { type PlanSnippet, planSnippets } from "./snippets.ts";
