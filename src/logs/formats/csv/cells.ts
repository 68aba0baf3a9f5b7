import { note } from "../../../contract/make-note.ts";
import { Refusal } from "../../../contract/refusals.ts";
import type { Note } from "../../../core/note.ts";
import { cellNumber, decimalCommaNumber } from "../../number.ts";
import type { ColumnBuilder, TableBuilder } from "../../table.ts";
import { CellScanner } from "./cell-scanner.ts";
import type { CsvLayout } from "./layout.ts";

/** More rows than this, and than one in twenty, with another number of cells: not this table. */
const FEW_RAGGED = 3;

interface Slot {
  readonly index: number;
  readonly column: ColumnBuilder;
  /** The cell of the row at hand, where it is a number. */
  value: number;
  /** Its text where it is no number; null where it is, undefined where there is none. */
  text: string | null | undefined;
}

/** Turns the rows of a table into values of the columns kept. */
export class CsvCells {
  readonly delimiter: string;
  readonly #table: TableBuilder;
  readonly #layout: CsvLayout;
  readonly #slots: readonly Slot[];
  readonly #width: number;
  readonly #scanner: CellScanner;
  #decimalCommas = 0;
  #repeatedHeaders = 0;
  #ragged = 0;
  #firstRagged = { row: 0, cells: 0 };
  #rowsWithCells = 0;

  constructor(table: TableBuilder, layout: CsvLayout) {
    this.delimiter = layout.delimiter;
    this.#table = table;
    this.#layout = layout;
    this.#width = layout.names.length;
    this.#scanner = new CellScanner(layout.delimiter);
    this.#slots = layout.names.flatMap((name, index) => {
      const column = table.column(name);
      return column === null ? [] : [{ index, column, value: Number.NaN, text: undefined }];
    });
  }

  /** Whether {@link takeLines} can read lines with this delimiter. */
  get canTakeLines(): boolean {
    return CellScanner.canScan(this.delimiter);
  }

  /**
   * Takes all whole lines of a text without quotes.
   *
   * @returns where the line begins that is not complete
   */
  takeLines(text: string): number {
    const scanner = this.#scanner;
    const slots = this.#slots;
    const whole = text.lastIndexOf("\n") + 1;
    scanner.open(text);
    let start = 0;
    while (start < whole) {
      let from = start;
      let cells = 0;
      let s = 0;
      for (;;) {
        const slot = slots[s];
        if (slot !== undefined && slot.index === cells) {
          slot.value = scanner.number(from);
          slot.text = scanner.end > from ? null : undefined;
          if (scanner.end > from && Number.isNaN(slot.value)) {
            this.#read(slot, text.slice(from, scanner.end));
          }
          s++;
        } else scanner.skip(from);
        cells++;
        from = scanner.end + 1;
        if (scanner.isLast) break;
      }
      this.#commit(cells, text, start, from - 1);
      start = from;
    }
    return start;
  }

  /** Takes one row that papaparse has cut. */
  takeRow(cells: readonly string[]): void {
    for (const slot of this.#slots) this.#read(slot, cells[slot.index] ?? "");
    const line = cells.join(this.delimiter);
    this.#commit(cells.length, line, 0, line.length);
  }

  /**
   * What there is to say about the rows.
   *
   * @throws InputError when rows with another number of cells are not the exception
   */
  warnings(name: string, firstRow: number, isCut: boolean): Note[] {
    const warnings: Note[] = [];
    const ragged = this.#ragged;
    if (ragged > 0) {
      const row = this.#firstRagged.row + firstRow;
      const { cells } = this.#firstRagged;
      const what = `row ${row} has ${cells} cells where there are ${this.#width} columns`;
      if (ragged > FEW_RAGGED && ragged * 20 > this.#rowsWithCells)
        this.#reject(name, { row, cells }, what);
      const message =
        ragged === 1
          ? `${name}, ${what}: it was left out.`
          : `${ragged} rows of ${name} were left out; the first: ${what}.`;
      warnings.push(
        note("ragged-rows", message, {
          file: name,
          rows: ragged,
          firstRow: row,
          cells,
          columns: this.#width,
        }),
      );
    }
    if (isCut) {
      const message = `The last row of ${name} is cut off in a quoted cell: it was left out.`;
      warnings.push(note("cut-off", message, { file: name }));
    }
    if (this.#decimalCommas > 0) {
      const message = `The numbers of ${name} have decimal commas; they were read as such.`;
      warnings.push(note("decimal-commas", message, { file: name, cells: this.#decimalCommas }));
    }
    if (this.#repeatedHeaders > 0) {
      const message = `The header of ${name} comes again ${this.#repeatedHeaders} times among the rows.`;
      warnings.push(note("repeated-header", message, { file: name, times: this.#repeatedHeaders }));
    }
    return warnings;
  }

  #read(slot: Slot, text: string): void {
    let value = cellNumber(text);
    // Between commas "1,234" may as well mean 1234.
    if (value === undefined && this.delimiter !== ",") {
      value = decimalCommaNumber(text);
      if (value !== undefined) this.#decimalCommas++;
    }
    slot.value = value ?? Number.NaN;
    slot.text = value === undefined ? text : value === null ? undefined : null;
  }

  /** Takes the row whose cells are in the slots; its text goes from `start` to `end`. */
  #commit(cells: number, text: string, start: number, end: number): void {
    const row = this.#table.row++;
    if (cells !== this.#width) {
      if (text.slice(start, end).trim() === "") return;
      this.#rowsWithCells++;
      this.#ragged++;
      if (this.#ragged === 1) this.#firstRagged = { row, cells };
      return;
    }
    this.#rowsWithCells++;
    for (const slot of this.#slots) {
      if (slot.text === null) slot.column.set(row, slot.value);
      else if (slot.text !== undefined) {
        if (text.slice(start, end).trim() === this.#layout.headerLine) {
          this.#repeatedHeaders++;
          return;
        }
        slot.column.fault(row, slot.text.trim());
      }
    }
  }

  #reject(name: string, first: { row: number; cells: number }, what: string): never {
    const commas =
      this.delimiter === ","
        ? " Numbers with decimal commas need another delimiter, e.g. a semicolon."
        : "";
    throw new Refusal(
      "ragged-row",
      `${name}, ${what}, and so have ${this.#ragged - 1} more rows: is ${JSON.stringify(this.delimiter)} the right delimiter (--delimiter)?${commas}`,
      {
        ...{ file: name, ...first, rows: this.#ragged },
        ...{ delimiter: this.delimiter, columns: this.#width },
      },
    );
  }
}
