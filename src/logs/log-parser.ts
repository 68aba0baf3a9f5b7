import { note } from "../contract/make-note.ts";
import { Refusal, type RefusalData } from "../contract/refusals.ts";
import { checkText } from "../core/check.ts";
import { messageOf } from "../core/errors.ts";
import { listOf } from "../core/format.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import { type ByteDecoder, byteDecoder, notUtf8, type Utf8Decoder } from "../core/text-decoder.ts";
import type {
  BytesReader,
  DocumentReader,
  LogFormatSpec,
  LogReader,
  TextHead,
} from "./formats/format.ts";
import { ALL_LOG_FORMATS, type LogFormat, type LogTable } from "./formats/index.ts";
import { longerText, parseLenientJson } from "./formats/json-values.ts";
import { type LogContent, type ReadLogOptions, TableBuilder } from "./table.ts";

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

const READ_KEYS: KeyTable<ReadLogOptions> = {
  keep: true,
  delimiter: true,
  pattern: true,
  reader: true,
};

/**
 * A parser that finds the format by the content, of all that are registered. Memory grows with the
 * columns kept (`options.keep`), not with the file, except for a JSON document, which is read whole.
 *
 * @param name of the file, for messages
 * @param utf8 another decoder for UTF-8, see `core/text-decoder.ts`
 */
