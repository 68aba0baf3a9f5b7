import { Command, Option } from "commander";
import { nearest } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { formatLr } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import {
  buildSchedule,
  type OptionDefinition,
  optionFlags,
  type ScheduleDefinition,
  type ScheduleSpec,
  sample,
  scheduleDefinitions,
  scheduleFromFlags,
} from "../../schedule/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, addExamples, numberOption } from "./shared.ts";

const MAX_SAMPLE = 10_000_000;
const DEFAULT_SAMPLE = 100;
const TABLE_ROWS = 20;

/** Adds `schedule`: one subcommand a schedule, with its options from its own definition. */
export function addScheduleCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const definitions = Object.values(scheduleDefinitions);
  const names = definitions.map(({ kind }) => kind);
  const parent = program
    .command("schedule")
    .argument("[name]")
    .summary("sample any learning-rate schedule")
    .description("Samples a schedule: a table and a sparkline, CSV, or JSON.")
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
    ["lr-finder schedule step-decay --help", "the options of one schedule"],
  ]);
  for (const definition of definitions) parent.addCommand(scheduleCommand(definition, io, exit));
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
  for (const [name, option] of Object.entries(definition.options)) {
    command.addOption(flagOf(name, option));
  }
  command
    .addOption(
      numberOption("--sample <n>", "steps to sample, from step 0 (default: the whole run, or 100)"),
    )
    .option("--csv", "print every step as CSV");
  addCommonOptions(command);
  return command.action((given: Record<string, unknown>) => {
    const { sample: asked, csv, json } = given;
    const { kind, ...options } = scheduleFromFlags(definition.kind, textsOf(definition, given));
    const schedule = buildSchedule({ kind, ...options } as ScheduleSpec);
    const total = (options as { totalSteps?: number }).totalSteps;
    const steps = (asked ?? (total === undefined ? DEFAULT_SAMPLE : total + 1)) as number;
    if (!Number.isInteger(steps) || steps < 1 || steps > MAX_SAMPLE) {
      throw new InputError("bad-option", `--sample must be from 1 to ${MAX_SAMPLE}, got ${steps}`);
    }
    const values = sample(schedule, steps);
    if (json) io.out(`${toJson({ version: 1, kind, options, lrs: [...values] })}\n`);
    else if (csv) printCsv(io, values);
    else io.out(`${sparkline(values)}\n${table(values)}`);
    exit(EXIT.ok);
  });
}

function flagOf(name: string, option: OptionDefinition): Option {
  const [full, short] = optionFlags(name);
  const flags = short === undefined ? `--${full}` : `--${short}, --${full}`;
  const fallback = option.required ? "needed" : `default: ${option.defaultText ?? option.default}`;
  const choices = option.choices === undefined ? "" : `: ${option.choices.join(" or ")}`;
  const text = `${option.description}${choices} (${fallback})`;
  return new Option(option.type === "boolean" ? flags : `${flags} <${option.type}>`, text);
}

/** What was given, by flag and as text: the schedule room reads it. */
function textsOf(
  definition: ScheduleDefinition,
  given: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.keys(definition.options)
      .filter((name) => given[name] !== undefined)
      .map((name) => [optionFlags(name)[0] as string, String(given[name])]),
  );
}

function printCsv(io: Io, values: Float64Array): void {
  io.out("step,lr\n");
  const lines: string[] = [];
  for (const [step, lr] of values.entries()) {
    lines.push(`${step},${lr}\n`);
    if (lines.length === 10_000) io.out(lines.splice(0).join(""));
  }
  io.out(lines.join(""));
}

/** Rows evenly spread over the steps, first and last included. */
function table(values: Float64Array): string {
  const last = values.length - 1;
  const rows = Math.min(values.length, TABLE_ROWS + 1);
  const steps = Array.from({ length: rows }, (_, i) =>
    rows === 1 ? 0 : Math.round((i * last) / (rows - 1)),
  );
  const width = Math.max(4, String(last).length);
  const lines = steps.map(
    (step) => `${String(step).padStart(width)}  ${formatLr(values[step] as number, 6)}`,
  );
  return `${"step".padStart(width)}  lr\n${lines.join("\n")}\n`;
}

/** The curve in one line of 60 block characters, from 0 to its highest value. */
export function sparkline(values: ArrayLike<number>): string {
  const cells = Math.min(60, values.length);
  let top = 0;
  for (let i = 0; i < values.length; i++) top = Math.max(top, values[i] as number);
  const blocks = "▁▂▃▄▅▆▇█";
  return Array.from({ length: cells }, (_, cell) => {
    const at = cells === 1 ? 0 : Math.round((cell * (values.length - 1)) / (cells - 1));
    const share = top === 0 ? 0 : (values[at] as number) / top;
    return blocks[Math.min(7, Math.floor(share * 8))];
  }).join("");
}
