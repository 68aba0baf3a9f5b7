export type { Trial, TrialEvent, TrialHeldOut, TrialStopReason } from "../contract/index.ts";
