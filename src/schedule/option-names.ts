import { nearest } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import type { ScheduleDefinition } from "./types.ts";

/** Rejects options that the schedule does not have, and the lack of those that it needs. */
export function checkOptionNames(
  { kind, options: known }: ScheduleDefinition,
  given: Readonly<Record<string, unknown>>,
): void {
  const names = Object.keys(known);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, names);
    const hint = near === undefined ? "" : ` Did you mean \`${near}\`?`;
    throw new InputError(
      "unknown-option",
      `The schedule ${kind} has no option \`${unknown}\`; it has ${names.join(", ")}.${hint}`,
      { data: { kind, option: unknown, expected: names, nearest: near } },
    );
  }
  const missing = names.filter((name) => known[name]?.required && given[name] === undefined);
  if (missing.length > 0) {
    const list = missing.map((name) => `\`${name}\` (${known[name]?.description})`).join(", ");
    throw new InputError("missing-option", `The schedule ${kind} needs ${list}`, {
      data: { kind, missing },
    });
  }
}
