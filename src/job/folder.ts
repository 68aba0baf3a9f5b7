import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { note } from "../contract/notes.ts";
import { InputError, messageOf } from "../core/errors.ts";
import { toJson } from "../core/json.ts";
import { writeAtomically } from "../files/index.ts";
import { loadPlotly, renderReport } from "../report/index.ts";
import type { Result } from "../result/index.ts";
import { type Journal, type JournalHeader, type RunEvent, readJournal } from "../sweep/index.ts";
import { openJournal } from "../sweep/journal-file.ts";
import { DEFAULT_LANGUAGE, type Language } from "../words/index.ts";

/** Where the answer of a job goes. */
export interface FolderRequest {
  /** The result folder; made where it is missing. @default `reports/<name>-<time>` */
  readonly out?: string | undefined;
  /** Where the HTML report goes; false: none is made. @default `report.html` in the result folder */
  readonly report?: string | false | undefined;
  /** Of the report. @default "en" */
  readonly language?: Language | undefined;
  /** Continue the interrupted run in `out`, which holds its journal. @default false */
  readonly resume?: boolean | undefined;
}

/** A result folder, from its making to the last file in it. */
export interface ResultFolder {
  readonly path: string;
  /** Where result and report will be; a null report is not made. */
  readonly files: Result["files"];
  /**
   * Starts the journal of a run, or goes on with that of an interrupted one.
   *
   * @returns what the interrupted run had finished; null for a new one
   * @throws InputError when there is nothing to resume, when it belongs to a run with other options,
   *   or when the journal cannot be written
   */
  resume(header: JournalHeader): Journal | null;
  start(header: JournalHeader): void;
  /** Adds to the journal. Never throws: a full disk must not cost the user the sweep. */
  record(event: RunEvent): void;
  /** Writes report and result, each whole or not at all. Never throws. */
  write(result: Result): Promise<Written>;
  /** Closes the journal. */
  close(): void;
}

/** A file that could not be written. */
export interface WriteFault {
  readonly file: "result" | "report";
  readonly error: unknown;
}

/** The result as it was written, and what stood in the way of writing all of it, the worst first. */
export interface Written {
  readonly result: Result;
  readonly faults: readonly WriteFault[];
}

/**
 * Makes the result folder. The default name is `reports/<name>-<time>`, with a number behind it
 * when two runs start within one second.
 *
 * @throws InputError when it cannot be made, or is a file
 */
export function openResultFolder(
  { out, report, language, resume = false }: FolderRequest,
  name: string,
  now: Date,
): ResultFolder {
  const path = out ?? freeFolder(join("reports", `${slug(name)}-${timestamp(now)}`));
  makeFolder(path);
  const journalPath = join(path, "journal.jsonl");
  const files = {
    result: join(path, "result.json"),
    report: report === false ? null : (report ?? join(path, "report.html")),
  };
  let journal: ReturnType<typeof openJournal> | undefined;
  let journalFault: unknown;
  const record = (entry: JournalHeader | RunEvent) => {
    if (journalFault !== undefined) return;
    try {
      journal?.write(entry);
    } catch (fault) {
      journalFault = fault;
    }
  };
  return {
    path,
    files,
    resume: (header) => (resume ? journalToResume(journalPath, header) : null),
    start(header) {
      journal = openJournal(journalPath, { append: resume });
      if (!resume) record(header);
    },
    record,
    async write(result) {
      const { report } = files;
      const whole =
        journalFault === undefined ? result : withWarning(result, journalPath, journalFault);
      const reportFault =
        report === null ? null : await attempt(() => writeReport(whole, report, language));
      const written = { ...files, report: reportFault === null ? report : null };
      const complete: Result = { ...whole, files: written };
      const resultFault = await attempt(() =>
        writeAtomically(files.result, `${toJson(complete)}\n`),
      );
      const faults = [
        ...(resultFault === null ? [] : [{ file: "result", error: resultFault } as const]),
        ...(reportFault === null ? [] : [{ file: "report", error: reportFault } as const]),
      ];
      if (resultFault === null) return { result: complete, faults };
      return { result: { ...whole, files: { ...written, result: null } }, faults };
    },
    close: () => journal?.close(),
  };
}

/** Renders a result as one HTML file and writes it, whole or not at all; parent folders are made. */
export async function writeReport(
  result: Result,
  file: string,
  language: Language = DEFAULT_LANGUAGE,
): Promise<void> {
  const html = renderReport(result, { plotly: await loadPlotly(), language });
  await writeAtomically(file, html, { makeFolders: true });
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new InputError(
      "cannot-write",
      `cannot make the result folder ${path}: ${messageOf(cause)}. Give another one with --out`,
      { data: { path }, cause },
    );
  }
}

function journalToResume(path: string, header: JournalHeader): Journal {
  if (!existsSync(path)) {
    throw new InputError(
      "nothing-to-resume",
      `--resume: there is no journal at ${path}; leave --resume out to start a new run`,
    );
  }
  const journal = readJournal(readFileSync(path, "utf8"));
  const differing = differences(journal.header, header);
  if (differing.length > 0) {
    throw new InputError(
      "other-run",
      `--resume: ${path} was made with other options (${differing.join(", ")}); give the same ones, or leave --resume out`,
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

function withWarning(result: Result, path: string, fault: unknown): Result {
  const warning = note(
    "journal-incomplete",
    `the journal ${path} could not be written to its end: ${messageOf(fault)}`,
  );
  return { ...result, warnings: [...result.warnings, warning] };
}

async function attempt(action: () => Promise<void>): Promise<unknown> {
  try {
    await action();
    return null;
  } catch (fault) {
    return fault;
  }
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
