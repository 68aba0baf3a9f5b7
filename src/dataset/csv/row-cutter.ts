import Papa from "papaparse";
import { InputError } from "../../core/errors.ts";
import type { RowCollector } from "./rows.ts";

const LONGEST_ROW = 8 * 1024 * 1024;
const QUOTE = '"';

/**
 * Cuts text that comes in pieces into rows.
 *
 * Text with quotes goes through papaparse. In text without any, a row is a line and a cell is what
 * lies between two delimiters (papaparse's own fast mode), so the rows are found and their cells
 * counted without making a string of each cell: most rows of a large file are not kept.
 */
export class RowCutter {
  readonly #path: string;
  readonly #rows: RowCollector;
  /** The begin of a row whose end has not come yet. */
  #rest = "";

  constructor(path: string, rows: RowCollector) {
    this.#path = path;
    this.#rows = rows;
  }

  /** Takes the next piece; line ends are LF. */
  push(text: string): void {
    if (this.#rest.includes(QUOTE) || text.includes(QUOTE)) {
      const all = this.#rest + text;
      this.#rest = all.slice(this.#parse(all, false));
    } else {
      const firstEnd = text.indexOf("\n") + 1;
      if (firstEnd > 0 && this.#rest !== "") {
        this.#cut(this.#rest + text.slice(0, firstEnd), 0);
        this.#rest = text.slice(this.#cut(text, firstEnd));
      } else if (firstEnd > 0) {
        this.#rest = text.slice(this.#cut(text, 0));
      } else {
        this.#rest += text;
      }
    }
    if (this.#rest.length > LONGEST_ROW) {
      const row = this.#rows.count + 1;
      throw this.#error(row, "does not end within 8 MB: a quoted cell that is never closed?");
    }
  }

  /** Row and column, from 1, in which the text ends that has come so far. */
  place(): { readonly row: number; readonly column: number } {
    const { delimiter, count } = this.#rows;
    const begun = new Papa.Parser({ delimiter, newline: "\n" }).parse(this.#rest, 0, false);
    return { row: count + 1, column: (begun.data as string[][])[0]?.length ?? 1 };
  }

  /** No more text comes: the rest is the last row. */
  end(): void {
    const rest = this.#rest;
    this.#rest = "";
    if (rest.includes(QUOTE)) this.#parse(rest, true);
    else if (rest !== "") this.#cut(`${rest}\n`, 0);
  }

  // Both return the place in the text where the row begins that is not complete yet.

  #cut(text: string, from: number): number {
    const delimiter = this.#rows.delimiter;
    let start = from;
    let next = text.indexOf(delimiter, start);
    for (;;) {
      const end = text.indexOf("\n", start);
      if (end < 0) return start;
      let cells = 1;
      while (next >= 0 && next < end) {
        cells++;
        next = text.indexOf(delimiter, next + 1);
      }
      this.#rows.addLine(text, start, end, cells);
      start = end + 1;
    }
  }

  #parse(text: string, isLast: boolean): number {
    const parser = new Papa.Parser({ delimiter: this.#rows.delimiter, newline: "\n" });
    const result: Papa.ParseResult<string[]> = parser.parse(text, 0, !isLast);
    for (const error of result.errors) {
      // Errors in the row that is not complete yet come again when the rest of it is there.
      if (error.row === undefined || error.row >= result.data.length) continue;
      throw this.#error(
        this.#rows.count + error.row + 1,
        error.code === "MissingQuotes"
          ? "opens a quoted cell that is never closed; fix the quotes there"
          : "has a quoted cell with text after its closing quote; fix the quotes there",
      );
    }
    for (const cells of result.data) this.#rows.add(cells);
    return result.meta.cursor;
  }

  #error(row: number, what: string): InputError {
    const path = this.#path;
    return new InputError("bad-quotes", `${path}, row ${row} ${what}`, { data: { path, row } });
  }
}
