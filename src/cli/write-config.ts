import {
  type AppliedEdits,
  type ConfigChange,
  exactDiff,
  type PreparedEdits,
  prepareEdits,
  unwritten,
  writeEdits,
} from "../config/index.ts";
import { InputError } from "../core/errors.ts";
import type { Note } from "../core/note.ts";
import { type ConfigUpdate, checkDoubts } from "../job/index.ts";
import type { Io } from "./io.ts";
import { type Style, styleFor } from "./style.ts";

/** How a config may be written. */
export interface WriteConsent {
  /** Write without a question. */
  readonly yes: boolean;
  /** Only show the change. */
  readonly dryRun: boolean;
  /** Where the change is shown: as data (stdout), or as words. @default "err" */
  readonly diffTo?: "out" | "err";
}

/**
 * Shows the change as a diff, asks unless told not to, writes, and says what was done.
 *
 * @returns what was done; `written` is false for a dry run, a "no", or values that were there already
 * @throws InputError as `prepareEdits` and `writeEdits` do, `change-doubtful` where nobody is asked, and
 *   when a question would be needed but nobody can be asked
 */
export async function writeConfig(
  io: Io,
  update: ConfigUpdate,
  consent: WriteConsent,
): Promise<AppliedEdits> {
  const { file, edits, notes, record } = update;
  const style = styleFor(io);
  const prepared = await prepareEdits(file, edits, record === undefined ? {} : { record });
  const left: AppliedEdits = {
    ...unwritten(prepared),
    notes: [...notes, ...prepared.notes],
  };
  if (left.changes.length === 0) {
    sayNotes(io, left.notes);
    io.err(`${file} already holds these values: nothing to change\n`);
    return left;
  }
  showDiff(io, prepared, consent);
  sayNotes(io, left.notes);
  if (consent.dryRun) return left;
  if (consent.yes) checkDoubts(update);
  if (!(await allowed(io, file, consent))) return left;
  const applied = await writeEdits(prepared, edits);
  for (const change of applied.changes) {
    io.err(`${style.green("wrote")} ${file}: ${changeText(change)}\n`);
  }
  if (record !== undefined) {
    io.err(`${style.dim(`take it back with: lr-finder apply --undo ${file}`)}\n`);
  }
  return { ...applied, notes: left.notes };
}

/** A change in words: `optimizer.lr 0.1 -> 0.003`. */
export function changeText({ path, old, new: value, created }: ConfigChange): string {
  return `${path} ${created ? "(added)" : String(old)} -> ${String(value)}`;
}

/** A change of a file that is shown before it is made. */
type Shown = Pick<PreparedEdits, "file" | "oldBytes" | "fullText" | "diff">;

/** Shows a change as a diff; as data, elsewhere than on a terminal, it is a patch that makes it. */
export function showDiff(
  io: Io,
  change: Shown,
  { diffTo = "err" }: Pick<WriteConsent, "diffTo">,
): void {
  const text = `${coloured(change.diff, styleFor(io, diffTo))}\n`;
  if (diffTo === "err") io.draw(text);
  else if (io.outIsTerminal) io.out(text);
  else
    io.exactly(
      exactDiff(Buffer.from(change.oldBytes).toString("utf8"), change.fullText, change.file),
    );
}

/** Of a dry run the diff is the data, unless JSON is. */
export function diffPlace({ dryRun, json }: { dryRun: boolean; json: boolean }): "out" | "err" {
  return dryRun && !json ? "out" : "err";
}

function sayNotes(io: Io, notes: readonly Note[]): void {
  const style = styleFor(io);
  for (const note of notes) io.err(`${style.yellow("note:")} ${note.message}\n`);
}

/** Asks whether a change may be written; says so when it may not. */
export async function allowed(io: Io, file: string, { yes }: WriteConsent): Promise<boolean> {
  if (yes) return true;
  if (!io.canAsk) throw needsYes(file);
  const answer = await io.ask(`Write this change into ${file}? [y/N] `);
  if (/^y(es)?$/i.test(answer.trim())) return true;
  io.err(`${file} was left as it is\n`);
  return false;
}

/** The error for a write that nobody can confirm. */
export function needsYes(file: string): InputError {
  return new InputError(
    "needs-yes",
    `writing into ${file} needs a yes, and there is no terminal to ask on: add --yes (or --dry-run to see the change only)`,
    { data: { file } },
  );
}

function coloured(diff: string, style: Style): string {
  return diff
    .trimEnd()
    .split("\n")
    .map((line) => {
      if (line.startsWith("+")) return style.green(line);
      return line.startsWith("-") ? style.red(line) : line;
    })
    .join("\n");
}
