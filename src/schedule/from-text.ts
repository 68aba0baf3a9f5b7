import { checkOneOf, checkText, decimal, nearest, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import type { OptionDefinition, ScheduleDefinition } from "./define.ts";
import { type ScheduleKind, type ScheduleSpec, scheduleNames } from "./definitions.ts";
import { type LibraryScheduleSpec, SEMANTICS } from "./library/define.ts";
import { checkOptionNames, definitionOf } from "./registry.ts";

/**
 * Command-line names of an option, without dashes, the full one first: `peakLr` is `peak-lr` and
 * `peak`, `warmupSteps` is `warmup-steps` and `warmup`, `power` is `power`.
 */
export function optionFlags(option: string): string[] {
  checkText("option", option);
  const full = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const short = full.replace(/-(lr|steps)$/, "");
  return short === full ? [full] : [full, short];
}

/**
 * A schedule from texts as the command line has them: `{"peak": "0.1", "total-steps": "1000"}`.
 * Lists are `300,600`; a boolean is true for `true` or an empty text. The result is complete and
 * of the right types, but ranges are checked by `buildSchedule`. `semantics` is a library's name.
 *
 * @param texts by any name of {@link optionFlags}
 * @throws InputError for an unknown kind or flag (with the nearest name), a flag given twice, a
 *   missing option, a text that is not a number where one is needed; each names the flag
 */
export function scheduleFromFlags(
  kind: string,
  texts: Readonly<Record<string, string>>,
): ScheduleSpec | LibraryScheduleSpec {
  const name: ScheduleKind = checkOneOf("schedule", kind, scheduleNames);
  const { semantics, ...flags } = texts;
  const definition = definitionOf(name, semantics);
  const optionOf = new Map<string, string>();
  for (const option of Object.keys(definition.options)) {
    for (const flag of optionFlags(option)) optionOf.set(flag, option);
  }
  const values: Record<string, unknown> = {};
  for (const [flag, text] of Object.entries(flags)) {
    const option = optionOf.get(flag);
    if (option === undefined) return rejectFlag(name, flag, [...optionOf.keys()], semantics);
    if (option in values) return rejectOption(`--${flag}`, "given once", text);
    values[option] = parseValue(flag, definition.options[option] as OptionDefinition, text);
  }
  if (semantics !== undefined) {
    checkOptionNames(definition, values);
    return { kind: name, semantics: checkOneOf("semantics", semantics, SEMANTICS), ...values };
  }
  const spec = { kind: name, ...values };
  checkComplete(definition, spec);
  return spec;
}

/** Of values that were read as their options' types say. The compiler checks those lists. */
function checkComplete(
  definition: ScheduleDefinition,
  spec: { readonly kind: ScheduleKind },
): asserts spec is ScheduleSpec {
  const { kind, ...values } = spec;
  checkOptionNames(definition, values);
}

function parseValue(flag: string, option: OptionDefinition, text: string): unknown {
  switch (option.type) {
    case "lr":
    case "number":
    case "integer":
      return parseNumber(flag, text);
    case "numbers":
    case "integers":
      return text.trim() === "" ? [] : text.split(",").map((part) => parseNumber(flag, part));
    case "boolean":
      if (text === "" || text === "true") return true;
      return text === "false" ? false : rejectOption(`--${flag}`, "true or false", text);
    case "choice":
      return checkOneOf(`--${flag}`, text, option.choices ?? []);
  }
}

function parseNumber(flag: string, text: string): number {
  return decimal(text.trim()) ?? rejectOption(`--${flag}`, "a number", text);
}

function rejectFlag(
  kind: string,
  flag: string,
  flags: readonly string[],
  semantics: string | undefined,
): never {
  const near = nearest(flag, flags);
  const hint = near === undefined ? "" : ` Did you mean --${near}?`;
  const list = flags.map((name) => `--${name}`).join(", ");
  throw new InputError(
    "unknown-option",
    `schedule ${kind}${semantics === undefined ? "" : ` of ${semantics}`} has no --${flag}; it has ${list}.${hint}`,
    {
      data: { kind, option: flag, nearest: near },
    },
  );
}

/**
 * A schedule from one text: `cosine:peak-lr=0.1,total-steps=1000`, with the names and values of the
 * command line's flags. A list goes on until the next `name=`: `multi-step:peak=0.1,milestones=300,600,unit=step`.
 *
 * @throws InputError for a part without `=`, and as `scheduleFromFlags`; it names the text
 */
export function scheduleFromText(text: string): ScheduleSpec | LibraryScheduleSpec {
  checkText("text", text);
  const colon = text.indexOf(":");
  const kind = colon === -1 ? text : text.slice(0, colon);
  const rest = colon === -1 ? "" : text.slice(colon + 1);
  const texts: Record<string, string> = {};
  for (const part of rest === "" ? [] : rest.split(/,(?=\s*[a-zA-Z][a-zA-Z0-9-]*=)/)) {
    const equals = part.indexOf("=");
    if (equals < 1) {
      const expected = "NAME:OPTION=VALUE,OPTION=VALUE, e.g. cosine:peak-lr=0.1,total-steps=1000";
      return rejectOption(`schedule ${text}`, expected, part);
    }
    const name = part.slice(0, equals).trim();
    if (name in texts) return rejectOption(`schedule ${text}`, `${name} given once`, part);
    texts[name] = part.slice(equals + 1).trim();
  }
  return scheduleFromFlags(kind.trim(), texts);
}
