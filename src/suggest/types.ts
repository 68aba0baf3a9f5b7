import type { Note } from "../core/note.ts";

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

/** One rule's answer. */
export interface RulePick {
  /** The LR, or null where the rule's own definition gives none. */
  readonly lr: number | null;
  /** Why there is none, or what to beware of. */
  readonly note?: string;
}

/** Every rule by name, e.g. `valley`, `slide`, `steep`, `minimum`, `lightning`, `torch-lr-finder`, `smith-lower`, `smith-upper`. */
export type Methods = Readonly<Record<string, RulePick>>;

/** Names of the single rules, as presets, results and reports use them. */
export const RULE_NAMES = [
  "valley",
  "slide",
  "steep",
  "minimum",
  "lightning",
  "lightning-legacy",
  "torch-lr-finder",
  "smith-lower",
  "smith-upper",
] as const;

export type RuleName = (typeof RULE_NAMES)[number];

/**
 * A rule over one recorded run.
 *
 * @param lrs n learning rates, > 0, rising
 * @param losses n raw losses; the rule smooths and trims them as its own tool does
 * @param plannedSteps steps the sweep would have taken without stopping; default n
 */
export type Rule = (
  lrs: readonly number[],
  losses: readonly number[],
  plannedSteps?: number,
) => RulePick;

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
