export type {
  ResolvedSweepOptions,
  StopReason,
  StopRuleOptions,
  SweepEvent,
  SweepGrid,
  SweepMode,
  SweepRecord,
  SweepRun,
} from "../contract/index.ts";
