export { decideHorizon } from "../plan/index.ts";
export { PRESET_NAMES, type PresetName } from "../suggest/index.ts";
export {
  BUDGET_NAMES,
  type BudgetName,
  type BudgetRequest,
  MIN_BUDGET_STEPS,
  readBudget,
} from "./budget.ts";
export {
  climbLadder,
  type FindOptions,
  findLearningRate,
  type LadderOptions,
  type SearchContext,
  search,
} from "./find.ts";
export {
  type Budget,
  type FindOutcome,
  LADDER_LRS,
  LADDER_STEPS,
  MAX_VERIFY_STEPS,
  planSearch,
  type SearchPlan,
  type SearchRequest,
  type SearchSteps,
  STRATEGIES,
  type Strategy,
  VERIFY_SIDES,
  type VerifyOptions,
} from "./plan-search.ts";
export { sweepPresets } from "./presets.ts";
export { verifyResult } from "./verify.ts";
