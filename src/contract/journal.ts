import * as z from "zod/mini";
import { type Infer, object } from "./schema.ts";
import { sweepEventSchemas, sweepOptionsSchema, trialEventSchemas } from "./sweep.ts";
import { trainerInfoSchema } from "./trainer.ts";
import { JOURNAL_VERSION } from "./versions.ts";

export const journalHeaderSchema = object({
  type: z.literal("header"),
  version: z.literal(JOURNAL_VERSION),
  options: sweepOptionsSchema,
  info: trainerInfoSchema,
  /** Everything else that decides the losses: source, model, optimizer, … as resolved. */
  setup: z.record(z.string(), z.unknown()),
});

/** A line after the header. */
export const runEventSchema = z.discriminatedUnion("type", [
  ...sweepEventSchemas,
  ...trialEventSchemas,
]);

/** First line of a journal. */
export interface JournalHeader extends Infer<typeof journalHeaderSchema> {}

/** Everything that is written into a journal after its header. */
export type RunEvent = Infer<typeof runEventSchema>;
