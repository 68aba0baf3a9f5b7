import {
  FINDINGS,
  type FindingCode,
  type FindingData,
  type StepUnit,
} from "../contract/findings.ts";
import type { Note } from "../core/note.ts";
import { keysOf } from "../core/records.ts";

export type { FindingCode, StepUnit };

/** What a training run wrote down about itself. */
export interface TrainingLog {
  /** Step of each loss: numbers that rise strictly; gaps are fine. */
  readonly steps: readonly number[];
  /** Training loss at each of `steps`, any sign and size; NaN and infinities are kept as they are. */
  readonly losses: readonly number[];
  /** Held-out (validation) losses at steps of their own, rising strictly; NaN and infinities as they are. */
  readonly heldOut?: readonly HeldOutLoss[];
  /** Losses of several held-out sets, each looked at by itself; beside `heldOut` or in its place. */
  readonly heldOutSets?: readonly HeldOutSet[];
  /** LR at each of `steps`, at least 0. */
  readonly lrs?: readonly number[];
  /** What `steps` count: sentences say it. @default "step" */
  readonly unit?: StepUnit;
}

/** A held-out loss and the zero-based step after which it was measured. */
export interface HeldOutLoss {
  readonly step: number;
  readonly loss: number;
}

/** A held-out set with a name of its own. */
export interface HeldOutSet {
  readonly name: string;
  readonly losses: readonly HeldOutLoss[];
}

/** The codes of everything that {@link diagnose} may find, in no order. */
export const FINDING_CODES = keysOf(FINDINGS);

/** `error`: the run is lost; `warning`: it wastes steps or quality; `info`: worth a look. */
export type Severity = "error" | "warning" | "info";

/** One thing seen in a log. */
export type Finding = { [Code in FindingCode]: FindingOf<Code> }[FindingCode];

interface FindingOf<Code extends FindingCode> {
  readonly code: Code;
  readonly severity: Severity;
  /** First and last step at which it is seen, both included. */
  readonly steps: readonly [number, number];
  /** What these count, where it is no steps. */
  readonly unit?: StepUnit;
  /** What is seen, in plain words. */
  readonly message: string;
  /** What to do about it, first things first. */
  readonly advice: readonly string[];
  /** The numbers behind the words. */
  readonly data: FindingData[Code];
}

/** What {@link diagnose} makes of a training log. */
export interface Diagnosis {
  /** `unclear`: nothing is wrong to see, but there is too little or too noisy data to say that it is well. */
  readonly status: "healthy" | "findings" | "unclear";
  /** One sentence on the whole. */
  readonly summary: string;
  /** The same with its numbers. */
  readonly note: Note;
  /** Gravest first; within a severity in the order of {@link FINDING_CODES}. */
  readonly findings: readonly Finding[];
  /** First and last step read; null for an empty log. */
  readonly steps: readonly [number, number] | null;
  /** Training losses read, non-finite ones included. */
  readonly count: number;
}
