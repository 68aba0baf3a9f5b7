import { InputError } from "../core/errors.ts";
import type { NoteData } from "./make-note.ts";

/** What a log is, or its columns are, called: TensorBoard has tags. */
type Called = { readonly called: "column" | "tag" };
type InFile = { readonly file: string };
type OfColumns = InFile & Called & { readonly columns: readonly string[] };
type InRow = InFile & { readonly row: number };
/** What was meant by a name that is not there. */
type Near = { readonly nearest?: string | undefined };

/** Columns of a log that can be named, with the flag that does so; an epoch stands in for a step. */
export const COLUMN_FLAGS = {
  lr: "--lr-column",
  loss: "--loss-column",
  heldOut: "--held-out-column",
  step: "--step-column",
  epoch: "--step-column",
} as const;
export type NamedColumn = keyof typeof COLUMN_FLAGS;

/** Notes that say why a log is of no sweep. */
export type NoSweep = "no-lr" | "constant-lr" | "lr-settles" | "lr-falls" | "narrow-lr";

/**
 * Why a log, a result or a table of trainings cannot be used, by its code, with the data from which the
 * sentence can be made in any language. Codes and fields are a contract: they are added, never renamed.
 *
 * Rows and lines count from 1, a header counted; a `fault` or `of` tells sentences of one code apart.
 */
