import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { InputError, messageOf } from "../../core/errors.ts";
import { type Journal, type JournalHeader, readJournal } from "../../sweep/index.ts";

/** The files of one result folder. */
export interface ResultFolder {
  readonly path: string;
  readonly journal: string;
  readonly result: string;
  readonly report: string;
}

/**
 * Makes the result folder. The default name is `reports/<name>-<time>`, with a number behind it
 * when two runs start within one second.
 *
 * @throws InputError when it cannot be made, or is a file
 */
export function makeResultFolder(out: string | undefined, name: string, now: Date): ResultFolder {
  const path = out ?? freeFolder(join("reports", `${slug(name)}-${timestamp(now)}`));
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new InputError(
      "cannot-write",
      `cannot make the result folder ${path}: ${messageOf(cause)}. Give another one with --out`,
      { data: { path }, cause },
    );
  }
  return {
    path,
    journal: join(path, "journal.jsonl"),
    result: join(path, "result.json"),
    report: join(path, "report.html"),
  };
}

/**
 * The journal of the run to continue.
 *
 * @throws InputError when there is none, or when it belongs to a run with other options
 */
export function journalToResume(folder: ResultFolder, header: JournalHeader): Journal {
  if (!existsSync(folder.journal)) {
    throw new InputError(
      "nothing-to-resume",
      `--resume: there is no journal at ${folder.journal}; leave --resume out to start a new run`,
    );
  }
  const journal = readJournal(readFileSync(folder.journal, "utf8"));
  const differing = differences(journal.header, header);
  if (differing.length > 0) {
    throw new InputError(
      "other-run",
      `--resume: ${folder.journal} was made with other options (${differing.join(", ")}); give the same ones, or leave --resume out`,
      { data: { differing } },
    );
  }
  return journal;
}

function differences(old: JournalHeader, now: JournalHeader): string[] {
  const flat = (header: JournalHeader): Record<string, unknown> =>
    JSON.parse(JSON.stringify({ ...header.options, ...header.setup, seed: header.options.seed }));
  const before = flat(old);
  const after = flat(now);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !isDeepStrictEqual(before[key], after[key]),
  );
}

function slug(name: string): string {
  const letters = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return letters === "" ? "run" : letters.toLowerCase();
}

function timestamp(now: Date): string {
  return now.toISOString().slice(0, 19).replace(/:/g, "").replace("T", "-");
}

function freeFolder(path: string): string {
  if (!existsSync(path)) return path;
  for (let number = 2; ; number++) {
    if (!existsSync(`${path}-${number}`)) return `${path}-${number}`;
  }
}
