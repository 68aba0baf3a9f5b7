import type { Note } from "../../core/note.ts";
import type { LogContent, LogHints, ReadLogOptions } from "../table.ts";

/** Reads a log that comes in pieces. */
export interface LogReader<Piece> {
  push(piece: Piece): void;
  /** Everything that is complete so far; more may be pushed after it. */
  view(): LogContent;
  /**
   * No more comes.
   *
   * @throws InputError for what is no such log
   */
  end(): LogContent;
}

/** A {@link LogReader} of bytes; a run may go on in a next file. */
export interface BytesReader extends LogReader<Uint8Array> {
  /** The file has ended; another one of the same run may follow. */
  endFile(file: string): void;
}

/** The beginning of a text, by which formats know their own. */
export interface TextHead {
  /** Without the blank lines before it: the first line, whole, and maybe more. */
  readonly text: string;
  /** Whether that is all there is. */
  readonly isWhole: boolean;
  readonly options: ReadLogOptions;
  /** The first line as JSON (`parseLenientJson`); undefined when it is none by itself. */
  readonly firstValue: unknown;
}

/**
 * Makes a table of a document that was recognised.
 *
 * @param text the document as it was written
 * @throws InputError for one that cannot be used
 */
export type DocumentReader = (text: string, name: string, options: ReadLogOptions) => LogContent;

interface Reads {
  /** Bytes, recognised by the first ones (up to 512). */
  readonly bytes: {
    starts(head: Uint8Array): boolean;
    reader(name: string, options: ReadLogOptions): BytesReader;
  };
  /**
   * Text as it comes, recognised by its first line, or by more where `starts` gives null: then it is
   * asked again. Decoded: no byte order mark, LF as line end.
   */
  readonly text: {
    starts(head: TextHead): boolean | null;
    reader(name: string, options: ReadLogOptions): LogReader<string>;
  };
  /** One JSON document, read whole. */
  readonly document: {
    /** How a parsed document is read; null for one of another format. */
    reader(document: unknown): DocumentReader | null;
  };
  /** What the reader of another format gives, where the names of its columns show who wrote it. */
  readonly dialect: {
    /** The other format's name in the registry. */
    readonly of: string;
    fits(content: LogContent): boolean;
    hints(content: LogContent): LogHints;
  };
}

/** How a format is recognised and read. */
export type Reading = {
  readonly [How in keyof Reads]: { readonly how: How } & Reads[How];
}[keyof Reads];

/** Where logs of a format lie in a folder. */
export interface InFolder {
  readonly file: RegExp;
  /** What such files are called in messages. */
  readonly shown: string;
  /** Whether all such files of one folder are one run, in the order of their names. */
  readonly together: boolean;
  /** Of all such files below a folder, those that are not a part of another one. */
  newest(paths: readonly string[]): readonly string[];
}

/** A log's steps and learning rates, for remarks. */
export interface Recorded {
  readonly name: string;
  readonly steps: Float64Array;
  /** Null for a log without. */
  readonly lrs: Float64Array | null;
}

/**
 * The names of all formats. Every format's file adds its own, so that a file whose line in the
 * registry is missing does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the files of the formats
export interface LogFormatNames {}

/** One kind of log: everything that differs between formats. The registry is `formats/index.ts`. */
export interface LogFormatSpec<Name extends string = string> {
  /** Its key in the registry. */
  readonly name: Name;
  /** What people call such logs, in a list: `TensorBoard event files`. */
  readonly title: string;
  /** A single one, where messages say what was expected: `a trainer_state.json`. */
  readonly one: string;
  /** What its columns are called. */
  readonly column: "column" | "tag";
  readonly reading: Reading;
  /** Null for a format that is only read where it is named. */
  readonly inFolder: InFolder | null;
  /** Whether its epochs are fractions, so that step and epoch of a row say how long an epoch is. */
  readonly fractionalEpochs: boolean;
  /** What its tool is known to do to what it writes. */
  remarks(recorded: Recorded): Note[];
  /**
   * A log of three steps with the LRs 0.125, 0.25, 0.5 and the losses 2.5, 1.25, 3.5, recognised
   * without its name. The tests of all formats run on it. Null where lr-finder itself writes such files.
   */
  readonly example: string | Uint8Array | null;
}
