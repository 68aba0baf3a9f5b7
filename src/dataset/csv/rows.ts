import { InputError } from "../../core/errors.ts";
import { random } from "../../core/random.ts";
import type { ResolvedLoadOptions } from "../options.ts";
import { type Reservoir, reservoir } from "../reservoir.ts";
import { defaultName, looksLikeHeader, numberReader } from "./cells.ts";

/** Rows that are looked at to find out whether row 1 is a header. */
const HEADER_ROWS = 200;
const CELL_END = "\0";

/** Rows of text as they came from a file. */
export interface RawTable {
  readonly path: string;
  readonly names: readonly string[];
  readonly hasHeader: boolean;
  readonly delimiter: string;
  /** The rows held, in the order of the file; {@link cellsOf} reads one. */
  readonly rows: readonly string[];
  /** Row of the file of each row held: 1-based, header and empty lines counted. */
  readonly rowNumbers: readonly number[];
  /** Rows of data in the file. */
  readonly totalRows: number;
}

/** The cells of one row of a {@link RawTable}, trimmed. */
export function cellsOf(row: string): string[] {
  const cells = row.slice(1).split(row.charAt(0));
  for (let i = 0; i < cells.length; i++) cells[i] = trimmed(cells[i] as string);
  return cells;
}

/** One cell of a row, trimmed, without cutting up the others. */
export function cellOf(row: string, column: number): string {
  const separator = row.charAt(0);
  let start = 1;
  for (let i = 0; i < column; i++) start = row.indexOf(separator, start) + 1;
  const end = row.indexOf(separator, start);
  return row.slice(start, end < 0 ? undefined : end).trim();
}

/**
 * Takes the rows of a file as they come, decides on the header from the first of them, checks
 * that all have the same number of cells, and keeps a uniform sample of at most `maxRows`.
 */
export class RowCollector {
  /** Rows that have come so far, empty lines included. */
  count = 0;
  readonly delimiter: string;
  readonly #path: string;
  readonly #header: boolean | "auto";
  readonly #reservoir: Reservoir;
  readonly #rows: string[] = [];
  readonly #rowNumbers: number[] = [];
  #waiting: { readonly cells: readonly string[]; readonly row: number }[] | undefined = [];
  #names: string[] = [];
  #hasHeader = false;
  #width = 0;
  #widthRow = 0;
  #total = 0;

  constructor(path: string, delimiter: string, options: ResolvedLoadOptions) {
    this.#path = path;
    this.delimiter = delimiter;
    this.#header = options.header;
    this.#reservoir = reservoir(options.maxRows, random(options.seed, "sample"));
  }

  /** Takes the next row of the file. One with another number of cells is an `InputError`. */
  add(cells: readonly string[]): void {
    const row = ++this.count;
    if (cells.length !== this.#width) {
      if (cells.length === 1 && isEmpty(cells[0] as string)) return;
      this.#setWidth(cells.length, row);
    }
    if (this.#waiting !== undefined) this.#wait(cells, row);
    else this.#offer(cells, row);
  }

  /** {@link add} for a row without quotes that lies in a text, its cells counted already. */
  addLine(text: string, start: number, end: number, cells: number): void {
    // A row is kept with its separator as its first character, a single code unit.
    if (this.#waiting !== undefined || cells !== this.#width || this.delimiter.length > 1) {
      this.add(text.slice(start, end).split(this.delimiter));
      return;
    }
    const row = ++this.count;
    const slot = this.#nextSlot();
    if (slot < 0) return;
    this.#rows[slot] = packed(text.slice(start, end), this.delimiter);
    this.#rowNumbers[slot] = row;
  }

  /** All rows have come: what was kept. A file without a row of data is an `InputError`. */
  finish(): RawTable {
    if (this.#waiting !== undefined) this.#decideHeader(this.#waiting);
    if (this.#total === 0) {
      throw new InputError("no-rows", `${this.#path} has a header and no row below it`, {
        data: { path: this.#path },
      });
    }
    const order = Array.from(this.#rows.keys()).sort(
      (a, b) => (this.#rowNumbers[a] as number) - (this.#rowNumbers[b] as number),
    );
    return {
      path: this.#path,
      names: this.#names,
      hasHeader: this.#hasHeader,
      delimiter: this.delimiter,
      rows: order.map((i) => this.#rows[i] as string),
      rowNumbers: order.map((i) => this.#rowNumbers[i] as number),
      totalRows: this.#total,
    };
  }

  #setWidth(cells: number, row: number): void {
    const path = this.#path;
    if (this.#width > 0) {
      throw new InputError(
        "ragged-row",
        `${path}, row ${row} has ${cells} cells where row ${this.#widthRow} has ${this.#width}; ` +
          "every row needs the same number (is it a title or comment line, or an unquoted delimiter?)",
        { data: { path, row, found: cells, expected: this.#width } },
      );
    }
    if (cells < 2) {
      throw new InputError(
        "one-column",
        `${path}, row ${row} has a single cell: a target and at least one feature are needed. ` +
          "If the cells are divided by something else than comma, semicolon, tab or pipe, name it " +
          "as `delimiter`",
        { data: { path, row, options: ["delimiter"] } },
      );
    }
    this.#width = cells;
    this.#widthRow = row;
  }

  #decideHeader(
    waiting: readonly { readonly cells: readonly string[]; readonly row: number }[],
  ): void {
    this.#waiting = undefined;
    const [first, ...below] = waiting;
    if (first === undefined) {
      throw new InputError("empty-file", `${this.#path} holds nothing but empty lines`, {
        data: { path: this.#path },
      });
    }
    this.#hasHeader =
      this.#header === "auto"
        ? looksLikeHeader(
            first.cells,
            below.map(({ cells }) => cells),
            numberReader(this.delimiter),
          )
        : this.#header;
    // The copies are the table's own: cells of papaparse hold on to the text they were cut from.
    this.#names = cellsOf(packedCells(first.cells)).map((name, column) =>
      this.#hasHeader && name !== "" ? name : defaultName(column),
    );
    for (const { cells, row } of this.#hasHeader ? below : waiting) this.#offer(cells, row);
  }

  #wait(cells: readonly string[], row: number): void {
    const waiting = this.#waiting ?? [];
    waiting.push({ cells, row });
    if (waiting.length > HEADER_ROWS) this.#decideHeader(waiting);
  }

  #nextSlot(): number {
    this.#total++;
    return this.#reservoir.offer();
  }

  #offer(cells: readonly string[], row: number): void {
    const slot = this.#nextSlot();
    if (slot < 0) return;
    this.#rows[slot] = packedCells(cells);
    this.#rowNumbers[slot] = row;
  }
}

// A row is kept as one string: the separator of its cells, then the cells. A string that was cut
// from a chunk keeps the whole chunk in memory; adding a character and cutting that off again makes
// the engine copy it.
function packed(line: string, separator: string): string {
  return `${separator}${separator}${line}`.slice(1);
}

function packedCells(cells: readonly string[]): string {
  return packed(cells.join(CELL_END), CELL_END);
}

// Most cells have nothing to trim, and calling trim costs more than looking.
function trimmed(cell: string): string {
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(cell.length - 1);
  return first > 32 && first < 127 && last > 32 && last < 127 ? cell : cell.trim();
}

function isEmpty(text: string): boolean {
  return text.trim() === "";
}
