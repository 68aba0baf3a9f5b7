import { LrFinderError } from "../core/errors.ts";
import type { Note } from "../core/note.ts";
import { writeAtomically } from "../files/index.ts";
import { detectFormat } from "./detect.ts";
import { unifiedDiff } from "./diff.ts";
import { planEdit } from "./plan-edit.ts";
import { readConfig } from "./read-config.ts";
import type { ConfigChange, ConfigEdit, ConfigFormat, EditPlan } from "./types.ts";

/** An edit that is ready to be written. */
export interface PreparedEdits extends EditPlan {
  readonly file: string;
  readonly format: ConfigFormat;
  /** The bytes that were read. */
  readonly oldBytes: Uint8Array;
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
}

/**
 * Reads a config and plans its edits without writing, e.g. to show the diff before a question.
 *
 * @param format default: detected from name and content
 * @throws InputError as `readConfig`, `detectFormat` and `planEdit` do
 */
export async function prepareEdits(
  file: string,
  edits: readonly ConfigEdit[],
  format?: ConfigFormat,
): Promise<PreparedEdits> {
  const { bytes, text } = await readConfig(file);
  const used = format ?? detectFormat(file, text);
  const plan = planEdit(text, used, edits, file);
  return { ...plan, file, format: used, oldBytes: bytes, diff: unifiedDiff(text, plan.text, file) };
}

/**
 * Writes a prepared edit atomically, unless nothing changes, then reads the file again and proves
 * that every value is there.
 *
 * @throws InputError `file-changed` when the file is no longer what was read, and as
 *   `writeAtomically` does; LrFinderError `write-unproven`
 */
export async function writeEdits(
  prepared: PreparedEdits,
  edits: readonly ConfigEdit[],
): Promise<AppliedEdits> {
  const { file, changes, notes, diff, text, format, oldBytes } = prepared;
  if (changes.length === 0) return { file, changes, notes, diff, written: false };
  await writeAtomically(file, text, { expected: oldBytes });
  const again = await readConfig(file);
  if (again.text !== text || planEdit(again.text, format, edits, file).changes.length > 0) {
    throw new LrFinderError(
      "write-unproven",
      `${file} was written, but reading it again gave something else. Another program may write it too.`,
      { data: { file } },
    );
  }
  return { file, changes, notes, diff, written: true };
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
  options: { readonly dryRun?: boolean; readonly format?: ConfigFormat } = {},
): Promise<AppliedEdits> {
  const prepared = await prepareEdits(file, edits, options.format);
  const { changes, notes, diff } = prepared;
  if (options.dryRun === true) return { file, changes, notes, diff, written: false };
  return writeEdits(prepared, edits);
}
