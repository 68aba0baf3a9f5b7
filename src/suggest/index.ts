export { allRules, presetRule, rules } from "./all-rules.ts";
export { suggestByRule } from "./by-rule.ts";
export { centredMinimum } from "./centred-minimum.ts";
export { divisorFor } from "./divisor.ts";
export { lightning, lightningLegacy } from "./lightning.ts";
export { minimum } from "./minimum.ts";
export { OVERFITTING } from "./overfit-note.ts";
export { priorLr } from "./prior-lr.ts";
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
export { PROBES, recommendFromProbes } from "./recommend-probed.ts";
export { slide, slideIndex } from "./slide.ts";
export { smithBounds, smithLower, smithUpper } from "./smith.ts";
export { steep, steepIndex } from "./steep.ts";
export { lrFromSweep } from "./sweep-pick.ts";
export { steepestIndex, torchLrFinder } from "./torch-lr-finder.ts";
export {
  type Circumstances,
  type Confidence,
  type Methods,
  type NoSuggestionCode,
  RULE_NAMES,
  type Rule,
  type RuleName,
  type RulePick,
  type Suggestion,
} from "./types.ts";
export { valley, valleyIndex } from "./valley.ts";
export { whyNone } from "./why-none.ts";
