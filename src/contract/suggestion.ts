import { AIMS } from "./choices.ts";
import { noteSchema } from "./note.ts";
import {
  anything,
  type Infer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  pair,
  positive,
  record,
  text,
  where,
} from "./schema.ts";

export const confidenceSchema = oneOf("high", "medium", "low");

/**
 * What an LR is for: the lowest loss at the end of the training run (`end`), or the lowest on the way,
 * for those who keep the best checkpoint or stop early (`best`).
 */
export const aimSchema = oneOf(...AIMS);

export const noSuggestionCodeSchema = oneOf(
  "flat",
  "still-falling",
  "diverged-at-once",
  "too-few-points",
  "rising",
  "trainer-failed",
  "loss-not-finite",
  "interrupted",
);

const foundShape = {
  /** With all its digits; the plan's `peakLr` is the same rounded, which report, snippets and configs hold. */
  lr: positive,
  /** Low and high end of the LRs that the data cannot tell from the best. */
  range: pair(positive),
  confidence: confidenceSchema,
  /** Name of the rule that gave `lr`. */
  method: text,
  reasons: list(noteSchema),
  /** What `lr` and `confidence` are for; older documents lack it. */
  for: optional(aimSchema),
  /** The LR for the other aim, where the two part. */
  other: optional(object({ for: aimSchema, lr: positive })),
};

export const foundSuggestionSchema = object(
  foundShape,
  where("range", "the low end first", ({ range: [low, high] }) => low <= high),
);

export const noSuggestionSchema = object({
  reason: noSuggestionCodeSchema,
  /** What was seen and what to do about it. */
  reasons: list(noteSchema),
});

export const rulePickSchema = object({
  /** The LR, or null where the rule's own definition gives none. */
  lr: nullable(positive),
  /** Why there is none, or what to beware of, in English. */
  note: optional(text),
  /** The note as data, from which other languages are written. */
  code: optional(text),
  data: optional(record(anything)),
});

/** What a suggestion is for: the loss at the end of the run, or that of its best checkpoint. */
export type Aim = Infer<typeof aimSchema>;

/**
 * How sure it is that the suggested LR is a good one for the run; it says nothing about how wide
 * the range of good ones is.
 */
export type Confidence = Infer<typeof confidenceSchema>;

/** Why there is no suggestion. */
export type NoSuggestionCode = Infer<typeof noSuggestionCodeSchema>;

/** The recommended LR, or the reason why there is none: no caller can read an LR without meeting the reason. */
export type Suggestion =
  | ({ readonly status: "found" } & Infer<typeof foundSuggestionSchema>)
  | ({ readonly status: "none" } & Infer<typeof noSuggestionSchema>);

/** One rule's answer. */
export interface RulePick extends Infer<typeof rulePickSchema> {}
