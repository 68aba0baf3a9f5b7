import { basename } from "node:path";
import { StringDecoder } from "node:string_decoder";
import Papa from "papaparse";
import { note } from "../../contract/notes.ts";
import { InputError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import type { Content } from "../files.ts";
import type { ResolvedLoadOptions } from "../options.ts";
import { RowCutter } from "./row-cutter.ts";
import { type RawTable, RowCollector } from "./rows.ts";

const DELIMITERS = [",", ";", "\t", "|"];

/**
 * Streams a CSV file and keeps at most `maxRows` of its rows. Every row is checked for its number
 * of cells; what is in the cells is looked at only in the rows kept.
 *
 * Ragged rows, broken quotes, a file with one column or without rows below the header are
 * `InputError`s that name file and row (1-based, as a person counts in the file, the header and
 * empty lines included).
 */
export async function readCsv(
  content: Content,
  options: ResolvedLoadOptions,
): Promise<{ readonly table: RawTable; readonly warnings: readonly Note[] }> {
  const { path } = content;
  const state: TextState = { damaged: false };
  let rows: RowCollector | undefined;
  let cutter: RowCutter | undefined;
  for await (const text of textOf(content, state)) {
    rows ??= new RowCollector(path, delimiterOf(path, text, options), options);
    cutter ??= new RowCutter(path, rows);
    cutter.push(text);
  }
  cutter?.end();
  if (rows === undefined)
    throw new InputError("empty-file", `${path} is empty`, { data: { path } });
  const table = rows.finish();
  return { table, warnings: warningsOf(table, state) };
}

function delimiterOf(path: string, text: string, options: ResolvedLoadOptions): string {
  if (options.delimiter !== "auto") return options.delimiter;
  if (/\.tsv(\.gz)?$/i.test(path)) return "\t";
  const sample = Papa.parse(text, { newline: "\n", delimitersToGuess: DELIMITERS, preview: 1 });
  return sample.meta.delimiter;
}

function warningsOf(table: RawTable, state: TextState): Note[] {
  const name = basename(table.path);
  const warnings: Note[] = [];
  if (state.damaged) {
    warnings.push(
      note("not-utf8", `${name} is not clean UTF-8; damaged characters read as U+FFFD`),
    );
  }
  const kept = table.rows.length;
  if (table.totalRows > kept) {
    const { totalRows } = table;
    const message = `${name} has ${totalRows} rows; a seeded sample of ${kept} is used (--max-rows)`;
    warnings.push(note("row-cap", message, { totalRows, kept }));
  }
  return warnings;
}

/** What was seen while decoding. */
interface TextState {
  /** True once a byte sequence was met that is not UTF-8. */
  damaged: boolean;
}

/**
 * The text of a file in pieces: UTF-8 (or UTF-16 where a byte order mark says so), without the
 * mark, with every line end (CRLF, lone CR) turned into LF.
 *
 * A NUL character means that the file is not text: an `InputError` that names it.
 */
async function* textOf(content: Content, state: TextState): AsyncGenerator<string> {
  const decoder = decoderFor(content.head);
  let heldBack = "";
  let begun = false;
  for await (const bytes of content.chunks()) {
    let text = heldBack + decoder.write(bytes);
    if (!begun && text.startsWith("\ufeff")) text = text.slice(1);
    begun = true;
    // A CR at the end may be the first half of a CRLF.
    heldBack = text.endsWith("\r") ? "\r" : "";
    if (heldBack !== "") text = text.slice(0, -1);
    yield checked(content.path, text, state);
  }
  yield checked(content.path, heldBack + decoder.end(), state);
}

function checked(path: string, text: string, state: TextState): string {
  if (text.includes("\0")) {
    throw new InputError("not-text", `${path} is not a text file (it holds NUL bytes)`, {
      data: { path },
    });
  }
  state.damaged ||= text.includes("\ufffd");
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

interface Decoder {
  write(bytes: Buffer): string;
  end(): string;
}

function decoderFor(head: Buffer): Decoder {
  const utf16 =
    head[0] === 0xff && head[1] === 0xfe
      ? "utf-16le"
      : head[0] === 0xfe && head[1] === 0xff
        ? "utf-16be"
        : undefined;
  // For UTF-8, StringDecoder keeps plain ASCII as one byte a character; TextDecoder does not.
  if (utf16 === undefined) return new StringDecoder("utf8");
  const decoder = new TextDecoder(utf16);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}
