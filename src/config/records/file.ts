import { lstat, realpath, unlink } from "node:fs/promises";
import { basename } from "node:path";
import {
  type ApplyRecord,
  parse,
  placed,
  RECORD_VERSION,
  recordFileSchema,
} from "../../contract/index.ts";
import { InputError, messageOf } from "../../core/errors.ts";
import { parseJson, toJson } from "../../core/json.ts";
import { readDocument, writeAtomically } from "../../files/index.ts";
import { withKeyPaths } from "./record.ts";

/** The file of records beside a config; `bytes` is null where there is none. */
export interface RecordFile {
  readonly path: string;
  readonly bytes: Uint8Array | null;
  /** Oldest first. */
  readonly records: readonly ApplyRecord[];
}

/** Where a config's records are: beside the file itself, not beside a link to it. */
export async function recordFilePath(config: string): Promise<string> {
  const isLink = await lstat(config).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  return `${isLink ? await realpath(config).catch(() => config) : config}.lr-finder.json`;
}

/**
 * Reads the records beside a config.
 *
 * @throws InputError `bad-record` when the file there is none of ours, damaged, or of a newer version
 */
export async function readRecordFile(config: string): Promise<RecordFile> {
  const path = await recordFilePath(config);
  try {
    const bytes = await readDocument(path, "record");
    const parsed = parse(recordFileSchema, parseJson(bytes.toString("utf8")));
    if (!parsed.ok) throw new InputError("bad-record", placed(parsed));
    return { path, bytes, records: parsed.value.records.map(withKeyPaths) };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") {
      return { path, bytes: null, records: [] };
    }
    throw new InputError(
      "bad-record",
      `${path} is not a record of lr-finder that this version can read (${messageOf(cause)}). Move it away, or update lr-finder.`,
      { data: { file: path }, cause },
    );
  }
}

/**
 * Puts records in the place of those that were read; with none left the file goes.
 *
 * @returns the file as it is now
 * @throws as `writeAtomically` does
 */
export async function replaceRecords(
  { path, bytes }: RecordFile,
  config: string,
  records: readonly ApplyRecord[],
): Promise<RecordFile> {
  if (records.length === 0) {
    if (bytes !== null) await unlink(path);
    return { path, bytes: null, records };
  }
  const content = { version: RECORD_VERSION, config: basename(config), records };
  const text = `${toJson(content, 2)}\n`;
  await writeAtomically(path, text, { expected: bytes });
  return { path, bytes: Buffer.from(text), records };
}

/**
 * Adds a record around the write that it is about: the record first, then `write`, and the records
 * as they were when that fails. Records at the end that were never carried out, or were taken back by
 * hand, give way: the config has the hash of before them.
 *
 * @returns the path of the file of records
 */
export async function addRecord(
  config: string,
  record: ApplyRecord,
  write: () => Promise<void>,
): Promise<string> {
  const before = await readRecordFile(config);
  const kept = [...before.records];
  while (kept.at(-1)?.before === record.before && kept.at(-1)?.after !== record.before) kept.pop();
  const now = await replaceRecords(before, config, [...kept, record]);
  try {
    await write();
  } catch (failure) {
    await restoreRecordFile(before, now);
    throw failure;
  }
  return now.path;
}

/** Puts the file back to what it held before {@link replaceRecords}, as far as that is possible. */
async function restoreRecordFile(before: RecordFile, now: RecordFile): Promise<void> {
  if (before.bytes === null) await unlink(now.path).catch(() => {});
  else {
    await writeAtomically(before.path, before.bytes, { expected: now.bytes }).catch(() => {});
  }
}
