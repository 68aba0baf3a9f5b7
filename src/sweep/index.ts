export { addCosts, recordedSteps, type SweepCost } from "./cost.ts";
export {
  fromSnapshot,
  type TrainTrial,
  type TrialsHooks,
  type TrialsOutcome,
  trainFromSnapshot,
} from "./from-snapshot.ts";
export { measureHeldOut } from "./held-out.ts";
export { checkTrainer, whileInUse } from "./in-use.ts";
export {
  type Journal,
  type JournalHeader,
  journalLine,
  type RunEvent,
  readJournal,
} from "./journal.ts";
export { lrLadder } from "./ladder.ts";
export {
  DEFAULT_SWEEP_OPTIONS,
  MIN_STEPS,
  resolveSweepOptions,
  SWEEP_KEYS,
  type SweepOptions,
  sweepChecks,
} from "./options.ts";
export { runSweep, type SweepHooks, type SweepOutcome, takeSweep } from "./run-sweep.ts";
export { runTrial, type TrialHooks, type TrialOptions, type TrialOutcome } from "./run-trial.ts";
export { asTrainerError } from "./step.ts";
export { createStopRule, type StopRule } from "./stop-rule.ts";
export type {
  Trial,
  TrialEvent,
  TrialHeldOut,
  TrialStopReason,
} from "./trial-types.ts";
export type {
  ResolvedSweepOptions,
  StopReason,
  StopRuleOptions,
  SweepEvent,
  SweepGrid,
  SweepMode,
  SweepRecord,
  SweepRun,
} from "./types.ts";
