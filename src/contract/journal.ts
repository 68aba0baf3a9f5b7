import {
  anything,
  type Infer,
  literal,
  object,
  optional,
  record,
  text,
  variants,
} from "./schema.ts";
import {
  budgetEventSchema,
  sweepEventSchemas,
  sweepOptionsSchema,
  trialEventSchemas,
} from "./sweep.ts";
import { trainerIdentitySchema, trainerInfoSchema } from "./trainer.ts";
import { JOURNAL_VERSION } from "./versions.ts";

export const journalHeaderSchema = object({
  type: literal("header"),
  version: literal(JOURNAL_VERSION),
  options: sweepOptionsSchema,
  info: trainerInfoSchema,
  /** Everything else that decides the losses: source, model, optimizer, … as resolved. */
  setup: record(anything),
  /** Digests of the trainer as it was at the start; empty where it has none. Older journals lack it. */
  identity: optional(trainerIdentitySchema),
  /**
   * SHA-256 (hex) of `salt`, a line end and the trainer's command as given: `setup.trainer` lacks its
   * secrets. Not where the command is kept, nor in older journals.
   */
  command: optional(object({ salt: text, digest: text })),
});

/** A line after the header. */
export const runEventSchema = variants(
  "type",
  budgetEventSchema,
  ...sweepEventSchemas,
  ...trialEventSchemas,
);

/** First line of a journal. */
export interface JournalHeader extends Infer<typeof journalHeaderSchema> {}

/** Everything that is written into a journal after its header. */
export type RunEvent = Infer<typeof runEventSchema>;
