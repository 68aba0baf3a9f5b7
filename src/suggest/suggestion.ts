import type { Aim, Stop } from "../contract/index.ts";
import { checkText } from "../core/check.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { Methods } from "./rules/rule.ts";

export type { Aim, Confidence, NoSuggestionCode, Suggestion } from "../contract/index.ts";

/** What is known besides the curve when an LR is chosen. */
export interface Circumstances {
  /** Optimizer name as users write it, e.g. `adam`; decides the margin below the minimum. */
  readonly optimizer: string;
  /** Last LR of the planned ladder, to tell a sweep that ended early from one that went too low. */
  readonly endLr?: number;
  /** Why the sweep ended: where the trainer or the data broke, that outranks what the curve looks like. */
  readonly ended?: Stop | undefined;
  /** Picks of the other rules (`allRules`), for the check that they agree. */
  readonly rules?: Methods;
  /**
   * Updates of the training run to come; with it the LR is fitted to that length. Left out, the LR
   * is one for a run of a few sweeps' length.
   */
  readonly totalSteps?: number;
  /** Updates in one pass over the data: a run of one or two passes cannot over-fit. */
  readonly stepsPerEpoch?: number;
  /** Trainable numbers of the model for each training row; left out: not known. */
  readonly parametersARow?: number | undefined;
  /** What the LR is for. @default "end" */
  readonly aim?: Aim | undefined;
  /** Seed of the bootstrap. @default 0 */
  readonly seed?: number;
}

const KEYS: KeyTable<Circumstances> = {
  optimizer: true,
  endLr: true,
  ended: true,
  rules: true,
  totalSteps: true,
  stepsPerEpoch: true,
  parametersARow: true,
  aim: true,
  seed: true,
};

/**
 * @param place the function that they were given to, for messages
 * @throws InputError for keys that are none of {@link Circumstances}, and an optimizer that is no text
 */
export function checkCircumstances(place: string, circumstances: Circumstances): void {
  checkKeys(place, circumstances, KEYS);
  checkText("optimizer", circumstances.optimizer);
}
