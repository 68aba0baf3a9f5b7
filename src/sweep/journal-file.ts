import { closeSync, fstatSync, ftruncateSync, statSync, writeSync } from "node:fs";
import { InputError, messageOf } from "../core/errors.ts";
import { openToAppendSync, readDocumentSync } from "../files/index.ts";
import { type JournalHeader, journalLine, type RunEvent } from "./journal.ts";

/** A journal that is being written: every line reaches the operating system before the next step. */
export interface JournalFile {
  write(entry: JournalHeader | RunEvent): void;
  /** Whether what is written can be found under its name: false once it was removed or replaced. */
  isThere(): boolean;
  close(): void;
}

/**
 * Opens a journal for writing: a new one, or with `append` the one that is there, after its last
 * whole line.
 *
 * Lines survive a kill of this process at any moment; the last one may be cut.
 *
 * @throws InputError when the file cannot be made, or is there already
 */
export function openJournal(path: string, options: { append?: boolean } = {}): JournalFile {
  const fd = open(path, options.append ?? false);
  return {
    write: (entry) => void writeSync(fd, `${journalLine(entry)}\n`),
    isThere() {
      const named = statSync(path, { throwIfNoEntry: false });
      const own = fstatSync(fd);
      return named?.ino === own.ino && named.dev === own.dev;
    },
    close: () => closeSync(fd),
  };
}

function open(path: string, append: boolean): number {
  try {
    const whole = append ? readDocumentSync(path, "journal").lastIndexOf("\n") + 1 : 0;
    const fd = openToAppendSync(path, { exclusive: !append });
    ftruncateSync(fd, whole);
    return fd;
  } catch (cause) {
    throw new InputError("cannot-write", `cannot write the journal ${path}: ${messageOf(cause)}`, {
      data: { path },
      cause,
    });
  }
}
