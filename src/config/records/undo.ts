import { InputError, LrFinderError } from "../../core/errors.ts";
import { writeAtomically } from "../../files/index.ts";
import { readConfig } from "../config-file.ts";
import { detectFormat } from "../formats/index.ts";
import { applySplices, unifiedDiff } from "../text-changes.ts";
import { type Commented, changeComments, splitComments } from "./comment.ts";
import { type RecordFile, readRecordFile, replaceRecords } from "./file.ts";
import { type ApplyRecord, textHash } from "./record.ts";

/** How to take the last `apply` back. */
export interface UndoPlan {
  readonly file: string;
  readonly record: ApplyRecord;
  /** `done`: the config is as it was before already, and only the record is left to be removed. */
  readonly state: "ready" | "done";
  /** For people; empty when nothing changes. */
  readonly diff: string;
  /** The whole new text. */
  readonly text: string;
  readonly oldBytes: Uint8Array;
  /** The file that holds the record; null where it is a comment of the config. */
  readonly recordFile: RecordFile | null;
}

/**
 * Plans to take the last `apply` back: the bytes that it replaced are put back, and the outcome must
 * have the hash that the config had before it.
 *
 * @throws InputError `no-record`, `changed-since` when the config is no longer what was written,
 *   `bad-record`, and as `readConfig` does
 */
export async function planUndo(file: string): Promise<UndoPlan> {
  const { bytes, text } = await readConfig(file);
  const commented = splitComments(text);
  const recordFile = await readRecordFile(file);
  const hash = textHash(commented.body);
  const comment = commented.records.at(-1);
  const beside = recordFile.records.at(-1);
  const sides = [
    ...(comment === undefined ? [] : [{ record: comment, recordFile: null }]),
    ...(beside === undefined ? [] : [{ record: beside, recordFile }]),
  ];
  const [first] = sides;
  if (first === undefined) {
    throw new InputError(
      "no-record",
      `${file} has no record of an apply: there is no ${recordFile.path}, and no comment of lr-finder at its end`,
      { data: { file, recordFile: recordFile.path } },
    );
  }
  const written = sides.find(({ record }) => record.after === hash);
  const side = written ?? sides.find(({ record }) => record.before === hash);
  if (side === undefined) throw changedSince(file, first.record);
  const body =
    written === undefined ? commented.body : restored(file, commented.body, written.record);
  const rest = side.recordFile === null ? withoutLast(commented, body, file) : commented.rest;
  return {
    file,
    ...side,
    state: written === undefined ? "done" : "ready",
    diff: unifiedDiff(text, body + rest, file),
    text: body + rest,
    oldBytes: bytes,
  };
}

function withoutLast(commented: Commented, body: string, file: string): string {
  return changeComments(commented, body, detectFormat(file, body), null, file);
}

function restored(file: string, body: string, record: ApplyRecord): string {
  let text = body;
  for (const group of record.undo) text = applySplices(text, group);
  if (textHash(text) === record.before) return text;
  throw new LrFinderError(
    "bad-record",
    `The record of ${file} is damaged: it does not lead back to the old bytes, so nothing was changed. ${byHand(record)}`,
    { data: { file } },
  );
}

function changedSince(file: string, record: ApplyRecord): InputError {
  return new InputError(
    "changed-since",
    `${file} was changed after lr-finder wrote it, so its old bytes cannot be put back: nothing was changed. ${byHand(record)}`,
    { data: { file, changes: record.changes } },
  );
}

function byHand({ changes }: ApplyRecord): string {
  const values = changes.map(({ path, old, created }) =>
    created ? `${path} was not there` : `${path} was ${String(old)}`,
  );
  return `By hand: ${values.join(", ")}.`;
}

/**
 * Carries an undo out: the config first, then its record, so that a kill in between leaves the old
 * config and a record that the next undo removes.
 *
 * @throws InputError `file-changed` when config or record changed since the plan, and as
 *   `writeAtomically` does
 */
export async function writeUndo(plan: UndoPlan): Promise<void> {
  const { file, text, oldBytes, recordFile } = plan;
  if (plan.diff !== "") await writeAtomically(file, text, { expected: oldBytes });
  if (recordFile !== null) {
    await replaceRecords(recordFile, file, recordFile.records.slice(0, -1));
  }
}
