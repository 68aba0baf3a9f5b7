import {
  type Infer,
  integer,
  literal,
  loss,
  number,
  object,
  optional,
  positive,
  text,
  variants,
} from "./schema.ts";

/** A step of a sweep or a trial. */
const place = object({
  /** Zero-based. */
  stepIndex: integer(0),
  /** Steps planned. */
  steps: optional(integer(1)),
  lr: positive,
});

/** How a raw loss stood to a limit for some steps in a row. */
const crossed = {
  limit: loss,
  inARow: integer(1),
  startLoss: loss,
  bestLoss: loss,
  at: place,
};

/**
 * Why a sweep or a trial ended, with the numbers of it. What a document of before there were these
 * does not say is left out.
 */
export const stopSchema = variants(
  "code",
  object({ code: literal("completed"), steps: integer(0) }),
  object({ code: literal("loss-above"), ...crossed }),
  /** Nearly all of the drop was lost again. */
  object({ code: literal("drop-lost"), ...crossed }),
  /** The peers' rule: factor x best smoothed loss. */
  object({
    code: literal("smoothed-above"),
    smoothed: loss,
    limit: loss,
    factor: number,
    bestLoss: loss,
    at: place,
  }),
  /** By a rule that is not named. */
  object({ code: literal("diverged"), at: optional(place) }),
  object({ code: literal("loss-not-finite"), loss: loss, at: optional(place) }),
  object({ code: literal("updates-skipped"), inARow: optional(integer(1)), at: optional(place) }),
  /** Clearly behind others: the rest was not trained. */
  object({ code: literal("abandoned"), stepsDone: integer(0) }),
  /** Before the step at `at`. */
  object({ code: literal("cancelled"), stepsDone: integer(0), at: optional(place) }),
  /** `message`: in the trainer's own words, where nothing else is said of it. */
  object({ code: literal("trainer-failed"), message: text, at: optional(place) }),
  object({ code: literal("journal-ends") }),
  object({ code: literal("log-ends"), lr: positive }),
  object({ code: literal("log-not-finite"), loss: loss, lr: positive, entry: integer(1) }),
  /** The manual ladder makes no sweep. */
  object({ code: literal("no-sweep"), rungs: integer(0), steps: integer(1) }),
  object({ code: literal("no-step") }),
);

export type Stop = Infer<typeof stopSchema>;

export type StopCode = Stop["code"];

/** A stop of some codes. */
export type StopOf<Code extends StopCode> = Extract<Stop, { code: Code }>;

export type Place = Infer<typeof place>;
