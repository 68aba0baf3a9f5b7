export { suggestByRule } from "./by-rule.ts";
export { centredMinimum } from "./centred-minimum.ts";
export { lower } from "./check.ts";
export { CENTRED_MINIMUM } from "./derivation.ts";
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
export { mostProbeSteps, planRound, type RoundPlan } from "./probes/plan-round.ts";
export { type ProbeScore, scoreProbe } from "./probes/score.ts";
export { probeEvaluations, probeLr } from "./probes/shape.ts";
export { withinTried } from "./range.ts";
export { recommend, sweepRefusal } from "./recommend.ts";
export {
  PROBES,
  recommendFromProbes,
  untriedCentre,
  wholeRunCentre,
} from "./recommend-probed.ts";
export { recommendFromTrials } from "./recommend-trials.ts";
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

// The single rules as functions.

/** fastai's `valley`: a point about half-way along the longest falling stretch. */
export const valley = rules.valley;

/** fastai's `slide`: coming from the right, the last window whose slopes at its two ends differ; its left end. */
export const slide = rules.slide;

/** fastai's `steep`: the LR where the loss falls fastest. */
export const steep = rules.steep;

/** fastai's `minimum`: a tenth of the LR with the lowest loss. */
export const minimum = rules.minimum;

/** Lightning's `suggestion()` since 2.5.3: where the averaged losses fall fastest over the LR itself. */
export const lightning = rules.lightning;

/** Lightning's `suggestion()` before 2.5.3: where the averaged losses fall fastest from point to point. */
export const lightningLegacy = rules["lightning-legacy"];

/** torch-lr-finder's suggestion: where its smoothed losses fall fastest from point to point. */
export const torchLrFinder = rules["torch-lr-finder"];

/** The lower of Smith's bounds: from where the centred curve stays below its start. */
export const smithLower = rules["smith-lower"];

/** The upper of Smith's bounds: where the fall of the centred curve stops. */
export const smithUpper = rules["smith-upper"];
