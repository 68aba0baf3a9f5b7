export type {
  ResolvedSweepOptions,
  StopReason,
  StopRuleOptions,
  SweepEvent,
  SweepMode,
  SweepRecord,
  SweepRun,
} from "../contract/index.ts";
