import type { TrainerInfo } from "../contract/index.ts";
import type { Note } from "../core/note.ts";
import type { ReaderWords, Result } from "../result/index.ts";
import type { ResolvedSweepOptions, SweepRun } from "../sweep/index.ts";
import { namesRuns } from "./column-roles.ts";

/** A cell that should have been a number. */
export interface CellFault {
  /** Zero-based row of the table. */
  readonly row: number;
  readonly text: string;
}

/** One column of numbers. */
export interface LogColumn {
  readonly name: string;
  /** The values that were written, in order of their rows; may be NaN or infinite. */
  readonly values: Float64Array;
  /** Zero-based row of each value, rising; null when every row of the table has one. */
  readonly rows: Uint32Array | null;
  /** The first cell that is not a number and not empty; null when there is none. */
  readonly fault: CellFault | null;
  /**
   * The texts of a column, by row: of one that names runs all of them, of any other those of a table of
   * at most 5,000; null where there are more, and where all cells are numbers.
   */
  readonly labels: ReadonlyMap<number, string> | null;
}

/** What a log says about the training it is of. */
export interface LogHints {
  /** Optimizer name as users write it. */
  readonly optimizer?: string;
  readonly batchSize?: number;
  readonly stepsPerEpoch?: number;
  /** What each row stands for, where the format says it. */
  readonly rowsAre?: "epochs";
}

/** A sweep of our own, with everything it recorded. */
export interface KnownSweep {
  readonly runs: readonly SweepRun[];
  readonly options: ResolvedSweepOptions;
  readonly info: TrainerInfo;
  /** Name of the run; null where the file does not say (a journal). */
  readonly name: string | null;
  /** The whole result, where the file is one. */
  readonly result: Result | null;
}

/** A log as columns of numbers: what every reader gives, whatever the file. */
export interface LogContent {
  /** For messages: the path or name that was given. */
  readonly name: string;
  /** The columns that were kept and hold at least one number, in the file's order. */
  readonly columns: readonly LogColumn[];
  /** Names of all columns or tags in the file, also of those without numbers and those not kept. */
  readonly names: readonly string[];
  /** Rows of the table; empty lines of a text file count, so that rows can be named. */
  readonly rows: number;
  /** What row 0 is called when people count: 2 in a CSV with a header, else 1. */
  readonly firstRow: number;
  /** Names that several columns of the file have. */
  readonly duplicates: readonly string[];
  readonly hints: LogHints;
  /** Set for our own journals and results. */
  readonly known: KnownSweep | null;
  /** Of a text log, in which lines a loss was found; null for any other. */
  readonly matched: MatchedLines | null;
  /** What was wrong with the file and what was done about it. */
  readonly warnings: readonly Note[];
}

/** Lines of a text log with a loss in them. */
export interface MatchedLines {
  readonly lines: number;
  /** All that are not empty. */
  readonly of: number;
  /** By a pattern of the user's. */
  readonly byPattern: boolean;
}

/** How a log is read. */
export interface ReadLogOptions {
  /** Whether a column (or tag) is kept; memory does not grow with the others. @default all */
  readonly keep?: (name: string) => boolean;
  /** The one character between the cells of a table (`\\t` is a tab), or `auto`. @default found by looking */
  readonly delimiter?: string;
  /** Regular expression for the lines of a text log, with the columns as named groups. @default found by looking */
  readonly pattern?: string;
  /** What the reader calls itself where a file is too new for it. @default "this one", i.e. this lr-finder */
  readonly reader?: ReaderWords;
}

// A file may have a million columns, most of them without a value.
const NO_VALUES = new Float64Array(0);
const FIRST_LENGTH = 8;
/** Rows of a log whose runs are told apart by texts. */
const MOST_LABELS = 1_000_000;
/** The same of other columns: tables of trainings have texts of a few kinds, and are short. */
const MOST_TEXTS = 5000;

