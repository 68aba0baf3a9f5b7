import { Command, Option } from "commander";
import { checkOneOf, nearest } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import {
  buildSchedule,
  CODE_TARGETS,
  type CodeTarget,
  type CosineRestartsOptions,
  cosineRestartEnds,
  exportSchedule,
  type LibraryScheduleSpec,
  librariesOf,
  type OptionDefinition,
  optionFlags,
  type ScheduleDefinition,
  type ScheduleKind,
  type ScheduleSpec,
  sample,
  scheduleDefinitions,
  scheduleFromFlags,
} from "../../schedule/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { compareCommand } from "../schedule/compare.ts";
import { sampleSteps } from "../schedule/steps.ts";
import { csvPieces, sparkline, table } from "../schedule/text.ts";
import { addCommonOptions, addExamples, numberOption } from "./shared.ts";

const DATA_EXPORTS = ["json", "csv"] as const;

/** Adds `schedule`: one subcommand a schedule, with its options from its own definition. */
export function addScheduleCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const definitions = Object.values(scheduleDefinitions);
  const names = definitions.map(({ kind }) => kind);
  const parent = program
    .command("schedule")
    .argument("[name]")
    .summary("sample, export and compare learning-rate schedules")
    .description(
      "Samples a schedule (a table and a sparkline, CSV, JSON), or writes code that gives the same values in a library.",
    )
    .action((name?: string) => {
      if (name === undefined) {
        for (const { kind, summary } of definitions) io.out(`${kind.padEnd(24)}${summary}\n`);
        exit(EXIT.ok);
        return;
      }
      const near = nearest(name, names);
      throw new InputError(
        "unknown-schedule",
        `there is no schedule ${JSON.stringify(name)}.${near === undefined ? "" : ` Did you mean ${near}?`} \`lr-finder schedule\` lists them all`,
      );
    });
  addExamples(parent, [
    ["lr-finder schedule", "lists the schedules"],
    [
      "lr-finder schedule warmup-cosine --peak-lr 0.1 --total-steps 1000 --warmup-steps 50",
      "a table and a sparkline",
    ],
    [
      "lr-finder schedule cosine --semantics keras --peak-lr 0.1 --total-steps 1000 --export pytorch",
      "Keras' schedule as PyTorch code",
    ],
    ["lr-finder schedule step-decay --help", "the options of one schedule"],
    ["lr-finder schedule compare --help", "several in one page"],
  ]);
  for (const definition of definitions) parent.addCommand(scheduleCommand(definition, io, exit));
  parent.addCommand(compareCommand(io, exit));
}

function scheduleCommand(
  definition: ScheduleDefinition,
  io: Io,
  exit: (code: number) => void,
): Command {
  const command = new Command(definition.kind)
    .description(definition.summary)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  const libraries = librariesOf(definition.kind as ScheduleKind);
  const options = allOptions(definition, libraries);
  for (const [name, option] of Object.entries(options)) command.addOption(flagOf(name, option));
  const names = libraries.map(({ semantics }) => semantics).join(", ");
  const counted = names === "" ? "no library has this schedule" : `${names} (see below)`;
  command.option("--semantics <library>", `count as a library does: ${counted}`);
  if (libraries.length > 0) {
    const lines = libraries.map(({ semantics, summary }) => `  ${semantics}: ${summary}`);
    command.addHelpText("after", `\nSemantics:\n${lines.join("\n")}\n`);
  }
  command
    .addOption(
      numberOption("--sample <n>", "steps to sample, from step 0 (default: the whole run, or 100)"),
    )
    .option("--csv", "print every step as CSV")
    .option(
      "--export <target>",
      `code with the same values, or the values: ${[...CODE_TARGETS, ...DATA_EXPORTS].join(", ")}`,
    );
  addCommonOptions(command);
  return command.action((given: Record<string, unknown>) => {
    const spec = scheduleFromFlags(definition.kind, textsOf(options, given));
    // Built before anything is printed, so that bad values are refused whatever is asked for.
    const schedule = buildSchedule(spec);
    const target = readTarget(given);
    if (target !== "json" && target !== "csv" && target !== undefined) {
      printCode(io, target, exportSchedule(spec, target), given);
    } else {
      const values = sample(schedule, sampleSteps(spec, given.sample));
      printValues(io, target, spec, values);
    }
    exit(EXIT.ok);
  });
}

