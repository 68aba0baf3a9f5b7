import Papa from "papaparse";
import { note } from "../../../contract/make-note.ts";
import { Refusal } from "../../../contract/refusals.ts";
import type { Note } from "../../../core/note.ts";
import { type LogContent, type ReadLogOptions, TableBuilder } from "../../table.ts";
import type { LogFormatSpec, LogReader } from "../format.ts";
import { type Alignment, alignmentOf, withTabs } from "./aligned.ts";
import { CsvCells } from "./cells.ts";
import { type CsvLayout, csvLayout } from "./layout.ts";

declare module "../format.js" {
  interface LogFormatNames {
    csv: true;
  }
}

/** Any table of text: CSV, TSV and the like. */
export const csvFormat: LogFormatSpec<"csv"> = {
  name: "csv",
  title: "CSV and TSV",
  one: "a table of text",
  column: "column",
  reading: {
    how: "text",
    starts: ({ text }) => !/^[[{]/.test(text),
    reader: (name, options) => new CsvReader(name, options),
  },
  inFolder: null,
  fractionalEpochs: false,
  remarks: () => [],
  example: "step;lr;loss\n0;0.125;2.5\n1;0.25;1.25\n2;5e-1;3.5\n",
};

const HEAD_LINES = 20;
const HEAD_LENGTH = 64 * 1024;
const LONGEST_ROW = 8 * 1024 * 1024;
const QUOTE = '"';

/**
 * Reads CSV, TSV and the like piece by piece: only the columns kept are turned into numbers, and
 * nothing else is held. Rows are cut by line where there is no quote (papaparse's own fast mode,
 * without making a string of each cell), and by papaparse where there is.
 */
class CsvReader implements LogReader<string> {
  readonly #name: string;
  readonly #options: ReadLogOptions;
  readonly #table: TableBuilder;
  #layout: CsvLayout | null = null;
  #cells: CsvCells | null = null;
  /** Text that no row has been made of yet. */
  #rest = "";
  #isCut = false;
  /** Of a table that is aligned by blanks, whose lines are held with tabs instead. */
  #alignment: Alignment | null = null;
  /** Of such a table, the beginning of a line whose end has not come. */
  #begun = "";

  constructor(name: string, options: ReadLogOptions) {
    this.#name = name;
    this.#options = options;
    this.#table = new TableBuilder(name, options.keep);
  }

  push(text: string): void {
    this.#rest += this.#alignment === null ? text : this.#aligned(text, this.#alignment);
    if (this.#cells === null && !hasHead(this.#rest)) return;
    this.#readWholeRows();
  }

  view(): LogContent {
    if (this.#rest.includes("\n")) this.#readWholeRows();
    return this.#finish();
  }

  end(): LogContent {
    if (this.#alignment !== null) this.#rest += withTabs(this.#begun, this.#alignment);
    this.#begun = "";
    if (this.#rest.trim() !== "") {
      if (!this.#rest.endsWith("\n")) this.#rest += "\n";
      this.#readRows(this.#start(), true);
    }
    return this.#finish();
  }

  #readWholeRows(): void {
    this.#readRows(this.#start(), false);
    if (this.#rest.length > LONGEST_ROW) {
      const row = this.#table.row + this.#firstRow;
      throw new Refusal(
        "bad-quotes",
        `${this.#name}, row ${row} does not end within 8 MB: is it a quoted cell that is never closed?`,
        { file: this.#name, row, fault: "endless" },
      );
    }
  }

  /** Decides on the layout when the first lines are there. */
  #start(): CsvCells {
    if (this.#cells !== null) return this.#cells;
    const { delimiter = "auto" } = this.#options;
    const alignment = delimiter === "auto" ? alignmentOf(headOf(this.#rest)) : null;
    if (alignment !== null) {
      const text = this.#rest;
      this.#alignment = alignment;
      this.#rest = `${alignment.lacksName ? "\t" : ""}${this.#aligned(text, alignment)}`;
    }
    const layout = csvLayout(
      this.#name,
      headOf(this.#rest),
      alignment === null ? this.#options.delimiter : "\t",
    );
    this.#layout = layout;
    this.#rest = this.#rest.slice(layout.dataStart);
    this.#cells = new CsvCells(this.#table, layout);
    return this.#cells;
  }

  #aligned(text: string, alignment: Alignment): string {
    const lines = this.#begun + text;
    const end = lines.lastIndexOf("\n") + 1;
    this.#begun = lines.slice(end);
    return withTabs(lines.slice(0, end), alignment);
  }

  #readRows(cells: CsvCells, isLast: boolean): void {
    const text = this.#rest;
    if (cells.canTakeLines && !text.includes(QUOTE)) {
      this.#rest = text.slice(cells.takeLines(text));
      return;
    }
    const parser = new Papa.Parser({ delimiter: cells.delimiter, newline: "\n" });
    const parsed: Papa.ParseResult<string[]> = parser.parse(
      isLast ? text.slice(0, -1) : text,
      0,
      !isLast,
    );
    // Errors in a row that is not complete yet come again when the rest of it is there.
    const [bad] = parsed.errors.filter(
      ({ row, code }) =>
        row !== undefined &&
        row < parsed.data.length &&
        !(isLast && code === "MissingQuotes" && !parsed.errors.some(isInvalid)),
    );
    if (bad !== undefined) {
      const row = this.#table.row + this.#firstRow + (bad.row as number);
      throw new Refusal(
        "bad-quotes",
        `${this.#name}, row ${row} has a quoted cell that is never closed, or text after a closing quote; fix the quotes there`,
        { file: this.#name, row, fault: "unclosed" },
      );
    }
    const lastIsCut = isLast && parsed.errors.some(({ code }) => code === "MissingQuotes");
    this.#isCut ||= lastIsCut;
    for (const row of lastIsCut ? parsed.data.slice(0, -1) : parsed.data) cells.takeRow(row);
    this.#rest = isLast ? "" : text.slice(parsed.meta.cursor);
  }

  get #firstRow(): number {
    return (this.#layout?.headerLines ?? 0) + 1;
  }

  #finish(): LogContent {
    const layout = this.#layout;
    if (layout === null) return this.#table.view();
    return this.#table.view({
      firstRow: this.#firstRow,
      duplicates: layout.duplicates,
      warnings: this.#warnings(layout),
    });
  }

  #warnings(layout: CsvLayout): Note[] {
    const cells = this.#cells as CsvCells;
    const warnings = cells.warnings(this.#name, this.#firstRow, this.#isCut);
    if (layout.duplicates.length > 0) {
      const names = layout.duplicates.map((name) => JSON.stringify(name)).join(", ");
      warnings.push(
        note("duplicate-columns", `${this.#name} has more than one column called ${names}.`, {
          file: this.#name,
          names: layout.duplicates,
        }),
      );
    }
    return warnings;
  }
}

function isInvalid({ code }: Papa.ParseError): boolean {
  return code === "InvalidQuotes";
}

/** Whether the header and the first rows are there; where they are long, two lines will do. */
function hasHead(text: string): boolean {
  if (text.length > LONGEST_ROW) return true;
  const enough = text.length >= HEAD_LENGTH ? 2 : HEAD_LINES;
  let at = -1;
  for (let lines = 0; lines < enough; lines++) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** The first lines, whole. */
function headOf(text: string): string {
  const within = text.lastIndexOf("\n", HEAD_LENGTH - 1) + 1;
  const two = text.indexOf("\n", text.indexOf("\n") + 1) + 1;
  return text.slice(0, Math.max(within, two) || text.length);
}
