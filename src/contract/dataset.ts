import { TASKS } from "./choices.ts";
import { noteSchema } from "./note.ts";
import { type Infer, integer, list, object, oneOf, optional, text } from "./schema.ts";

export const taskSchema = oneOf(...TASKS);

export const datasetSummarySchema = object({
  /** File name or `"arrays"`; never an absolute path. */
  source: text,
  /** SHA-256 of the file's own bytes (or of the arrays), hex; of the whole file also under a row cap. */
  digest: text,
  task: taskSchema,
  rows: integer(0),
  features: integer(0),
  classes: integer(0),
  /** One sentence each: header found or not, columns one-hot encoded, missing values filled, scaling. */
  steps: list(text),
  /** The same as notes, from which other languages make their sentences; older documents lack it. */
  stepNotes: optional(list(noteSchema)),
});

/** What the targets are: class indices, or numbers to be predicted. */
export type Task = Infer<typeof taskSchema>;

/** Where the rows came from and how they were prepared; plain JSON. */
export interface DatasetSummary extends Infer<typeof datasetSummarySchema> {}