export type RefusalData = {
  // Files
  readonly "empty-file": InFile;
  readonly "not-a-log": InFile & { readonly is: "gzip" | "python" | "binary" };
  /** `why`: the words of what reads JSON. */
  readonly "bad-json": InFile & { readonly why: string };
  /** `expected`: names of formats, as for `bad-log`. */
  readonly "unknown-log": InFile & { readonly expected: readonly string[] };
  readonly "bad-log": InFile &
    (
      | { readonly fault: "other-format"; readonly expected: readonly string[] }
      | { readonly fault: "endless-line"; readonly line: number }
      | { readonly fault: "no-objects"; readonly line: number; readonly lines: number }
    );
  readonly "log-too-big": InFile & { readonly maxCharacters: number };
  readonly "bad-event-file": InFile;
  readonly "missing-file": { readonly path: string };
  readonly "unreadable-file": { readonly path: string; readonly why: string };
  /** `expected`: names of formats that were looked for. */
  readonly "no-log-in-folder": { readonly path: string; readonly expected: readonly string[] };
  readonly "several-logs": { readonly path: string; readonly logs: readonly string[] };
  // Results and journals of lr-finder
  readonly "no-points": InFile;
  /** `place`: in the document, where it is JSON; `expected`: in English. */
  readonly "bad-result": InFile &
    ({ readonly why: string } | { readonly place: string; readonly expected: string });
  /** `what` is wrong there, in English. */
  readonly "bad-journal": {
    readonly file?: string;
    readonly line: number;
    readonly what: string;
  };
  readonly "newer-result": InFile & { readonly version: number; readonly reads: number };
  // Tables
  readonly "bad-quotes": InRow & { readonly fault: "endless" | "unclosed" };
  readonly "wrong-delimiter": InFile & { readonly delimiter: string; readonly found: string };
  /** `rows`: those with another number of cells, the first of them with `cells`. */
  readonly "ragged-row": InRow & {
    readonly cells: number;
    readonly columns: number;
    readonly rows: number;
    readonly delimiter: string;
  };
  readonly "unequal-lengths": InFile &
    (
      | { readonly lr: number; readonly loss: number }
      | { readonly lrs: number; readonly losses: number }
    );
  readonly "too-many-rows": InFile & {
    readonly column: string;
    readonly rows: number;
    readonly maxRows: number;
  };
  // Columns of a log
  readonly "several-columns": OfColumns & {
    readonly role: NamedColumn;
    /** Where they make several runs. */
    readonly runs?: readonly string[];
  };
  readonly "unknown-run": InFile &
    Near & { readonly run: string; readonly runs: readonly string[] };
  readonly "no-rows": InFile & { readonly columns: readonly string[] };
  readonly "no-lr-column": OfColumns & { readonly role: "lr" };
  readonly "no-loss-column": OfColumns & {
    readonly role: "loss";
    /** The held-out losses that there are. */
    readonly heldOut?: string;
    /** Of a text log: its lines, and the numbers that they name. */
    readonly matched?: {
      readonly lines: number;
      readonly numbers: readonly { readonly name: string; readonly values: number }[];
    };
  };
  readonly "duplicate-column": InFile & {
    readonly option: string;
    readonly role: NamedColumn;
    readonly column: string;
    readonly places: readonly number[];
  };
  readonly "empty-column": OfColumns & { readonly option: string; readonly column: string };
  readonly "unknown-column": OfColumns &
    Near & { readonly option: string; readonly role: NamedColumn; readonly column: string };
  readonly "bad-number": InRow & { readonly column: string; readonly value: string };
  readonly "pattern-no-match": InFile & { readonly lines: number; readonly firstLine: string };
  // What the numbers of a log show
  readonly "bad-lr": InRow & { readonly lr: number; readonly of: "sweep" | "training" };
  readonly "bad-step": InRow & { readonly step: number };
  readonly "steps-out-of-order": InRow & { readonly times: number; readonly step: number };
  /** With the data of the note that is the reason. */
  readonly "training-log": InFile & { readonly reason: NoSweep } & NoteData[NoSweep];
  readonly "sweep-log": InFile & { readonly fromLr: number; readonly toLr: number };
  /** `of`: a learning rate and a loss a row, or rows of something else. */
  readonly "grid-log": InFile & { readonly of: "grid" | "runs" };
  readonly "not-repeats":
    | { readonly optimizers: readonly string[] }
    | {
        /** In English. */
        readonly ranges: readonly string[];
        readonly logs: readonly {
          readonly log: string;
          readonly fromLr: number;
          readonly toLr: number;
        }[];
      };
  // Tables of trainings, and the point of their law
  readonly "no-such-column": InFile & { readonly columns: readonly string[] } & (
      | ({ readonly fault: "unknown"; readonly column: string } & Near)
      | {
          readonly fault: "no-numbers";
          readonly column: string;
          readonly wanted: "lr" | "loss";
          readonly example?: string | undefined;
        }
      | { readonly fault: "none"; readonly wanted: "lr" | "loss" | "row" }
    );
  /** `names`: columns of texts that were varied. */
  readonly "nothing-varied": InFile & { readonly names: readonly string[] };
  readonly "not-a-number": InRow & { readonly column: string; readonly text: string };
  /** Of a table of a file, where null is no number, or of rows that a program gives. */
  readonly "bad-row":
    | (InRow & { readonly column: string; readonly value: number | null })
    | {
        /** From 0. */
        readonly row: number;
        readonly of: "factor" | "lr" | "standard-error" | "loss";
        readonly factor?: string;
        readonly value: unknown;
      };
  readonly "bad-option":
    | {
        readonly option: "pattern";
        readonly fault: "no-regex";
        readonly value: string;
        readonly why: string;
        readonly expected: string;
      }
    | {
        readonly option: "pattern";
        readonly fault: "no-loss-group";
        readonly value: string;
        readonly expected: string;
      }
    | { readonly fault: "several-batch-sizes"; readonly factors: readonly [string, string] }
    | { readonly fault: "factor-twice"; readonly factor: string }
    | { readonly fault: "factor-not-positive"; readonly factor: string; readonly value: unknown }
    | { readonly fault: "factor-missing"; readonly factor: string };
  readonly "unknown-option": Near & {
    readonly option: string;
    readonly expected: readonly string[];
  };
};

export type RefusalCode = keyof RefusalData;

/**
 * An {@link InputError} that can be said in any language: see `words`. The message is the English
 * sentence made from the data.
 */
export class Refusal<Code extends RefusalCode = RefusalCode> extends InputError {
  declare readonly code: Code;
  declare readonly data: RefusalData[Code];
  /** The run that it is of, of a log that holds several. */
  readonly run: string | null;

  constructor(
    code: Code,
    message: string,
    data: RefusalData[Code],
    options: { readonly cause?: unknown; readonly run?: string } = {},
  ) {
    const { cause, run } = options;
    super(code, run === undefined ? message : `${run}: ${message}`, { data, cause });
    this.run = run ?? null;
  }
}

/**
 * What was thrown of one run of several, with the run before its message.
 *
 * @param run its name
 */
export function ofRun(run: string, fault: InputError): InputError {
  const { code, message, data } = fault;
  return fault instanceof Refusal
    ? new Refusal(fault.code, message, fault.data, { cause: fault, run })
    : new InputError(code, `${run}: ${message}`, { data, cause: fault });
}
