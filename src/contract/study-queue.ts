import {
  type Infer,
  integer,
  literal,
  object,
  record,
  text,
  textLike,
  time,
  variants,
} from "./schema.ts";
import { failureKindSchema, studyTaskSchema } from "./study.ts";
import { STUDY_VERSION } from "./versions.ts";

// What `study run --engine bullmq` and its workers say to each other through a queue, as JSON.

const version = literal(STUDY_VERSION);

/** A study that is being run on a queue. */
export const queuedStudySchema = object({
  version,
  /** Of the study's folder, and so of its queue. */
  id: textLike(/^[0-9a-f]{16}$/, "16 hexadecimal digits"),
  name: text,
  /** lr-finder's major and minor version. */
  lrFinder: text,
  since: time,
});

/** A task for whoever takes it, with the study's folder or without. */
export const queuedTaskSchema = object({
  version,
  task: studyTaskSchema,
  /** For the result. */
  name: text,
  /** What the result calls its own file. */
  resultFile: text,
  lrFinder: text,
});

/** How a worker ended with a task. */
export const queueAnswerSchema = variants(
  "type",
  /** The study's folder says what came of it. */
  object({ type: literal("in-folder") }),
  /** It is measured, and whoever has the study's folder puts the result there. */
  object({
    type: literal("files"),
    /** Files of the result's folder by their names, packed by gzip, in base64. */
    files: record(text),
    /** Of all files together, unpacked. */
    bytes: integer(0),
  }),
  /** It came to no result, and whoever has the study's folder notes it there. */
  object({
    type: literal("failed"),
    kind: failureKindSchema,
    code: text,
    message: text,
    stderr: text,
    host: text,
  }),
);

export interface QueuedStudy extends Infer<typeof queuedStudySchema> {}

export interface QueuedTask extends Infer<typeof queuedTaskSchema> {}

export type QueueAnswer = Infer<typeof queueAnswerSchema>;
