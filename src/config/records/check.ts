import { realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { note } from "../../contract/make-note.ts";
import { InputError, LrFinderError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import { readDocument } from "../../files/index.ts";
import { readConfig } from "../config-file.ts";
import { type ConfigChange, checkValue } from "../edit.ts";
import { type ConfigTree, parseConfig } from "../format.ts";
import { detectFormat } from "../formats/index.ts";
import { alreadyHolds } from "../node-value.ts";
import { findTarget } from "../target.ts";
import { splitComments } from "./comment.ts";
import { readRecordFile } from "./file.ts";
import { type ApplyRecord, textHash } from "./record.ts";

/** One recorded value against what the config holds now. */
export interface CheckedValue {
  readonly path: string;
  readonly expected: ConfigChange["new"];
  /** The text that stands there now; null where the key is gone or may not be read. */
  readonly found: string | null;
  /** One-based line now; null where the key is gone. */
  readonly line: number | null;
  readonly holds: boolean;
  /** Name of the result that it came from. */
  readonly result: string;
}

/** Whether a config still holds what its records say. */
export interface RecordCheck {
  readonly file: string;
  readonly holds: boolean;
  readonly values: readonly CheckedValue[];
  /** `result-changed`: the result was written anew since; apply it again to use it. */
  readonly notes: readonly Note[];
}

/**
 * Compares a config with the values that were applied to it, of each key the last one. Values count,
 * not their spelling; what else changed in the file does not.
 *
 * @throws InputError `no-record`, `bad-record`, and as `readConfig` and `parseConfig` do
 */
export async function checkRecords(file: string): Promise<RecordCheck> {
  const { text } = await readConfig(file);
  const { body, records: comments } = splitComments(text);
  const beside = await readRecordFile(file);
  const records = [...beside.records, ...comments].sort((a, b) => compare(a.at, b.at));
  if (records.length === 0) {
    throw new InputError(
      "no-record",
      `${file} has no record of an apply, so there is nothing to check it against: there is no ${beside.path}, and no comment of lr-finder at its end`,
      { data: { file, recordFile: beside.path } },
    );
  }
  const latest = new Map<string, { change: ConfigChange; record: ApplyRecord }>();
  for (const record of records) {
    for (const change of record.changes) latest.set(change.path, { change, record });
  }
  const tree = parseConfig(body, detectFormat(file, body), file);
  const values = [...latest.values()].map(({ change, record }) => ({
    ...checkChange(tree, change),
    result: record.result.name,
  }));
  const used = new Set([...latest.values()].map(({ record }) => record));
  const folder = await realpath(dirname(beside.path));
  const notes = await Promise.all([...used].map((record) => resultNote(folder, record)));
  return {
    file,
    holds: values.every(({ holds }) => holds),
    values,
    notes: notes.filter((one) => one !== null),
  };
}

// Times of ISO 8601 sort as text; records of one moment keep their order.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function checkChange(
  tree: ConfigTree,
  { path, new: expected }: ConfigChange,
): Omit<CheckedValue, "result"> {
  try {
    const { node, line, start, end } = findTarget(tree, path);
    const as = typeof expected === "number" ? ({ as: "float" } as const) : {};
    const holds = alreadyHolds(tree, node, checkValue({ path, value: expected, ...as }));
    return { path, expected, found: tree.text.slice(start, end), line, holds };
  } catch (error) {
    if (!(error instanceof LrFinderError)) throw error;
    return { path, expected, found: null, line: null, holds: false };
  }
}

async function resultNote(folder: string, { result }: ApplyRecord): Promise<Note | null> {
  const path = resolve(folder, result.file);
  const bytes = await readDocument(path, "result").catch(() => null);
  if (bytes === null || textHash(bytes.toString("utf8")) === result.sha256) return null;
  return note(
    "result-changed",
    `the result ${result.file} was written anew since it was applied: apply it again to use it`,
    { file: result.file },
  );
}
