import { anything, object, record, text } from "./schema.ts";

/** A warning, reason or piece of advice, as in `core/note.ts`. */
export const noteSchema = object({
  /** What programs look at; the codes that there are: `notes.ts`. */
  code: text,
  /** The English sentence made from the data. */
  message: text,
  /** The numbers behind the sentence. */
  data: record(anything),
});
