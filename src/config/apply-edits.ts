import { LrFinderError } from "../core/errors.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import { writeAtomically } from "../files/index.ts";
import { readConfig } from "./config-file.ts";
import type { ConfigChange, ConfigEdit, EditPlan } from "./edit.ts";
import type { ConfigFormat } from "./format.ts";
import { detectFormat } from "./formats/index.ts";
import { planEdit } from "./plan-edit.ts";
import { changeComments, splitComments } from "./records/comment.ts";
import { addRecord } from "./records/file.ts";
import { type ApplyRecord, makeRecord, type RecordSource } from "./records/record.ts";
import { unifiedDiff } from "./text-changes.ts";

/** An edit that is ready to be written. */
export interface PreparedEdits extends EditPlan {
  readonly file: string;
  readonly format: ConfigFormat;
  /** The bytes that were read. */
  readonly oldBytes: Uint8Array;
  /** What is written: `text`, and the record comments behind it. */
  readonly fullText: string;
  /** Goes into the file beside the config; null when nothing does. */
  readonly recordBeside: ApplyRecord | null;
  /** For people; empty when every value is already there. */
  readonly diff: string;
}

/** What {@link applyEdits} did. */
export interface AppliedEdits {
  readonly file: string;
  /** Empty when every value was already there. */
  readonly changes: readonly ConfigChange[];
  readonly notes: readonly Note[];
  readonly diff: string;
  /** Whether the file on the disk was changed. */
  readonly written: boolean;
  /** The file that holds the record; null without one, or where it is a comment of the config. */
  readonly recordFile: string | null;
}

/** How it is recorded what was written. */
export interface RecordOptions {
  readonly source: RecordSource;
  /** `file`: in `<config>.lr-finder.json` beside it; `comment`: on a line at the config's end. */
  readonly place: "file" | "comment";
}

/** How an edit is prepared. */
export interface PrepareOptions {
  readonly format?: ConfigFormat;
  readonly record?: RecordOptions;
}

const PREPARE_KEYS: KeyTable<PrepareOptions> = {
  format: true,
  record: { source: true, place: true },
};

/**
 * Reads a config and plans its edits without writing, e.g. to show the diff before a question.
 *
 * @param options.format default: detected from name and content
 * @param options.record default: nothing is recorded
 * @throws InputError as `readConfig`, `detectFormat` and `planEdit` do; `no-comments`
 */
export async function prepareEdits(
  file: string,
  edits: readonly ConfigEdit[],
  options: PrepareOptions = {},
): Promise<PreparedEdits> {
  checkKeys("prepareEdits", options, PREPARE_KEYS);
  const { bytes: oldBytes, text } = await readConfig(file);
  const format = options.format ?? detectFormat(file, text);
  const old = splitComments(text);
  const plan = planEdit(old.body, format, edits, file);
  const isChanged = plan.changes.length > 0;
  const { record: wanted } = options;
  const record = wanted && isChanged ? makeRecord(wanted.source, old.body, plan) : null;
  const isComment = record !== null && wanted?.place === "comment";
  const rest = isComment ? changeComments(old, plan.text, format, record, file) : old.rest;
  const fullText = plan.text + rest;
  const diff = unifiedDiff(text, fullText, file);
  const recordBeside = isComment ? null : record;
  return { ...plan, file, format, oldBytes, fullText, recordBeside, diff };
}

/**
 * Writes a prepared edit atomically, unless nothing changes, then reads the file again and proves
 * that every value is there. A record in a file of its own is written first: a kill between the two
 * leaves the old config, and a record whose hashes say that it was not carried out. When the config
 * cannot be written, the record is taken back.
 *
 * @throws InputError `file-changed` when the file is no longer what was read, `bad-record`,
 *   and as `writeAtomically` does; LrFinderError `write-unproven`
 */
export async function writeEdits(
  prepared: PreparedEdits,
  edits: readonly ConfigEdit[],
): Promise<AppliedEdits> {
  const { file, changes, notes, diff, format, oldBytes, fullText, recordBeside } = prepared;
  if (changes.length === 0) return unwritten(prepared);
  const write = () => writeAtomically(file, fullText, { expected: oldBytes });
  let recordFile: string | null = null;
  if (recordBeside === null) await write();
  else recordFile = await addRecord(file, recordBeside, write);
  const again = await readConfig(file);
  if (again.text !== fullText || planEdit(prepared.text, format, edits, file).changes.length > 0) {
    throw new LrFinderError(
      "write-unproven",
      `${file} was written, but reading it again gave something else. Another program may write it too.`,
      { data: { file } },
    );
  }
  return { file, changes, notes, diff, written: true, recordFile };
}

/** What a prepared edit is while it is not written. */
export function unwritten({ file, changes, notes, diff }: PreparedEdits): AppliedEdits {
  return { file, changes, notes, diff, written: false, recordFile: null };
}

/**
 * Edits values of a config file: read, plan, diff, write, prove.
 *
 * @param options.dryRun only plan and show the diff
 * @throws as {@link prepareEdits} and {@link writeEdits}
 */
export async function applyEdits(
  file: string,
  edits: readonly ConfigEdit[],
  options: PrepareOptions & { readonly dryRun?: boolean } = {},
): Promise<AppliedEdits> {
  checkKeys("applyEdits", options, { ...PREPARE_KEYS, dryRun: true });
  const { dryRun, ...prepare } = options;
  const prepared = await prepareEdits(file, edits, prepare);
  return dryRun === true ? unwritten(prepared) : writeEdits(prepared, edits);
}
