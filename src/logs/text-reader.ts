import type { LogTable } from "./types.ts";

/** A reader of text that comes in pieces: no byte order mark, LF as line end. */
export interface TextReader {
  push(text: string): void;
  /** The table of everything that is complete so far; more may be pushed after it. */
  view(): LogTable;
  /** No more text comes. */
  end(): LogTable;
}
