import type { Note } from "../core/note.ts";
import type { Curve } from "../curve/index.ts";
import type { DatasetSummary } from "../dataset/types.ts";
import type { Plan, SchedulePlan } from "../plan/types.ts";
import type { Confidence, RulePick } from "../suggest/index.ts";
import type { Trial } from "../sweep/trial-types.ts";
import type { ResolvedSweepOptions, StopReason, SweepRun } from "../sweep/types.ts";
import type { EngineInfo, TrainerInfo } from "../trainer/types.ts";

/** Version of the result document. Readers refuse a higher one. */
export const RESULT_VERSION = 1;

/** What `run --json` prints. A contract: fields are added, never renamed or removed. */
export interface ResultSummary {
  readonly version: typeof RESULT_VERSION;
  readonly status: "found" | "none";
  readonly suggestion:
    | {
        readonly lr: number;
        readonly range: readonly [number, number];
        readonly confidence: Confidence;
        readonly method: string;
        readonly reasons: readonly Note[];
      }
    | { readonly reason: string; readonly reasons: readonly Note[] };
  /** Null when there is no suggestion to build on. */
  readonly plan: Plan | null;
  /** LR of every rule, or null. */
  readonly methods: Readonly<Record<string, number | null>>;
  readonly sweep: {
    readonly stopReason: StopReason;
    readonly stopDetail: string;
    /** Recorded steps over all repeats. */
    readonly steps: number;
    readonly startLr: number;
    readonly endLr: number;
  };
  readonly cost: {
    readonly trainSteps: number;
    readonly evaluations: number;
    readonly seconds: number;
  };
  /** What the search was allowed to cost in training steps; null for results of before budgets. */
  readonly budget: { readonly name: string; readonly steps: number } | null;
  readonly engine: EngineInfo;
  readonly warnings: readonly Note[];
  /** Paths as given or relative to the working folder; null where not written. */
  readonly files: { readonly result: string | null; readonly report: string | null };
}

/** `result.json`: the summary and everything it was made from, so that a report can be made again. */
export interface Result extends ResultSummary {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** lr-finder's own version and Node's. */
  readonly versions: Readonly<Record<string, string>>;
  /** Options as resolved, all of them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: DatasetSummary | null;
  readonly record: {
    readonly options: ResolvedSweepOptions;
    readonly info: TrainerInfo;
    readonly runs: readonly SweepRun[];
  };
  readonly curve: Curve;
  /**
   * Short annealed trainings from the state the sweep started from, in the order they were made:
   * the suggestion was chosen by them. Empty for the sweep alone (`--budget quick`).
   */
  readonly probes: readonly Trial[];
  /** The plan against what else one would have done, by training both; null without `--verify`. */
  readonly verification: Verification | null;
  readonly rules: Readonly<Record<string, RulePick>>;
}

/** `run --verify`: the plan trained beside the library's default LR and the runner-up schedule. */
export interface Verification {
  /** Updates every side was trained for. */
  readonly steps: number;
  readonly sides: readonly VerifiedSide[];
  /** What came out, in words. */
  readonly reasons: readonly Note[];
}

export interface VerifiedSide {
  readonly role: "plan" | "default-lr" | "runner-up";
  /** E.g. `cosine from 0.01`, `constant 0.001 (the default of adam)`. */
  readonly title: string;
  readonly lr: number;
  /** Null for a constant LR. */
  readonly schedule: SchedulePlan | null;
  readonly trial: Trial;
}
