import { isAscii } from "node:buffer";
import { statSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { note } from "../../contract/notes.ts";
import type { LogTable } from "../formats/index.ts";
import { createLogParser } from "../log-parser.ts";
import type { ReadLogOptions } from "../table.ts";
import type { Utf8Decoder } from "../text-decoder.ts";
import { onlyLog } from "./find-logs.ts";
import { openLogBytes } from "./log-bytes.ts";

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
 * one (a result folder, a Lightning version folder, a TensorBoard run, a Hugging Face output folder).
 *
 * @throws InputError when there is none, when a folder holds several (it lists them), or when the
 *   file is empty or no log
 */
export async function readLog(path: string, options: ReadLogFileOptions = {}): Promise<LogFile> {
  const isFolder =
    path !== "-" && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
  const { path: source, files } = isFolder ? onlyLog(path) : { path, files: [path] };
  const name = source === "-" ? "stdin" : source;
  const parser = createLogParser(name, options, nodeUtf8);
  const digests: string[] = [];
  const cuts: string[] = [];
  for (const [i, file] of files.entries()) {
    if (i > 0) parser.nextFile(file);
    const bytes = openLogBytes(file, options.stdin ?? process.stdin);
    for await (const chunk of bytes.chunks()) parser.push(chunk);
    digests.push(bytes.digest());
    const cut = bytes.cut();
    if (cut !== null)
      cuts.push(
        `${file === "-" ? "stdin" : file} is a damaged or cut-off gzip file (${cut}): what came before is used.`,
      );
  }
  const table = parser.end();
  const warnings = [...table.warnings, ...cuts.map((message) => note("damaged-gzip", message))];
  return { table: { ...table, warnings }, source: name, digest: digests[0] as string };
}

/** Node's own decoder, which keeps plain ASCII as one byte a character, with a short cut for that. */
const nodeUtf8: Utf8Decoder = () => {
  const decoder = new StringDecoder("utf8");
  let isWhole = true;
  return {
    write(bytes) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      if (isWhole && isAscii(buffer)) return buffer.toString("latin1");
      // A character cut in two ends in a byte that is no ASCII.
      if (bytes.length > 0) isWhole = (bytes.at(-1) as number) < 0x80;
      return decoder.write(buffer);
    },
    end: () => decoder.end(),
  };
};
