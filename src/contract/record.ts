import {
  either,
  flag,
  type Infer,
  integer,
  list,
  literal,
  nothing,
  number,
  object,
  optional,
  text,
  textLike,
  where,
} from "./schema.ts";
import { RECORD_VERSION } from "./versions.ts";

const sha256 = textLike(/^[0-9a-f]{64}$/, "a SHA-256 in hex");

/** What a config may hold under a key. */
const scalar = either("a value", text, number, flag, nothing);

export const recordedResultSchema = object({
  /** Path relative to the config's folder, with `/`. */
  file: text,
  name: text,
  /** ISO 8601, UTC. */
  createdAt: text,
  /** Of the result's file, in hex. */
  sha256,
  seed: number,
});

export const configChangeSchema = object({
  /** The full path, with the document index where the file has several documents. */
  path: text,
  old: either("a value or an array of them", scalar, list(scalar)),
  new: either("a number, a text or an array of numbers", number, text, list(number)),
  /** One-based, in the old text; of a created key in the new one. */
  line: integer(1),
  /** Set when the key was missing and was added. */
  created: optional(literal(true)),
});

export const spliceSchema = object(
  {
    start: integer(0),
    end: integer(0),
    text,
  },
  where("end", "at least start", ({ start, end }) => end >= start),
);

export const applyRecordSchema = object({
  /** What wrote them, e.g. `lr-finder 0.1.0`. */
  by: text,
  /** When: ISO 8601, UTC. */
  at: text,
  result: recordedResultSchema,
  changes: list(configChangeSchema, { fewest: 1 }),
  /** SHA-256 of the config's text before, without its record comments. */
  before: sha256,
  /** SHA-256 of the config's text after. */
  after: sha256,
  /**
   * What leads from the new text back to the old one, byte for byte: groups of replacements, to be
   * applied one group after the other.
   */
  undo: list(list(spliceSchema)),
});

export const recordFileSchema = object({
  version: literal(RECORD_VERSION),
  /** Name of the config beside it. */
  config: text,
  /** Oldest first. */
  records: list(applyRecordSchema),
});

/** The result that a record points to. */
export interface RecordedResult extends Infer<typeof recordedResultSchema> {}

/** What an edit found and left; `old` is null where the key had no value. */
export interface ConfigChange extends Infer<typeof configChangeSchema> {}

/** Replace [start, end) of a text, in UTF-16 units. */
export interface Splice extends Infer<typeof spliceSchema> {}

/**
 * What one `apply` wrote, from what, and how to take it back. `before` and `after` are the SHA-256
 * (hex) of the config's text without its record comments: a record whose `before` is the config's
 * hash was never carried out, or was taken back.
 */
export interface ApplyRecord extends Infer<typeof applyRecordSchema> {}

/** Where the values that are written come from. */
export type RecordSource = Pick<ApplyRecord, "by" | "at" | "result">;
