import { type AppliedEdits, type ConfigEdit, prepareEdits, writeEdits } from "../config/index.ts";
import { InputError } from "../core/errors.ts";
import type { Io } from "./io.ts";
import { styleFor } from "./style.ts";

/** How a config may be written. */
export interface WriteConsent {
  /** Write without a question. */
  readonly yes: boolean;
  /** Only show the change. */
  readonly dryRun: boolean;
}

/**
 * Shows the change as a diff (on stderr), asks unless told not to, writes, and says what was done.
 *
 * @returns what was done; `written` is false for a dry run, a "no", or values that were there already
 * @throws InputError as `prepareEdits` and `writeEdits` do, and when a question would be needed but
 *   nobody can be asked
 */
export async function writeConfig(
  io: Io,
  file: string,
  edits: readonly ConfigEdit[],
  consent: WriteConsent,
): Promise<AppliedEdits> {
  const style = styleFor(io);
  const prepared = await prepareEdits(file, edits);
  const { changes, notes, diff } = prepared;
  const unwritten: AppliedEdits = { file, changes, notes, diff, written: false };
  if (changes.length === 0) {
    io.err(`${file} already holds these values: nothing to change\n`);
    return unwritten;
  }
  io.err(`${coloured(diff, io)}\n`);
  for (const note of notes) io.err(`${style.yellow("note:")} ${note.message}\n`);
  if (consent.dryRun) return unwritten;
  if (!consent.yes) {
    if (!io.canAsk) throw needsYes(file);
    const answer = await io.ask(`Write this change into ${file}? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) {
      io.err(`${file} was left as it is\n`);
      return unwritten;
    }
  }
  const applied = await writeEdits(prepared, edits);
  for (const { path, old, new: value } of applied.changes) {
    io.err(`${style.green("wrote")} ${file}: ${path} ${String(old)} -> ${String(value)}\n`);
  }
  return applied;
}

/** The error for a write that nobody can confirm. */
export function needsYes(file: string): InputError {
  return new InputError(
    "needs-yes",
    `writing into ${file} needs a yes, and there is no terminal to ask on: add --yes (or --dry-run to see the change only)`,
    { data: { file } },
  );
}

function coloured(diff: string, io: Io): string {
  const style = styleFor(io);
  return diff
    .trimEnd()
    .split("\n")
    .map((line) => {
      if (line.startsWith("+")) return style.green(line);
      return line.startsWith("-") ? style.red(line) : line;
    })
    .join("\n");
}
