import type { Confidence } from "../../suggest/index.ts";

/** A setting that the compared results do not share. */
export interface Factor {
  /** As the result's options call it, e.g. `optimizer`, `batchSize`, `optimizerOptions.weightDecay`. */
  readonly name: string;
  /** In words, e.g. `batch size`. */
  readonly title: string;
  /** Whether every value that there is is a number. */
  readonly numeric: boolean;
  /** Distinct values as text, numbers in order of size; `–` where a result lacks it. */
  readonly values: readonly string[];
}

/** One compared result in numbers: a row of the table. */
export interface CompareRow {
  /** Zero-based place among the results as they were given. */
  readonly index: number;
  readonly name: string;
  /** Short text that tells it from the others. */
  readonly label: string;
  /** Value of each {@link Factor} by its name. */
  readonly factors: Readonly<Record<string, string>>;
  readonly lr: number | null;
  /** Low and high end of its range. */
  readonly range: readonly [number, number] | null;
  readonly confidence: Confidence | null;
  readonly method: string | null;
  /** Code of why there is no suggestion. */
  readonly reason: string | null;
  /** Smoothed loss where the LR is too small to matter, and the smallest, with its LR. */
  readonly startLoss: number | null;
  readonly lowestLoss: number | null;
  readonly lowestLossLr: number | null;
  readonly divergedLr: number | null;
  /** Smallest final held-out loss of its probes, else smallest of the sweep. */
  readonly heldOutLoss: number | null;
  /** Kind of the planned schedule. */
  readonly schedule: string | null;
  readonly stopReason: string;
  /** Optimizer updates spent, and the time for them. */
  readonly trainSteps: number;
  readonly seconds: number;
  readonly warnings: number;
  readonly createdAt: string;
  /** Its own report, relative as the result has it. */
  readonly report: string | null;
}

/** Results that have one value of a factor, together. */
export interface Group {
  readonly value: string;
  /** Indices into the rows. */
  readonly rows: readonly number[];
  /** Rows with a suggestion. */
  readonly found: number;
  /** Geometric median, lowest and highest of the suggested LRs. */
  readonly lr: { readonly median: number; readonly low: number; readonly high: number } | null;
  /** Median of the smallest smoothed losses. */
  readonly lowestLoss: number | null;
}

/** What a comparison says, as data. */
export interface Comparison {
  readonly version: 1;
  readonly rows: readonly CompareRow[];
  /** What differs, what matters most first. */
  readonly factors: readonly Factor[];
  /** For each factor that puts at least two results together, by its name. */
  readonly groups: Readonly<Record<string, readonly Group[]>>;
  /** Whether losses can be set against each other; if not, what stands against it. */
  readonly comparable: { readonly losses: boolean; readonly differs: readonly string[] };
}
