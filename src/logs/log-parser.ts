import { note } from "../contract/notes.ts";
import { InputError } from "../core/errors.ts";
import { CsvReader } from "./csv/csv-reader.ts";
import { EventReader } from "./events/event-reader.ts";
import { looksLikeFrames } from "./events/frames.ts";
import { JsonReader } from "./json/json-reader.ts";
import { type LogTextDecoder, logTextDecoder, type Utf8Decoder } from "./text-decoder.ts";
import type { TextReader } from "./text-reader.ts";
import type { LogTable, ReadLogOptions } from "./types.ts";

/** Reads one log, whatever its format, from bytes that come in pieces. */
export interface LogParser {
  /** Takes the next bytes of the file. */
  push(bytes: Uint8Array): void;
  /**
   * The table of everything that is complete so far, while the file is still being written: the last
   * line of a text, and the last event of an event file, is kept back until its end has come. One
   * JSON document has no rows before its end. More may be pushed after it; the table stays as it is.
   */
  view(): LogTable;
  /** The next file of the same run begins (TensorBoard after a restart). */
  nextFile(name: string): void;
  /**
   * No more bytes come.
   *
   * @throws InputError for an empty file, or one that is no log
   */
  end(): LogTable;
}

/** Bytes that show what a file is. */
const HEAD_BYTES = 512;

/**
 * A parser that finds the format by the content: TensorBoard events by their first checksum, JSON by
 * its first character, everything else is a table. Memory grows with the columns kept
 * (`options.keep`), not with the file, except for a JSON document, which is read whole.
 *
 * @param name of the file, for messages
 * @param utf8 another decoder for UTF-8, see `text-decoder.ts`
 */
export function createLogParser(
  name: string,
  options: ReadLogOptions = {},
  utf8?: Utf8Decoder,
): LogParser {
  let head = new Uint8Array(0);
  let file = name;
  let events: EventReader | null = null;
  let text: { readonly decoder: LogTextDecoder; reader: TextReader | null } | null = null;

  const begin = () => {
    const first = head;
    head = new Uint8Array(0);
    if (looksLikeFrames(first)) events = new EventReader(name, options);
    else text = { decoder: textDecoder(name, first, utf8), reader: null };
    take(first);
  };
  const take = (bytes: Uint8Array) => {
    if (events !== null) events.push(bytes);
    else if (text !== null) feed(text.decoder.write(bytes));
  };
  const feed = (piece: string) => {
    if (text === null || piece === "") return;
    text.reader ??= readerFor(piece, name, options);
    text.reader?.push(piece);
  };
  const emptyTable = (): LogTable => new CsvReader(name, options).view();
  const finished = (table: LogTable): LogTable => {
    if (!text?.decoder.isDamaged) return table;
    const message = `${name} is not clean text; damaged characters were read as U+FFFD.`;
    return { ...table, warnings: [...table.warnings, note("not-utf8", message)] };
  };
  return {
    push(bytes) {
      if (events !== null || text !== null) {
        take(bytes);
        return;
      }
      const all = new Uint8Array(head.length + bytes.length);
      all.set(head);
      all.set(bytes, head.length);
      head = all;
      if (head.length >= HEAD_BYTES) begin();
    },
    view() {
      if (events === null && text === null) {
        if (head.length < 2 || !head.includes(0x0a)) return emptyTable();
        begin();
      }
      return finished(events?.view() ?? text?.reader?.view() ?? emptyTable());
    },
    nextFile(next) {
      if (events === null && text === null) begin();
      if (events === null) {
        throw new InputError("bad-log", `${file} is not a TensorBoard event file`);
      }
      events.endFile(file);
      file = next;
    },
    end() {
      if (events === null && text === null) begin();
      if (events !== null) return events.end();
      feed(text?.decoder.end() ?? "");
      if (text?.reader == null) {
        throw new InputError("empty-file", `${name} is empty`, { data: { file: name } });
      }
      return finished(text.reader.end());
    },
  };
}

/**
 * Reads a whole log that is in memory. For gzip, decompress it first.
 *
 * @param content text, or bytes in any of the encodings that {@link createLogParser} knows
 * @throws InputError for an empty file, or one that is no log
 */
export function parseLog(
  content: string | Uint8Array,
  name: string,
  options: ReadLogOptions = {},
): LogTable {
  const parser = createLogParser(name, options);
  parser.push(typeof content === "string" ? new TextEncoder().encode(content) : content);
  return parser.end();
}

/** Null for blank text: what it is will show later. */
function readerFor(piece: string, name: string, options: ReadLogOptions): TextReader | null {
  const first = piece.trimStart()[0];
  if (first === undefined) return null;
  return first === "{" || first === "["
    ? new JsonReader(name, options)
    : new CsvReader(name, options);
}

function textDecoder(name: string, head: Uint8Array, utf8?: Utf8Decoder): LogTextDecoder {
  const decoder = logTextDecoder(head, utf8);
  const binary = binaryKind(head, logTextDecoder(head).write(head));
  if (binary === null) return decoder;
  throw new InputError("not-a-log", `${name} ${binary}`, { data: { file: name } });
}

/** What a file that is no text may be, with what to do about it. */
function binaryKind(head: Uint8Array, text: string): string | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return "is gzip: decompress it first";
  const isZip = head[0] === 0x50 && head[1] === 0x4b && head[2] === 3;
  const isPickle = head[0] === 0x80 && (head[1] as number) <= 5;
  if (isZip || isPickle) {
    return 'is a binary file of Python (torch.save or pickle): write the history as JSON instead, e.g. json.dump({"lr": lrs, "loss": losses}, open("history.json", "w"))';
  }
  if (text.includes("\0")) {
    return "is a binary file and no TensorBoard event file (or one that is damaged from the start): give a CSV, JSON or event file";
  }
  return null;
}
