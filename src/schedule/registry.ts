import { checkOneOf, rejectOption } from "../core/check.ts";
import { scheduleDefinitions, scheduleNames } from "./definitions.ts";
import { libraryDefinition } from "./library/registry.ts";
import type { LibraryScheduleSpec } from "./library/types.ts";
import { checkOptionNames } from "./option-names.ts";
import type { ScheduleSpec } from "./spec.ts";
import type { Schedule, ScheduleDefinition } from "./types.ts";

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
