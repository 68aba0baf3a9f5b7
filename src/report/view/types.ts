import type { Figure } from "./figure-types.ts";

/** A value with its name, for the row of key figures: everything already in words. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** One short line of detail under the value. */
  readonly detail?: string;
}

/** A reason or warning in words, with its machine-readable code. */
export interface Message {
  readonly code: string;
  readonly text: string;
}

/** The answer at the top of the page and of the terminal summary. */
export type Headline =
  | {
      readonly status: "found";
      readonly kicker: string;
      /** The LR as it is to be typed into a config, e.g. `0.0012`. */
      readonly lr: string;
      readonly confidence: "high" | "medium" | "low";
      /** Range, confidence and schedule in words, one sentence each. */
      readonly sentences: readonly string[];
      /** The same, each with what it is about; without a name it goes on with the one before. */
      readonly said: readonly { readonly label: string; readonly text: string }[];
    }
  | {
      readonly status: "none";
      readonly kicker: string;
      readonly title: string;
      /** What was seen and what to do next. */
      readonly sentences: readonly string[];
    };

/** The head of a column of a {@link Table}; `numeric` ones are set right. */
export interface Column {
  readonly label: string;
  readonly numeric: boolean;
}

/** A table as text: `rows[i][j]` belongs under `columns[j]`; the first column names the row. */
export interface Table {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Whether the page shows it folded at first. */
  readonly folded: boolean;
  /** Whether the first row is the answer, to be told from the others. @default false */
  readonly answered?: boolean;
}

/** Several trainings: their chart and their numbers. */
export interface TrialsView {
  readonly figure: Figure;
  readonly table: Table;
}

/** Code to copy. */
export interface Snippet {
  readonly id: string;
  readonly title: string;
  readonly code: string;
}

/** What was done, and what it is about. */
export interface Setting {
  readonly label: string;
  readonly text: string;
}

/** Everything a single-result page or terminal summary shows: plain JSON, in words and numbers. */
export interface ReportView {
  readonly title: string;
  readonly name: string;
  readonly createdAt: string;
  readonly headline: Headline;
  readonly facts: readonly Fact[];
  /** What was done with the data; in the table of how it was made too. */
  readonly settings: readonly Setting[];
  readonly reasons: readonly Message[];
  readonly warnings: readonly Message[];
  readonly planReasons: readonly Message[];
  /** What came out of the verification; empty without one. */
  readonly verificationReasons: readonly Message[];
  readonly figures: readonly Figure[];
  /** Probes in numbers; null where none were made. */
  readonly probes: Table | null;
  /** Verification in numbers; null where there is none. */
  readonly verification: Table | null;
  readonly snippets: readonly Snippet[];
  /** The LR as a line of YAML, and the command that writes it into a config; null without an LR. */
  readonly configLine: string | null;
  readonly applyCommand: string | null;
  readonly rules: Table;
  readonly tables: readonly Table[];
}