export function createLogParser(
  name: string,
  options: ReadLogOptions = {},
  utf8?: Utf8Decoder,
): LogParser {
  checkKeys("createLogParser", options, READ_KEYS);
  let head = new Uint8Array(0);
  let file = name;
  let bytes: { readonly format: LogFormat; readonly reader: BytesReader } | null = null;
  let text: { readonly decoder: ByteDecoder; readonly content: TextContent } | null = null;

  // Line ends before the first damage.
  let lines = 0;
  let damagedLine: number | null = null;

  const begin = () => {
    const first = head;
    head = new Uint8Array(0);
    for (const { name: format, reading } of ALL_LOG_FORMATS) {
      if (reading.how !== "bytes" || !reading.starts(first)) continue;
      bytes = { format, reader: reading.reader(name, options) };
      break;
    }
    if (bytes === null) {
      const decoder = textDecoder(name, first, utf8);
      text = { decoder, content: new TextContent(name, options) };
    }
    take(first);
  };
  const take = (piece: Uint8Array) => {
    if (bytes !== null) bytes.reader.push(piece);
    else pushText(text?.decoder.write(piece) ?? "");
  };
  const pushText = (piece: string) => {
    const at = text?.decoder.damagedAt ?? null;
    if (at !== null) damagedLine = lines + linesIn(piece.slice(0, at)) + 1;
    else if (damagedLine === null) lines += linesIn(piece);
    text?.content.push(piece);
  };
  const finished = (table: LogTable): LogTable => {
    if (damagedLine === null) return table;
    const message = `${notUtf8(name, `line ${damagedLine}`)}. Such characters were read as U+FFFD.`;
    const said = note("not-utf8", message, { file: name, line: damagedLine });
    return { ...table, warnings: [...table.warnings, said] };
  };
  return {
    push(piece) {
      if (bytes !== null || text !== null) {
        take(piece);
        return;
      }
      const all = new Uint8Array(head.length + piece.length);
      all.set(head);
      all.set(piece, head.length);
      head = all;
      if (head.length >= HEAD_BYTES) begin();
    },
    view() {
      if (bytes === null && text === null) {
        if (head.length < 2 || !head.includes(0x0a)) return emptyTable(name);
        begin();
      }
      if (bytes !== null) return { ...bytes.reader.view(), format: bytes.format };
      return finished(text?.content.view() ?? emptyTable(name));
    },
    nextFile(next) {
      if (bytes === null && text === null) begin();
      if (bytes === null) throw notOneOfSeveral(file);
      bytes.reader.endFile(file);
      file = next;
    },
    end() {
      if (bytes === null && text === null) begin();
      if (bytes !== null) return { ...bytes.reader.end(), format: bytes.format };
      pushText(text?.decoder.end() ?? "");
      const table = text?.content.end() ?? null;
      if (table !== null) return finished(table);
      throw new Refusal("empty-file", `${name} is empty`, { file: name });
    },
  };
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** Text whose format shows in its first line, or, for one JSON document, when all of it is there. */
class TextContent {
  readonly #name: string;
  readonly #options: ReadLogOptions;
  /** Text that no reader has got yet. */
  #held = "";
  #isDocument = false;
  #chosen: { readonly format: LogFormat; readonly reader: LogReader<string> } | null = null;

  constructor(name: string, options: ReadLogOptions) {
    this.#name = name;
    this.#options = options;
  }

  push(piece: string): void {
    if (this.#chosen !== null) {
      this.#chosen.reader.push(piece);
      return;
    }
    this.#held = longerText(this.#held, piece, this.#name);
    if (!this.#isDocument && piece.includes("\n")) this.#choose(false);
  }

  view(): LogTable {
    if (this.#chosen === null) return this.#provisional();
    return asWritten(this.#chosen.reader.view(), this.#chosen.format);
  }

  /** By what is there, while that may not be enough to tell the format; a document says nothing before its end. */
  #provisional(): LogTable {
    const whole = this.#held.slice(0, this.#held.lastIndexOf("\n") + 1);
    const trial = new TextContent(this.#name, this.#options);
    if (!this.#isDocument && whole.trim() !== "") {
      trial.#held = whole;
      trial.#choose(true);
    }
    return trial.#chosen === null ? emptyTable(this.#name) : trial.view();
  }

  /** Null for blank text. */
  end(): LogTable | null {
    if (this.#chosen === null && !this.#isDocument) this.#choose(true);
    if (this.#chosen !== null) {
      return asWritten(this.#chosen.reader.end(), this.#chosen.format);
    }
    return this.#isDocument ? documentTable(this.#held, this.#name, this.#options) : null;
  }

  #choose(isWhole: boolean): void {
    const text = this.#held.trimStart();
    const end = text.indexOf("\n");
    if (text === "" || (end < 0 && !isWhole)) return;
    const firstLine = end < 0 ? text : text.slice(0, end);
    const firstValue = jsonOrNone(firstLine);
    // A row of JSON lines may look like a document of its own: what follows it tells.
    const next = end < 0 ? "" : text.slice(end).trimStart();
    if (firstValue !== undefined && next === "" && !isWhole) return;
    const isAlone = next === "";
    const head: TextHead = { text, firstValue, isWhole, options: this.#options };
    for (const { name: format, reading } of ALL_LOG_FORMATS) {
      if (reading.how === "document" && head.firstValue !== undefined && isAlone) {
        this.#isDocument = reading.reader(head.firstValue) !== null;
        if (this.#isDocument) return;
      } else if (reading.how === "text") {
        const isOf = reading.starts(head);
        if (isOf === null) return;
        if (!isOf) continue;
        const reader = reading.reader(this.#name, this.#options);
        this.#chosen = { format, reader };
        reader.push(this.#held);
        this.#held = "";
        return;
      }
    }
    this.#isDocument = true;
  }
}

/** Undefined for what is no JSON by itself. */
function jsonOrNone(line: string): unknown {
  try {
    return parseLenientJson(line);
  } catch {
    return undefined;
  }
}

/**
 * Reads a file that is one JSON document.
 *
 * @throws InputError when it is not JSON, or of no known format
 */
function documentTable(text: string, name: string, options: ReadLogOptions): LogTable {
  const document = parseDocument(text, name);
  const expected: LogFormatSpec<LogFormat>[] = [];
  for (const spec of ALL_LOG_FORMATS) {
    const { name: format, reading } = spec;
    if (reading.how !== "document") continue;
    const read: DocumentReader | null = reading.reader(document);
    if (read !== null) return asWritten(read(text, name, options), format);
    expected.unshift(spec);
  }
  throw new Refusal(
    "unknown-log",
    `${name} is JSON, but no log that is known: expected ${anyOf(expected)}`,
    { file: name, expected: expected.map((each) => each.name) },
  );
}

function parseDocument(text: string, name: string): unknown {
  try {
    return parseLenientJson(text);
  } catch (cause) {
    const why = messageOf(cause);
    throw new Refusal(
      "bad-json",
      `${name} is not whole JSON (cut off while it was written?): ${why}`,
      { file: name, why },
      { cause },
    );
  }
}

/** What was read, as of the dialect that its columns show. */
function asWritten(content: LogContent, format: LogFormat): LogTable {
  for (const { name, reading } of ALL_LOG_FORMATS) {
    if (reading.how === "dialect" && reading.of === format && reading.fits(content)) {
      return { ...content, format: name, hints: reading.hints(content) };
    }
  }
  return { ...content, format };
}

function emptyTable(name: string): LogTable {
  return { ...new TableBuilder(name).view(), format: "csv" };
}

/** A second file follows one of a format that knows no runs of several files. */
function notOneOfSeveral(file: string): Refusal {
  const several = ALL_LOG_FORMATS.filter(({ reading }) => reading.how === "bytes");
  const expected = several.map(({ name }) => name);
  return new Refusal("bad-log", `${file} is not ${anyOf(several)}`, {
    ...{ file, fault: "other-format", expected },
  });
}

function anyOf(formats: readonly LogFormatSpec[]): string {
  return listOf(
    formats.map(({ one }) => one),
    "or",
  );
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
  if (!(content instanceof Uint8Array)) checkText("content", content);
  const parser = createLogParser(checkText("name", name), options);
  parser.push(typeof content === "string" ? new TextEncoder().encode(content) : content);
  return parser.end();
}

function textDecoder(name: string, head: Uint8Array, utf8?: Utf8Decoder): ByteDecoder {
  const decoder = byteDecoder(head, utf8);
  const binary = binaryKind(head, byteDecoder(head).write(head));
  if (binary === null) return decoder;
  throw new Refusal("not-a-log", `${name} ${BINARY[binary]}`, { file: name, is: binary });
}

type Binary = RefusalData["not-a-log"]["is"];

/** What to do about a file that is no text. */
const BINARY: Readonly<Record<Binary, string>> = {
  gzip: "is gzip: decompress it first",
  python:
    'is a binary file of Python (torch.save or pickle): write the history as JSON instead, e.g. json.dump({"lr": lrs, "loss": losses}, open("history.json", "w"))',
  binary:
    "is a binary file and no TensorBoard event file (or one that is damaged from the start): give a CSV, JSON or event file",
};

/** What a file may be that is no text. */
function binaryKind(head: Uint8Array, text: string): Binary | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  const isZip = head[0] === 0x50 && head[1] === 0x4b && head[2] === 3;
  const isPickle = head[0] === 0x80 && (head[1] as number) <= 5;
  if (isZip || isPickle) return "python";
  return text.includes("\0") ? "binary" : null;
}
