import { checkInteger, rejectOption } from "../../core/check.ts";
import { checkDecayFactor } from "../checks.ts";
import { type OptionDefinition, optional, required, type ScheduleDefinition } from "../define.ts";
import { type ScheduleKind, scheduleDefinitions } from "../definitions.ts";
import { type Formula, literal } from "../formula.ts";
import type { Schedule } from "../schedule.ts";

/** Libraries whose schedules are reproduced, under the names of `semantics`. */
export const SEMANTICS = ["keras", "torch", "optax", "timm", "hf"] as const;

/** A library: Keras 3, PyTorch, optax, timm, Hugging Face transformers. */
export type Semantics = (typeof SEMANTICS)[number];

/**
 * A schedule as a library counts it: the options are the numbers that the library is given (under
 * our names), the values those that it trains with.
 */
export interface LibraryScheduleSpec {
  readonly kind: ScheduleKind;
  readonly semantics: Semantics;
  readonly [option: string]: unknown;
}

/** A call in the library's own language: `module.name(arguments)`. */
export interface NativeCall {
  readonly module: string;
  readonly name: string;
  /** Python literals by keyword, in order. */
  readonly arguments: Readonly<Record<string, string>>;
}

/** A schedule of a library. */
export interface LibraryDefinition extends ScheduleDefinition {
  readonly semantics: Semantics;
  /** What the library calls it. */
  readonly source: string;
  /** How it differs from our schedule of the same name, and what happens after its end. */
  readonly differs: string;
  /** The call that makes it there; undefined where the library's own code is not exported. */
  native?(options: Readonly<Record<string, unknown>>): NativeCall;
}

// Options come as checked names with unchecked values, so every value is checked where it is read.
type Options = Readonly<Record<string, unknown>>;

interface Common {
  kind: ScheduleKind;
  semantics: Semantics;
  source: string;
  differs: string;
  options: Readonly<Record<string, OptionDefinition>>;
  example: Options;
  native?(options: Options): NativeCall;
}

/** A library's schedule that is one of ours with other numbers. */
export function sameAs(
  definition: Common & {
    ours(options: Options): { kind: ScheduleKind; [option: string]: unknown };
  },
) {
  const { ours, ...rest } = definition;
  const translated = (options: Options) => {
    const { kind, ...numbers } = ours(options);
    return { definition: scheduleDefinitions[kind], numbers };
  };
  return complete({
    ...rest,
    build(options) {
      const { definition: own, numbers } = translated(options);
      return own.build(numbers);
    },
    formula(options) {
      const { definition: own, numbers } = translated(options);
      return own.formula(numbers);
    },
  });
}

/**
 * A library's schedule that none of ours can express: its values, sampled by a loop of its own (see
 * `withLoop`), and the same as code.
 */
export function ofItsOwn(
  definition: Common & {
    resolve(options: Options): { schedule: Schedule; formula: Formula };
  },
) {
  const { resolve, ...rest } = definition;
  return complete({
    ...rest,
    build: (options) => resolve(options).schedule,
    formula: (options) => resolve(options).formula,
  });
}

function complete(parts: Common & Pick<LibraryDefinition, "build" | "formula">): LibraryDefinition {
  return { ...parts, summary: `${parts.source}: ${parts.differs}` };
}

/** Options that several libraries' schedules share, as data. */
export const shared = {
  floorShare: optional("number", "lowest LR as a share of the peak, 0 to 1", { value: 0 }),
  warmupSteps: optional("integer", "steps of linear warmup", { value: 0 }),
  warmupFromZero: optional("lr", "LR of step 0 when there is warmup, from 0 to the peak", {
    value: 0,
  }),
  factor: optional("number", "what the LR is multiplied by, above 0, at most 1", { value: 0.1 }),
  requiredFactor: required("number", "what the LR is multiplied by, above 0, at most 1"),
  warmupPrefix: (value: boolean) =>
    optional("boolean", "the warmup comes before the schedule instead of covering its start", {
      value,
    }),
} as const;

/** A share: 0 to 1. */
export function checkShare(option: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  return rejectOption(option, "a number from 0 to 1", value);
}

/** A list of factors, each above 0 and at most 1. */
export function checkFactors(option: string, value: unknown, count: number): number[] {
  if (!Array.isArray(value) || value.length !== count) {
    return rejectOption(option, `an array of ${count} factors, one a boundary`, value);
  }
  return value.map((item, index) => checkDecayFactor(`${option}[${index}]`, item));
}

/** Warmup steps: an integer of at least 0. */
export function checkWarmupSteps(value: unknown): number {
  return checkInteger("warmupSteps", value ?? 0, 0);
}

/** A number as a Python literal with a point. */
export const float = (value: unknown): string => literal(Number(value));

/** A whole number, a boolean or a name as a Python literal. */
export function python(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
