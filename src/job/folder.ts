import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { note } from "../contract/make-note.ts";
import { rejectOption } from "../core/check.ts";
import { InputError, LrFinderError, messageOf } from "../core/errors.ts";
import { toJson } from "../core/json.ts";
import type { Note } from "../core/note.ts";
import { keepsAll, type Redactor } from "../core/redact/redactor.ts";
import {
  checkFolder,
  checkPageFile,
  checkRegular,
  type HeldByOther,
  holderText,
  type Lock,
  lockHolder,
  makeFolders,
  readDocumentSync,
  takeLock,
  writeAtomically,
  writePage,
} from "../files/index.ts";
import { loadPlotly, renderReport } from "../report/index.ts";
import type { Result } from "../result/index.ts";
import { type Journal, type JournalHeader, type RunEvent, readJournal } from "../sweep/index.ts";
import { openJournal } from "../sweep/journal-file.ts";
import { DEFAULT_LANGUAGE, type Language } from "../words/index.ts";
import { commandDiffering } from "./secrets.ts";

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
  /** Where the files of an earlier run went that were in the folder; null where there were none. */
  readonly movedTo: string | null;
  /** Where result and report will be; a null report is not made. */
  readonly files: Result["files"];
  /**
   * Starts the journal of a run, or goes on with that of an interrupted one.
   *
   * @param command of the trainer, as given
   * @returns what the interrupted run had finished; null for a new one
   * @throws InputError when there is nothing to resume, when it belongs to a run with other options,
   *   or when the journal cannot be written
   */
  resume(header: JournalHeader, command?: string): Journal | null;
  start(header: JournalHeader): void;
  /**
   * Adds to the journal. Never throws: a full disk must not cost the user the sweep.
   *
   * @returns what there is to say when for the first time it cannot
   */
  record(event: RunEvent): Note | null;
  /** Writes report and result, each whole or not at all. Never throws. */
  write(result: Result): Promise<Written>;
  /** Closes the journal, and gives the folder free for others. */
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

/** What a run writes into its folder under fixed names. */
const FILES = {
  journal: "journal.jsonl",
  result: "result.json",
  report: "report.html",
  trainerLog: "trainer.log",
} as const;

/** The log of a trainer in another process, in the result folder. */
export const trainerLogOf = (folder: string): string => join(folder, FILES.trainerLog);

const ALL: readonly string[] = Object.values(FILES);

/** Held by the run that writes into the folder. */
const LOCK = "lock";

/** Time from one look at the lock to the next, in ms, while lines are written. */
const LOOK_MS = 1000;

/**
 * Makes the result folder, and takes it for this run alone. The default name is
 * `reports/<name>-<time>`, with a number behind it when two runs start within one second.
 *
 * Result and report hold what `redactor` leaves of their paths; those that are handed back are whole.
 *
 * What an earlier run left in the folder is moved to `previous-1` (or the next number that is free)
 * in it, unless that run is to be resumed. Files of other names stay where they are.
 *
 * @param inputs files that the answer is made of: journal and log of their own folder stay where they are
 * @throws InputError `cannot-write` when it cannot be made, or is a file; `folder-in-use` when another
 *   run is writing into it
 */
export async function openResultFolder(
  { out, report, language, resume = false }: FolderRequest,
  name: string,
  now: Date,
  redactor: Redactor = keepsAll(),
  inputs: readonly string[] = [],
): Promise<ResultFolder> {
  const path = await makeFolder(out, defaultOut(name, now));
  const lock = await lockFolder(path);
  try {
    const isInput = inputs.some((input) => isWithin(path, input));
    const movedTo = resume ? null : moveEarlier(path, isInput ? [FILES.result, FILES.report] : ALL);
    return { ...lockedFolder(path, lock, { report, language, resume }, redactor), movedTo };
  } catch (cause) {
    lock.release();
    throw cannotWrite(path, cause);
  }
}

/**
 * Refuses a folder that another run is writing into or that cannot be made, and a report that would be
 * written over something else, as far as one can see; before anything of cost is started.
 *
 * @throws InputError `folder-in-use`, `not-a-lock`, `cannot-write`, and as `checkPageFile`
 */
