import type { Formula } from "./formula.ts";

/**
 * A learning rate (or a momentum) for a zero-based optimizer step.
 *
 * Pure: the same step gives the same number, in any order of calls. Steps are integers from 0 to
 * 2^53 - 1; a negative, fractional or NaN step is an `InputError` with code `bad-step`. After its
 * last step every schedule keeps a stated value, so no step is out of range.
 */
export type Schedule = (step: number) => number;

/** What a value of an option looks like. Lists are arrays in JSON and `1,2,3` on the command line. */
export type OptionType =
  | "lr"
  | "number"
  | "integer"
  | "numbers"
  | "integers"
  | "choice"
  | "boolean";

/** One option of a schedule, as data: what help texts and parsers need. */
export interface OptionDefinition {
  readonly type: OptionType;
  readonly required: boolean;
  readonly description: string;
  /** Value when left out. Absent where it follows from other options: see `defaultText`. */
  readonly default?: number | string | boolean;
  /** The default in words, where it depends on other options. */
  readonly defaultText?: string;
  /** Allowed values of a `choice`. */
  readonly choices?: readonly string[];
}

/** A schedule as data: its name, its options and how to build it. */
export interface ScheduleDefinition {
  readonly kind: string;
  /** One sentence. */
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionDefinition>>;
  /** Valid options, for help texts and tests. */
  readonly example: Readonly<Record<string, unknown>>;
  /** The builder; it checks every value and throws an `InputError` that names the bad option. */
  build(options: Readonly<Record<string, unknown>>): Schedule;
  /** The same schedule as code to be printed; it checks as `build` does. */
  formula(options: Readonly<Record<string, unknown>>): Formula;
}
