import { createHash } from "node:crypto";
import type { ApplyRecord, RecordSource } from "../../contract/index.ts";
import { toJson } from "../../core/json.ts";
import type { EditPlan } from "../edit.ts";
import { formatKeyPath, parseKeyPath } from "../key-path.ts";

export type { ApplyRecord, RecordedResult, RecordSource } from "../../contract/index.ts";

/**
 * A record that was read from a file, its key paths written as they are today.
 *
 * @throws InputError for a key path that is none
 */
export function withKeyPaths(record: ApplyRecord): ApplyRecord {
  const changes = record.changes.map((change) => ({
    ...change,
    path: formatKeyPath(parseKeyPath(change.path)),
  }));
  return { ...record, changes };
}

/** The record of a plan that is about to be written over `oldText`. */
export function makeRecord(source: RecordSource, oldText: string, plan: EditPlan): ApplyRecord {
  const { by, at, result } = source;
  const { changes, undo } = plan;
  return { by, at, result, changes, before: textHash(oldText), after: textHash(plan.text), undo };
}

/** SHA-256 of a text as UTF-8, in hex. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A record on one line of ASCII. */
export function recordLine(record: ApplyRecord): string {
  return toJson(record).replace(
    /[^ -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
