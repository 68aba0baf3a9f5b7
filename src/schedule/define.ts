import { rejectOption } from "../core/check.ts";
import { unknownOption } from "../core/listed-keys.ts";
import type { Formula } from "./formula.ts";
import type { Schedule } from "./schedule.ts";

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

/**
 * The names of all schedules. Every schedule's file adds its own, so that a file whose line in the
 * registry (`definitions.ts`) is missing does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the files of the schedules
export interface ScheduleNames {}

/** A definition in the registry: it also knows the type of its builder's options. */
export interface KindDefinition<Kind extends keyof ScheduleNames, Options>
  extends ScheduleDefinition {
  readonly kind: Kind;
  /** For the compiler alone: never there. */
  readonly typed?: Options;
}

// Methods, not functions in fields: the compiler lets their arguments vary both ways, so that a
// builder of certain options may be handed any object. It checks every value that it uses.
interface Builds<Options> {
  build(options: Options): Schedule;
  formula(options: Options): Formula;
}

/**
 * A definition whose option list is checked against the builder's options at compile time: no
 * option without a description, no description without an option.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineSchedule<const Kind extends keyof ScheduleNames, Options extends object>(
  definition: {
    kind: Kind;
    summary: string;
    options: { [Name in keyof Required<NoInfer<Options>>]: OptionDefinition };
    example: NoInfer<Options>;
  } & Builds<Options>,
): KindDefinition<Kind, Options> {
  const builds: Builds<object> = definition;
  return {
    kind: definition.kind,
    summary: definition.summary,
    options: definition.options,
    example: Object.fromEntries(Object.entries(definition.example)),
    build: (options) => builds.build(options),
    formula: (options) => builds.formula(options),
  };
}

/** One schedule as the formula that code is printed from, without the registry of all of them. */
export function formulaOf<Kind extends keyof ScheduleNames, Options extends object>(
  definition: KindDefinition<Kind, Options>,
  options: NoInfer<Options>,
): Formula {
  checkOptions(definition.kind, definition.options, options);
  return definition.formula(Object.fromEntries(Object.entries(options)));
}

/**
 * Rejects options that a schedule does not have. Builders name theirs as a table of names: what is said of
 * them is for help texts, and pages that only build a schedule carry none.
 */
export function checkOptions(
  kind: string,
  known: Readonly<Record<string, unknown>>,
  given: object,
): void {
  if (typeof given !== "object" || given === null) {
    rejectOption(`options of ${kind}`, "an object", given);
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name)) {
      throw unknownOption(`the schedule ${kind}`, name, Object.keys(known), undefined, { kind });
    }
  }
}

/** An option that must be given. */
/* @__NO_SIDE_EFFECTS__ */
export function required(
  type: OptionDefinition["type"],
  description: string,
  choices?: readonly string[],
): OptionDefinition {
  return { type, required: true, description, ...(choices && { choices }) };
}

/** An option with a default: a value, or words where it follows from other options. */
/* @__NO_SIDE_EFFECTS__ */
export function optional(
  type: OptionDefinition["type"],
  description: string,
  fallback: { value: number | string | boolean } | { text: string },
  choices?: readonly string[],
): OptionDefinition {
  const standard =
    "value" in fallback ? { default: fallback.value } : { defaultText: fallback.text };
  return { type, required: false, description, ...standard, ...(choices && { choices }) };
}
