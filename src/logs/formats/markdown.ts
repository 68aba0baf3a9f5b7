import { note } from "../../contract/make-note.ts";
import { cellNumber, decimalCommaNumber } from "../number.ts";
import { type LogContent, type ReadLogOptions, TableBuilder } from "../table.ts";
import type { LogFormatSpec, LogReader, TextHead } from "./format.ts";
import { longerText } from "./json-values.ts";

declare module "./format.js" {
  interface LogFormatNames {
    markdown: true;
  }
}

/** A table in Markdown, as people keep in notes: `| Epoch | Loss |`, a line of dashes, rows. */
export const markdownFormat: LogFormatSpec<"markdown"> = {
  name: "markdown",
  title: "tables in Markdown",
  one: "a table in Markdown",
  column: "column",
  reading: {
    how: "text",
    starts: beginsWithTable,
    reader: (name, options) => new MarkdownReader(name, options),
  },
  inFolder: null,
  fractionalEpochs: false,
  remarks: () => [],
  example:
    "| Step | LR | Loss |\n|-----:|:---|:----:|\n| 0 | 0.125 | 2.5 |\n| 1 | 0.25 | **1.25** |\n| 2 | 0.5 | 3.5 |\n",
};

const DASHES = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?$/;

/** By its first two lines: names between pipes, and dashes below them. Null while the second is not whole. */
function beginsWithTable({ text, isWhole, options }: TextHead): boolean | null {
  const isOther = options.pattern !== undefined || (options.delimiter ?? "auto") !== "auto";
  if (isOther || !/^\s*\|/.test(text)) return false;
  const [first = "", second, ...rest] = text.split("\n", 3);
  if (first.split("|").length < 3) return false;
  if (second === undefined || (rest.length === 0 && !isWhole)) return isWhole ? false : null;
  return DASHES.test(second.trim());
}

/** Reads row by row, up to the first line that is none; what is bold, or in backquotes, is what it holds. */
class MarkdownReader implements LogReader<string> {
  readonly #name: string;
  readonly #table: TableBuilder;
  #rest = "";
  #names: readonly string[] | null = null;
  #blank = 0;
  #isOver = false;
  #commas = 0;
  /** Lines of names and dashes still to come. */
  #before = 2;

  constructor(name: string, { keep }: ReadLogOptions) {
    this.#name = name;
    this.#table = new TableBuilder(name, keep);
  }

  push(text: string): void {
    const end = text.lastIndexOf("\n") + 1;
    const lines = end === 0 ? "" : this.#rest + text.slice(0, end);
    this.#rest = end === 0 ? longerText(this.#rest, text, this.#name) : text.slice(end);
    for (const line of lines.split("\n").slice(0, -1)) this.#take(line);
  }

  view(): LogContent {
    const message = `The numbers of ${this.#name} have decimal commas; they were read as such.`;
    const warnings =
      this.#commas === 0
        ? []
        : [note("decimal-commas", message, { file: this.#name, cells: this.#commas })];
    return this.#table.view({ firstRow: this.#blank + 3, warnings });
  }

  end(): LogContent {
    if (this.#rest.trim() !== "") this.#take(this.#rest);
    this.#rest = "";
    return this.view();
  }

  #take(line: string): void {
    const row = line.trim();
    if (this.#names === null) {
      if (row === "") this.#blank++;
      else this.#names = cellsOf(row);
      this.#before--;
      if (row === "") this.#before++;
      return;
    }
    if (this.#before > 0) {
      this.#before--;
      return;
    }
    if (this.#isOver || !row.startsWith("|")) {
      this.#isOver = true;
      return;
    }
    const cells = cellsOf(row);
    for (const [i, name] of this.#names.entries()) {
      const column = this.#table.column(name === "" ? String(i) : name);
      const cell = cells[i] ?? "";
      const comma = decimalCommaNumber(cell);
      const value = comma ?? cellNumber(cell);
      if (comma !== undefined && column !== null) this.#commas++;
      if (value === undefined) column?.fault(this.#table.row, cell);
      else if (value !== null) column?.set(this.#table.row, value);
    }
    this.#table.row++;
  }
}

/** The cells between the pipes of a line, without what sets them off. */
function cellsOf(line: string): string[] {
  const inner = line.replace(/^\|/, "").replace(/\|$/, "");
  return inner.split("|").map((cell) => cell.replace(/[*`]/g, "").trim());
}
