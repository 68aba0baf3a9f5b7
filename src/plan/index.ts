export { COSINE_AGAINST_STEP } from "./choice.ts";
export { ASSUMED_EPOCHS } from "./horizon.ts";
export { makePlan } from "./make-plan.ts";
export { planSchedule } from "./plan-schedule.ts";
export { planSnippets } from "./snippets/index.ts";
export type {
  CosinePlan,
  Plan,
  PlanOptions,
  PlanSnippet,
  SchedulePlan,
  StepPlan,
} from "./types.ts";
