import { statSync } from "node:fs";
import { note } from "../../contract/make-note.ts";
import type { Note } from "../../core/note.ts";
import { nodeUtf8, readBytes } from "../../files/index.ts";
import type { LogTable } from "../formats/index.ts";
import { createLogParser } from "../log-parser.ts";
import type { ReadLogOptions } from "../table.ts";
import { type FoundLog, findLogs, onlyLog } from "./find-logs.ts";

const READ_BYTES = 256 * 1024;

/** A log read from disk or standard input. */
export interface LogFile {
  readonly table: LogTable;
  /** As given, or what was found in the folder that was given; `stdin` for `-`. */
  readonly source: string;
  /** SHA-256 of the bytes that were read, hex; of the first file where a run has several. */
  readonly digest: string;
}

/** How a log is read from disk. */
export interface ReadLogFileOptions extends ReadLogOptions {
  /** What `-` stands for. @default process.stdin */
  readonly stdin?: AsyncIterable<Buffer | string>;
}

/**
 * Reads one log, streamed: a file (gzip too), `-` for standard input, or a folder that holds exactly
 * one (a result folder, a Lightning version folder, a TensorBoard run, a Hugging Face output folder), or
 * one of those that {@link logsAt} found.
 *
 * @throws InputError when there is none, when a folder holds several (it lists them), or when the
 *   file is empty or no log
 */
export async function readLog(
  log: string | FoundLog,
  options: ReadLogFileOptions = {},
): Promise<LogFile> {
  const { path: source, files } = typeof log === "string" ? logAt(log) : log;
  const name = source === "-" ? "stdin" : source;
  const { stdin = process.stdin, ...reading } = options;
  const parser = createLogParser(name, reading, nodeUtf8);
  const digests: string[] = [];
  const cuts: Note[] = [];
  for (const [i, file] of files.entries()) {
    if (i > 0) parser.nextFile(file);
    const bytes = readBytes(file, {
      stream: file === "-" ? stdin : undefined,
      readBytes: READ_BYTES,
      gunzipBytes: READ_BYTES,
      onDamage: (why) => {
        const called = file === "-" ? "stdin" : file;
        const message = `${called} is a damaged or cut-off gzip file (${why}): what came before is used.`;
        cuts.push(note("damaged-gzip", message, { file: called }));
      },
    });
    for await (const chunk of bytes.chunks()) parser.push(chunk);
    digests.push(bytes.digest());
  }
  const table = parser.end();
  return {
    table: { ...table, warnings: [...table.warnings, ...cuts] },
    source: name,
    digest: digests[0] as string,
  };
}

function logAt(path: string): FoundLog {
  return isFolder(path) ? onlyLog(path) : { path, files: [path] };
}

/** Every log at a path: those of a folder, or the file that it is. A folder without any is left to {@link readLog}. */
export function logsAt(path: string): (string | FoundLog)[] {
  const found = isFolder(path) ? findLogs(path) : [];
  return found.length > 0 ? found : [path];
}

function isFolder(path: string): boolean {
  return path !== "-" && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}