/** A column that grows; the rows are kept only once one is missing. */
export class ColumnBuilder {
  readonly name: string;
  #values = NO_VALUES;
  #rows: Uint32Array | null = null;
  #count = 0;
  #fault: CellFault | null = null;
  #labels: Map<number, string> | null = null;
  readonly #mostLabels: number;
  #labelsLost = false;

  constructor(name: string) {
    this.name = name;
    this.#mostLabels = namesRuns(name) ? MOST_LABELS : MOST_TEXTS;
  }

  /** Adds the value of a row; rows come in rising order, a second value for the last row replaces the first. */
  set(row: number, value: number): void {
    const at = this.#count;
    if (at > 0 && this.#rowOf(at - 1) === row) {
      this.#values[at - 1] = value;
      return;
    }
    if (at === this.#values.length) this.#grow();
    if (this.#rows === null && row !== at) {
      this.#rows = new Uint32Array(this.#values.length);
      for (let i = 0; i < at; i++) this.#rows[i] = i;
    }
    this.#values[at] = value;
    if (this.#rows !== null) this.#rows[at] = row;
    this.#count = at + 1;
  }

  /** Notes a cell that is no number; only the first one is kept. */
  fault(row: number, text: string): void {
    this.#fault ??= { row, text: text.length > 60 ? `${text.slice(0, 60)}…` : text };
    if (this.#labelsLost) return;
    this.#labels ??= new Map();
    if (this.#labels.size < this.#mostLabels) this.#labels.set(row, text);
    else if (this.#mostLabels === MOST_TEXTS) {
      this.#labels = null;
      this.#labelsLost = true;
    }
  }

  /** The column as it is now; it stays valid while more is added. */
  view(tableRows: number): LogColumn {
    const values = this.#values.subarray(0, this.#count);
    const dense = this.#rows === null && this.#count === tableRows;
    const rows = dense
      ? null
      : (this.#rows?.subarray(0, this.#count) ??
        Uint32Array.from({ length: this.#count }, (_, i) => i));
    const labels = this.#labels === null || this.#labels.size === 0 ? null : new Map(this.#labels);
    return { name: this.name, values, rows, fault: this.#fault, labels };
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#fault === null;
  }

  #rowOf(at: number): number {
    return this.#rows === null ? at : (this.#rows[at] as number);
  }

  #grow(): void {
    const length = Math.max(FIRST_LENGTH, this.#values.length * 2);
    const values = new Float64Array(length);
    values.set(this.#values);
    this.#values = values;
    if (this.#rows !== null) {
      const rows = new Uint32Array(length);
      rows.set(this.#rows);
      this.#rows = rows;
    }
  }
}

/** What a reader knows besides the columns. */
export interface TableFacts {
  readonly firstRow?: number;
  readonly duplicates?: readonly string[];
  readonly hints?: LogHints;
  readonly known?: KnownSweep | null;
  readonly warnings?: readonly Note[];
}

/** Gathers columns row by row, for every reader. */
export class TableBuilder {
  /** Index of the row that is being filled. */
  row = 0;
  readonly #name: string;
  readonly #keep: (name: string) => boolean;
  readonly #columns = new Map<string, ColumnBuilder | null>();

  constructor(name: string, keep: (name: string) => boolean = () => true) {
    this.#name = name;
    this.#keep = keep;
  }

  /** The column of that name, made when it is new; null when it is not kept. */
  column(name: string): ColumnBuilder | null {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = this.#keep(name) ? new ColumnBuilder(name) : null;
      this.#columns.set(name, column);
    }
    return column;
  }

  /** The table as it is now; it stays valid while rows are added. */
  view(facts: TableFacts = {}): LogContent {
    const columns = [...this.#columns.values()].filter(
      (column) => column !== null && !column.isEmpty,
    ) as ColumnBuilder[];
    return {
      name: this.#name,
      columns: columns.map((column) => column.view(this.row)),
      names: [...this.#columns.keys()],
      rows: this.row,
      firstRow: facts.firstRow ?? 1,
      duplicates: facts.duplicates ?? [],
      hints: facts.hints ?? {},
      known: facts.known ?? null,
      matched: null,
      warnings: facts.warnings ?? [],
    };
  }
}