/** What to print: code, the values as JSON or CSV, or (undefined) a table. */
function readTarget(given: Record<string, unknown>): CodeTarget | "json" | "csv" | undefined {
  if (given.export !== undefined) {
    return checkOneOf("export", given.export, [...CODE_TARGETS, ...DATA_EXPORTS]);
  }
  if (given.json === true) return "json";
  return given.csv === true ? "csv" : undefined;
}

function printValues(
  io: Io,
  target: "json" | "csv" | undefined,
  { kind, ...options }: ScheduleSpec | LibraryScheduleSpec,
  values: Float64Array,
): void {
  // Where a snapshot for an ensemble is saved; libraries' restarts may fall between two steps.
  const ends =
    kind === "cosine-restarts" && !("semantics" in options)
      ? cosineRestartEnds(options as CosineRestartsOptions, values.length)
      : undefined;
  if (target === "json") {
    const more = ends && { cycleEnds: ends };
    io.out(`${toJson({ version: 1, kind, options, ...more, lrs: [...values] })}\n`);
  } else if (target === "csv") {
    for (const piece of csvPieces(values)) io.out(piece);
  } else {
    io.out(`${sparkline(values)}\n${table(values)}`);
    if (ends !== undefined) io.out(`cycle ends: ${shortList(ends)}\n`);
  }
}

/** The first twenty of many numbers. */
function shortList(numbers: readonly number[]): string {
  const more = numbers.length > 20 ? `, … (${numbers.length} in all)` : "";
  return numbers.length === 0 ? "none" : `${numbers.slice(0, 20).join(", ")}${more}`;
}

function printCode(io: Io, target: string, code: string, { json }: Record<string, unknown>): void {
  io.out(json === true ? `${toJson({ version: 1, target, code })}\n` : code);
}

/** The schedule's own options, then those that only libraries have. */
function allOptions(
  definition: ScheduleDefinition,
  libraries: readonly (ScheduleDefinition & { semantics: string })[],
): Record<string, OptionDefinition> {
  const options: Record<string, OptionDefinition> = { ...definition.options };
  for (const library of libraries) {
    for (const [name, option] of Object.entries(library.options)) {
      if (name in options) continue;
      const having = libraries.filter((each) => name in each.options).map((each) => each.semantics);
      const description = `${option.description}; with --semantics ${having.join(" or ")}`;
      const needed = option.required && { required: false, defaultText: "needed there" };
      options[name] = { ...option, description, ...needed };
    }
  }
  return options;
}

function flagOf(name: string, option: OptionDefinition): Option {
  const [full, short] = optionFlags(name);
  const flags = short === undefined ? `--${full}` : `--${short}, --${full}`;
  const fallback = option.required ? "needed" : `default: ${option.defaultText ?? option.default}`;
  const choices = option.choices === undefined ? "" : `: ${option.choices.join(" or ")}`;
  const text = `${option.description}${choices} (${fallback})`;
  return new Option(
    option.type === "boolean" ? `${flags} [true|false]` : `${flags} <${option.type}>`,
    text,
  );
}

/** What was given, by flag and as text: the schedule room reads it. */
function textsOf(
  options: Readonly<Record<string, OptionDefinition>>,
  given: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const texts = Object.keys(options)
    .filter((name) => given[name] !== undefined)
    .map((name) => [optionFlags(name)[0] as string, String(given[name])]);
  if (given.semantics !== undefined) texts.push(["semantics", String(given.semantics)]);
  return Object.fromEntries(texts);
}
