import { type Infer, integer, literal, nullable, object, text, time } from "./schema.ts";
import { LOCK_VERSION } from "./versions.ts";

/** Who holds a lock or a lease. */
export const holderShape = {
  /** Random: of this one and no other. */
  token: text,
  /** Number of the process that holds it, on its own machine and in its own space of numbers. */
  pid: integer(1),
  /** When that process started, as its system writes it; null where that cannot be known. */
  processStart: nullable(text),
  host: text,
  /** Where process numbers mean the same: one boot of one machine, or one container there. */
  processSpace: text,
  /** When it was taken, by the holder's own clock. */
  since: time,
};

/** Holder of a folder, as the file `lock` in it says. */
export const lockSchema = object({ version: literal(LOCK_VERSION), ...holderShape });

/** Holder of a folder. */
export interface LockHolder extends Infer<typeof lockSchema> {}
