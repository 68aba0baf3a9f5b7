import type { Note } from "../core/note.ts";
import type { Methods } from "./rules/rule.ts";

export type Confidence = "high" | "medium" | "low";

/** Why there is no suggestion. */
export type NoSuggestionCode =
  | "flat"
  | "still-falling"
  | "diverged-at-once"
  | "too-few-points"
  | "rising";

/** The recommended LR, or the reason why there is none: no caller can read an LR without meeting the reason. */
export type Suggestion =
  | {
      readonly status: "found";
      readonly lr: number;
      /** Low and high end of the LRs that the data cannot tell from the best. */
      readonly range: readonly [number, number];
      readonly confidence: Confidence;
      /** Name of the rule that gave `lr`. */
      readonly method: string;
      readonly reasons: readonly Note[];
    }
  | {
      readonly status: "none";
      readonly reason: NoSuggestionCode;
      /** What was seen and what to do about it. */
      readonly reasons: readonly Note[];
    };

/** What is known besides the curve when an LR is chosen. */
export interface Circumstances {
  /** Optimizer name as users write it, e.g. `adam`; decides the margin below the minimum. */
  readonly optimizer: string;
  /** Last LR of the planned ladder, to tell a sweep that ended early from one that went too low. */
  readonly endLr?: number;
  /** Picks of the other rules (`allRules`), for the check that they agree. */
  readonly rules?: Methods;
  /**
   * Updates of the training run to come; with it the LR is fitted to that length. Left out, the LR
   * is one for a run of a few sweeps' length.
   */
  readonly totalSteps?: number;
  /** Updates in one pass over the data: a run of one or two passes cannot over-fit. */
  readonly stepsPerEpoch?: number;
  /** Seed of the bootstrap. @default 0 */
  readonly seed?: number;
}
