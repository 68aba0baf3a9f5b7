export { COSINE_AGAINST_STEP } from "./choice.ts";
export { ASSUMED_EPOCHS, decideHorizon } from "./horizon.ts";
export { makePlan } from "./make-plan.ts";
export { planSchedule } from "./plan-schedule.ts";
export { shortenSchedule } from "./shorten.ts";
export { planSnippets } from "./snippets/index.ts";
export type {
  CosinePlan,
  OverfittingSeen,
  Plan,
  PlanOptions,
  PlanSnippet,
  SchedulePlan,
  StepPlan,
  WarmupStableDecayPlan,
} from "./types.ts";
