export { suggestByRule } from "./by-rule.ts";
export { centredMinimum } from "./centred-minimum.ts";
export { lower } from "./check.ts";
export { GRID, type GridPoint, type GridRow, gridPoints, recommendFromGrid } from "./grid.ts";
export { mostAfterWarnings } from "./most-after.ts";
export { divisorFor, priorLr } from "./optimizer.ts";
export { OVERFITTING } from "./overfit.ts";
export { type Difference, differenceOf, type HeldOutPoint } from "./paired.ts";
export {
  chooseFromProbes,
  chooseFromRounds,
  type ProbeChoice,
  type ProbeHorizon,
} from "./probes/choose.ts";
export { nextProbe, type ProbeRound } from "./probes/next-probe.ts";
export { planRound, type RoundPlan } from "./probes/plan-round.ts";
export { type ProbeScore, scoreProbe } from "./probes/score.ts";
export { probeEvaluations, probeLr } from "./probes/shape.ts";
export { CENTRED_MINIMUM, recommend, sweepRefusal } from "./recommend.ts";
export {
  PROBES,
  recommendFromProbes,
  recommendFromTrials,
  untriedCentre,
  wholeRunCentre,
} from "./recommend-probed.ts";
export { slideIndex, steepIndex, valleyIndex } from "./rules/fastai.ts";
export { steepestIndex } from "./rules/gradient.ts";
export {
  allRules,
  isRuleName,
  PRESET_NAMES,
  type PresetName,
  picksAt,
  presetRule,
  presets,
  RULE_NAMES,
  RULES,
  type RuleName,
  type RulePicks,
  readsCurve,
  rules,
  runPicks,
} from "./rules/index.ts";
export type { Methods, Rule, RuleDefinition, RulePick } from "./rules/rule.ts";
export { smithBounds } from "./rules/smith.ts";
export type { Aim, Circumstances, Confidence, NoSuggestionCode, Suggestion } from "./suggestion.ts";
export { lrFromSweep } from "./sweep-pick.ts";
export {
  nextWholeRun,
  type WholeRunChoice,
  type WholeRunSearch,
} from "./whole-runs/next-whole-run.ts";
export { WHOLE_RUNS } from "./whole-runs/recommend.ts";
export { isWholeRun } from "./whole-runs/score.ts";
export { whyNone } from "./why-none.ts";

import { rules } from "./rules/index.ts";

/** The single rules as functions, by the names under which they are imported. */
export const {
  valley,
  slide,
  steep,
  minimum,
  lightning,
  "lightning-legacy": lightningLegacy,
  "torch-lr-finder": torchLrFinder,
  "smith-lower": smithLower,
  "smith-upper": smithUpper,
} = rules;
