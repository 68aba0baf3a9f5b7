import { type Infer, integer, literal, nullable, object, text, time } from "./schema.ts";
import { LOCK_VERSION } from "./versions.ts";

/** Holder of a folder, as the file `lock` in it says. */
export const lockSchema = object({
  version: literal(LOCK_VERSION),
  /** Random: of this lock and no other. */
  token: text,
  /** Number of the process that holds it, on its own machine and in its own space of numbers. */
  pid: integer(1),
  /** When that process started, as its system writes it; null where that cannot be known. */
  processStart: nullable(text),
  host: text,
  /** Where process numbers mean the same: one boot of one machine, or one container there. */
  processSpace: text,
  /** When the lock was taken. */
  since: time,
});

/** Holder of a folder. */
export interface LockHolder extends Infer<typeof lockSchema> {}
