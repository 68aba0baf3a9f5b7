import { scheduleDefinitions } from "../definitions.ts";
import type { Formula } from "../formula.ts";
import type { ScheduleKind } from "../spec.ts";
import type { OptionDefinition, Schedule } from "../types.ts";
import type { LibraryDefinition, NativeCall, Semantics } from "./types.ts";

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
