import {
  type OptionDefinition,
  optionFlags,
  type ScheduleDefinition,
} from "../../schedule/index.ts";
import { LANGUAGES } from "../../words/index.ts";
import { anyOf, type Kind, type Option, option, reworded, type Values } from "../options/index.ts";
import { language, out, sample } from "../options/shared.ts";

/** A text, or nothing behind a switch: the schedule room reads it. */
const unread: Kind<string> = {
  shape: "one",
  json: "text",
  parse: (text) => text,
  check: (_name, value) => String(value),
};

/** The options of a schedule: its own, then those that only libraries have. */
export function optionsOf(
  definition: ScheduleDefinition,
  libraries: readonly (ScheduleDefinition & { semantics: string })[],
): Record<string, Option<string, false>> {
  const all: Record<string, OptionDefinition> = { ...definition.options };
  for (const library of libraries) {
    for (const [name, each] of Object.entries(library.options)) {
      if (name in all) continue;
      const having = libraries.filter((other) => name in other.options);
      const where = having.map(({ semantics }) => semantics).join(" or ");
      const description = `${each.description}; with --semantics ${where}`;
      const needed = each.required && { required: false, defaultText: "needed there" };
      all[name] = { ...each, description, ...needed };
    }
  }
  return Object.fromEntries(
    Object.entries(all).map(([name, each]) => [name, asOption(name, each)]),
  );
}

function asOption(name: string, definition: OptionDefinition): Option<string, false> {
  const { type, choices, description, required } = definition;
  const [, alias] = optionFlags(name);
  const fallback = required ? "needed" : `default: ${definition.defaultText ?? definition.default}`;
  return option(choices === undefined ? unread : { ...unread, choices }, {
    value: type === "boolean" ? "[true|false]" : `<${type}>`,
    description: `${description}${choices === undefined ? "" : `: ${choices.join(" or ")}`} (${fallback})`,
    ...(alias !== undefined && { alias }),
  });
}

/** The command line of a definition's example. */
export function exampleOf({ kind, example }: ScheduleDefinition): string {
  const flags = Object.entries(example).map(
    ([name, value]) => `--${optionFlags(name)[0]} ${value}`,
  );
  return ["lr-finder", "schedule", kind, ...flags].join(" ");
}

/** What was given of these options, as the schedule room reads it: texts by flag. */
export function textsOf(
  options: Readonly<Record<string, Option>>,
  values: object,
): Record<string, string> {
  const given = new Map<string, unknown>(Object.entries(values));
  return Object.fromEntries(
    Object.keys(options)
      .filter((name) => given.has(name))
      .map((name) => [optionFlags(name)[0] ?? name, String(given.get(name))]),
  );
}

export const compareArguments = {
  schedules: {
    shown: "<schedules...>",
    description: "each NAME:OPTION=VALUE,OPTION=VALUE, with the options' flag names",
  },
} as const;

/** The options of `schedule compare`. */
export const compareOptions = {
  "": {
    out: option(out.kind, {
      value: "<file>",
      description: "the HTML file to write",
      default: "schedules.html",
    }),
    sample: reworded(sample, {
      description: "steps to draw",
      otherwise: "the longest whole run",
    }),
    language: reworded(language, { description: `language of the page: ${anyOf(LANGUAGES)}` }),
  },
} as const;

/** What `schedule compare` gets from its command line. */
export type CompareValues = Values<typeof compareOptions, typeof compareArguments>;
