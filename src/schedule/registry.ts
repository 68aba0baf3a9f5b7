import { checkOneOf, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { checkOptions, type ScheduleDefinition } from "./define.ts";
import { type ScheduleSpec, scheduleDefinitions, scheduleNames } from "./definitions.ts";
import type { LibraryScheduleSpec } from "./library/define.ts";
import { libraryDefinition } from "./library/registry.ts";
import type { Schedule } from "./schedule.ts";

/**
 * The schedule that a plain JSON object describes. An option that is absent or undefined has its
 * default. With `semantics`, the options are those of that library's schedule and so are the values.
 *
 * @throws InputError for an unknown kind or option (with the nearest name), a missing option, a
 *   value outside its range, a library that has no such schedule; each names the option
 */
export function buildSchedule(spec: ScheduleSpec | LibraryScheduleSpec): Schedule {
  const { definition, options } = readSpec(spec);
  return definition.build(options);
}

/** A spec's definition and its options, whose names are checked. */
export function readSpec(spec: ScheduleSpec | LibraryScheduleSpec): {
  definition: ScheduleDefinition;
  options: Readonly<Record<string, unknown>>;
} {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) {
    return rejectOption("schedule", "an object with a `kind`", spec);
  }
  const { kind, semantics, ...options } = spec as LibraryScheduleSpec;
  const definition = definitionOf(checkOneOf("kind", kind, scheduleNames), semantics);
  checkOptionNames(definition, options);
  return { definition, options };
}

/** A schedule's definition: our own, or a library's. */
export function definitionOf(kind: string, semantics?: unknown): ScheduleDefinition {
  const name = checkOneOf("kind", kind, scheduleNames);
  return semantics === undefined ? scheduleDefinitions[name] : libraryDefinition(name, semantics);
}

/** Rejects options that the schedule does not have, and the lack of those that it needs. */
export function checkOptionNames(
  definition: ScheduleDefinition,
  given: Readonly<Record<string, unknown>>,
): void {
  const { kind, options: known } = definition;
  checkOptions(kind, known, given);
  const names = Object.keys(known);
  const missing = names.filter((name) => known[name]?.required && given[name] === undefined);
  if (missing.length > 0) {
    const list = missing.map((name) => `\`${name}\` (${known[name]?.description})`).join(", ");
    throw new InputError("missing-option", `The schedule ${kind} needs ${list}`, {
      data: { kind, missing },
    });
  }
}
