import type { Note } from "../core/note.ts";
import type { ResolvedSweepOptions, SweepRun } from "../sweep/types.ts";
import type { TrainerInfo } from "../trainer/types.ts";

/**
 * What a log was recognised as.
 *
 * - `csv`: any table of text; `lightning-csv`: one as Lightning's CSVLogger writes it
 * - `jsonl`: one JSON object a line; `json-rows`: an array of objects or of rows of numbers
 * - `history`: an object of arrays (fastai's recorder, torch-lr-finder, Lightning's `lr_find`, Keras)
 * - `trainer-state`: Hugging Face's `trainer_state.json`
 * - `tensorboard`: event files
 * - `journal`, `result`: lr-finder's own
 */
export type LogFormat =
  | "csv"
  | "lightning-csv"
  | "jsonl"
  | "json-rows"
  | "history"
  | "trainer-state"
  | "tensorboard"
  | "journal"
  | "result";

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
}

/** What a log says about the training it is of. */
export interface LogHints {
  /** Optimizer name as users write it. */
  readonly optimizer?: string;
  readonly batchSize?: number;
  readonly stepsPerEpoch?: number;
}

/** A sweep of our own, with everything it recorded. */
export interface KnownSweep {
  readonly runs: readonly SweepRun[];
  readonly options: ResolvedSweepOptions;
  readonly info: TrainerInfo;
  /** Name of the run; null where the file does not say (a journal). */
  readonly name: string | null;
}

/** A log as columns of numbers: what every reader gives, whatever the file. */
export interface LogTable {
  /** For messages: the path or name that was given. */
  readonly name: string;
  readonly format: LogFormat;
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
  /** What was wrong with the file and what was done about it. */
  readonly warnings: readonly Note[];
}

/** How a log is read. */
export interface ReadLogOptions {
  /** Whether a column (or tag) is kept; memory does not grow with the others. @default all */
  readonly keep?: (name: string) => boolean;
  /** Character between the cells of a table. @default found by looking */
  readonly delimiter?: string;
}

/** Column names as the user gave them: a name, or a zero-based index. */
export interface WantedColumns {
  readonly lr?: string;
  readonly loss?: string;
  readonly heldOut?: string;
  readonly step?: string;
}