export async function checkFolderRequest({ out, report, resume }: FolderRequest): Promise<void> {
  try {
    if (out === "") rejectOption("out", "the name of a folder", out);
    await checkFolder(out ?? "reports");
    const held = out !== undefined && existsSync(out) ? lockHolder(join(out, LOCK)) : null;
    if (out !== undefined && held !== null) throw inUse(out, held);
    if (out !== undefined) for (const name of ALL) await checkIsFile(join(out, name));
  } catch (cause) {
    throw isKnown(cause) ? cause : cannotWrite(out ?? "reports", cause);
  }
  if (report === false) return;
  const own = out === undefined ? undefined : join(out, FILES.report);
  const file = report ?? own;
  if (file === undefined) return;
  if (own !== undefined && resolve(file) === resolve(own)) {
    // Of a run before, and moved away, unless that is continued.
    if (resume === true) await checkPageFile(own);
    return;
  }
  const names = [FILES.journal, FILES.result, FILES.trainerLog, LOCK];
  if (out !== undefined && names.some((name) => resolve(out, name) === resolve(file))) {
    throw new InputError(
      "bad-option",
      `\`report\` ${file} is where another file of the run goes: give the report another name`,
      { data: { option: "report", path: file } },
    );
  }
  await checkPageFile(file);
}

async function checkIsFile(path: string): Promise<void> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) await checkRegular(path);
}

const COMPLETE: readonly string[] = ["folder-in-use", "not-a-lock", "bad-option"];

/** Errors that say all of it. */
function isKnown(cause: unknown): boolean {
  return cause instanceof InputError && COMPLETE.includes(cause.code);
}

/** Whether a file lies in a folder itself, or is that folder. */
function isWithin(folder: string, file: string): boolean {
  return [resolve(file), dirname(resolve(file))].includes(resolve(folder));
}

function lockedFolder(
  path: string,
  lock: Lock,
  { report, language, resume }: Pick<FolderRequest, "report" | "language" | "resume">,
  redactor: Redactor,
): Omit<ResultFolder, "movedTo"> {
  const journalPath = join(path, FILES.journal);
  const files = {
    result: join(path, FILES.result),
    report: report === false ? null : (report ?? join(path, FILES.report)),
  };
  let journal: ReturnType<typeof openJournal> | undefined;
  let journalFault: unknown;
  let looked = performance.now();
  const lookAround = () => {
    if (!lock.isHeld()) throw lost(path);
    if (journal?.isThere() === false) throw new Error("it was removed while it was written");
    looked = performance.now();
  };
  const record = (entry: JournalHeader | RunEvent): Note | null => {
    if (journalFault !== undefined) return null;
    try {
      if (performance.now() - looked > LOOK_MS) lookAround();
      journal?.write(entry);
      return null;
    } catch (fault) {
      journalFault = fault;
      return incomplete(journalPath, fault);
    }
  };
  return {
    path,
    files,
    resume: (header, command) =>
      resume ? journalToResume(journalPath, header, command, redactor) : null,
    start(header) {
      journal = openJournal(journalPath, { append: resume === true });
      if (!resume) record(header);
    },
    record,
    async write(result) {
      if (!lock.isHeld()) {
        const error = lost(path);
        const faults = [{ file: "result", error } as const];
        return { result: { ...result, files: { result: null, report: null } }, faults };
      }
      try {
        if (journalFault === undefined) lookAround();
      } catch (fault) {
        journalFault = fault;
      }
      const { report } = files;
      const warnings =
        journalFault === undefined
          ? result.warnings
          : [...result.warnings, incomplete(journalPath, journalFault)];
      const whole = { ...result, warnings };
      const reportFault =
        report === null
          ? null
          : await attempt(() => writeReport(redactor.deep(whole), report, language));
      const written = { ...files, report: reportFault === null ? report : null };
      const complete: Result = { ...whole, files: written };
      const resultFault = await attempt(() =>
        writeAtomically(files.result, `${toJson(redactor.deep(complete))}\n`),
      );
      const faults = [
        ...(resultFault === null
          ? []
          : [
              {
                file: "result",
                error:
                  journal === undefined || journalFault !== undefined
                    ? resultFault
                    : resumable(resultFault, journalPath),
              } as const,
            ]),
        ...(reportFault === null ? [] : [{ file: "report", error: reportFault } as const]),
      ];
      if (resultFault === null) return { result: complete, faults };
      return { result: { ...whole, files: { ...written, result: null } }, faults };
    },
    close() {
      journal?.close();
      journal = undefined;
      lock.release();
    },
  };
}

async function lockFolder(path: string): Promise<Lock> {
  let lock: Awaited<ReturnType<typeof takeLock>>;
  try {
    lock = await takeLock(join(path, LOCK));
  } catch (cause) {
    throw isKnown(cause) ? cause : cannotWrite(path, cause);
  }
  if ("release" in lock) return lock;
  throw inUse(path, lock);
}

