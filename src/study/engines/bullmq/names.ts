import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { createFileSync, readDocumentSync } from "../../../files/index.ts";
import type { StudyFolder } from "../../folder.ts";

/** The queue of all studies that are being run on a server: a job each, which nobody takes. */
export const STUDIES = "studies";

/** A study's own queue, and its job in the queue of all. */
export const queueName = (id: string) => `study-${id}`;

/**
 * A task's job. One after each attempt that the folder knows: what a dead worker had taken is locked for a
 * while. (BullMQ takes no ids that are numbers, which a key could be.)
 */
export const jobId = (key: string, attempts: number) => `task-${key}-${attempts}`;

const ID_FILE = "queue-id";

/**
 * The id of a study's folder: random, made once, so that what another study of the same name has left
 * on a server is never taken for this one's.
 */
export function studyId({ path }: Pick<StudyFolder, "path">): string {
  const file = join(path, ID_FILE);
  createFileSync(file, `${randomBytes(8).toString("hex")}\n`);
  const [id] =
    readDocumentSync(file, "study")
      .toString("utf8")
      .match(/^[0-9a-f]{16}$/m) ?? [];
  if (id !== undefined) return id;
  throw new InputError("bad-study", `${file} is damaged: remove it`, { data: { path: file } });
}