function inUse(path: string, held: HeldByOther): InputError {
  const remedy =
    held.silentMs === null
      ? "Wait for its end, or give another folder with `out`"
      : `Wait for its end, or give another folder with \`out\`; if it has died, its lock (${join(path, LOCK)}) ends by itself after two minutes`;
  return new InputError(
    "folder-in-use",
    `another run is writing into ${path}: ${holderText(held)}. ${remedy}`,
    { data: { option: "out", path, holder: held.holder } },
  );
}

function lost(path: string): LrFinderError {
  return new LrFinderError(
    "lock-lost",
    `the lock of ${path} was removed, or another run took it over while this one was stopped: nothing more was written there`,
    { data: { path } },
  );
}

/** @returns where the files of an earlier run are now; null where there were none */
function moveEarlier(path: string, names: readonly string[]): string | null {
  const isFile = (name: string) =>
    statSync(join(path, name), { throwIfNoEntry: false })?.isFile() === true;
  const found = names.filter(isFile);
  if (found.length === 0) return null;
  const to = makeNumbered((number) => join(path, `previous-${number}`));
  for (const name of found) renameSync(join(path, name), join(to, name));
  return to;
}

/**
 * Renders a result as one HTML file and writes it, whole or not at all; parent folders are made.
 *
 * @throws as `writePage`
 */
export async function writeReport(
  result: Result,
  file: string,
  language: Language = DEFAULT_LANGUAGE,
): Promise<void> {
  const html = renderReport(result, { plotly: await loadPlotly(), language });
  await writePage(file, html);
}

/** @returns the folder's path: the one asked for, or one that was not there before */
async function makeFolder(out: string | undefined, otherwise: string): Promise<string> {
  try {
    await makeFolders(out ?? dirname(otherwise));
    if (out !== undefined) return out;
    return makeNumbered((number) => (number === 1 ? otherwise : `${otherwise}-${number}`));
  } catch (cause) {
    throw cannotWrite(out ?? otherwise, cause);
  }
}

/** Makes the first folder of a numbered row that is not there yet. */
function makeNumbered(pathOf: (number: number) => string): string {
  for (let number = 1; ; number++) {
    const path = pathOf(number);
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EEXIST";
      if (!isTaken || number === MAX_NUMBER) throw error;
    }
  }
}

const MAX_NUMBER = 100_000;

function cannotWrite(path: string, cause: unknown): InputError {
  return new InputError(
    "cannot-write",
    `cannot make the result folder ${path}: ${messageOf(cause)}. Give another one with --out`,
    { data: { path }, cause },
  );
}

function journalToResume(
  path: string,
  header: JournalHeader,
  command: string | undefined,
  redactor: Redactor,
): Journal {
  if (!existsSync(path)) {
    throw new InputError(
      "nothing-to-resume",
      `--resume: there is no journal at ${path}; leave --resume out to start a new run`,
    );
  }
  const journal = readJournal(readDocumentSync(path, "journal").toString("utf8"), path);
  const differing = differences(redactor.deep(journal.header), header);
  const other = command === undefined ? null : commandDiffering(journal.header, command, redactor);
  if (other !== null) differing.unshift(other);
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
  // A command is compared by `commandDiffering`, which knows its secrets.
  if (typeof before.trainer === "string" && typeof after.trainer === "string") {
    delete before.trainer;
    delete after.trainer;
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !isDeepStrictEqual(before[key], after[key]),
  );
}

function incomplete(path: string, fault: unknown): Note {
  return note(
    "journal-incomplete",
    `the journal ${path} could not be written to its end: ${messageOf(fault)}`,
  );
}

/** What keeps the result from being written, and how to come by it without training again. */
function resumable(fault: unknown, journalPath: string): unknown {
  const { code, data } =
    fault instanceof LrFinderError ? fault : { code: "write-failed", data: {} };
  return new LrFinderError(
    code,
    `${messageOf(fault).replace(/\.$/, "")}. The journal ${journalPath} is complete: the same run with --out ${dirname(journalPath)} --resume makes the result of it, without training`,
    { data, cause: fault },
  );
}

/** Where results go that are given no folder. */
export function defaultOut(name: string, now: Date): string {
  return join("reports", `${slug(name)}-${timestamp(now)}`);
}

async function attempt(action: () => Promise<void>): Promise<unknown> {
  try {
    await action();
    return null;
  } catch (fault) {
    return fault;
  }
}

/** Letters and digits of any script, with `-` for all else, of at most 40 characters and 120 bytes in a file system. */
function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    // Accents of Latin letters; the marks of other scripts are part of their letters.
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  const letters = [...plain.replace(/^-+/, "")].slice(0, 30).join("").replace(/-+$/, "");
  return letters === "" ? "run" : letters.toLowerCase();
}

function timestamp(now: Date): string {
  return now.toISOString().slice(0, 19).replace(/:/g, "").replace("T", "-");
}
