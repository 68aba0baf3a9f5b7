import { nearest } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { idle } from "../../core/rules.ts";
import {
  CODE_TARGETS,
  librariesOf,
  type ScheduleDefinition,
  type ScheduleKind,
  SEMANTICS,
  scheduleDefinitions,
  scheduleFromFlags,
} from "../../schedule/index.ts";
import { EXIT } from "../exit-codes.ts";
import {
  type Command,
  choice,
  command,
  commandGroup,
  flag,
  option,
  reworded,
} from "../options/index.ts";
import { sample } from "../options/shared.ts";
import { printText } from "../output.ts";
import {
  compareArguments,
  compareOptions,
  exampleOf,
  optionsOf,
  textsOf,
} from "../schedule/options.ts";
import { EXPORTS, printSchedule } from "../schedule/print.ts";

const definitions = Object.values(scheduleDefinitions);

const compare = command({
  name: "compare",
  summary: "draw several schedules in one page",
  description: "Draws several schedules over one another in one HTML file.",
  examples: [
    [
      "lr-finder schedule compare cosine:peak-lr=0.1,total-steps=1000 multi-step:peak-lr=0.1,milestones=500,750,unit=step",
      "a list goes on until the next NAME=",
    ],
    [
      "lr-finder schedule compare cosine:semantics=torch,peak=0.1,total=100 cosine:semantics=hf,peak=0.1,total=100 --sample 200",
      "the same words in two libraries",
    ],
  ],
  arguments: compareArguments,
  options: compareOptions,
  async run(values, io) {
    const { compareSchedules } = await import("../schedule/compare.ts");
    return compareSchedules(values, io);
  },
});

const csv = option(flag, { description: "print every step as CSV" });

const plan = command({
  name: "plan",
  summary: "the schedule that a finished run planned",
  description:
    "Samples the schedule of a result's plan: the learning rate of every step of the run, and after it.",
  examples: [
    ["lr-finder schedule plan reports/quickstart", "a table and a sparkline"],
    ["lr-finder schedule plan reports/quickstart --csv", "the learning rate of every step"],
  ],
  arguments: {
    result: {
      shown: "<result>",
      description: "a result.json, or the folder of a run",
      names: "file",
    },
  },
  options: {
    "": {
      sample: reworded(sample, {
        description: "steps to sample, from step 0",
        otherwise: "the whole run and the step after it",
      }),
      csv,
    },
  },
  rules: [idle("json", ["csv"])],
  async run(values, io) {
    const { printPlan } = await import("../schedule/plan.ts");
    printPlan(values.result, values, io);
    return EXIT.ok;
  },
});

function unknownSchedule(name: string): InputError {
  const near = nearest(
    name,
    definitions.map(({ kind }) => kind),
  );
  return new InputError(
    "unknown-schedule",
    `there is no schedule ${JSON.stringify(name)}.${near === undefined ? "" : ` Did you mean ${near}?`} \`lr-finder schedule\` lists them all`,
  );
}

const semantics = option(choice(SEMANTICS), {
  value: "<library>",
  description: "count as a library does",
});
const printed = option(choice(EXPORTS), {
  value: "<target>",
  description: `code with the same values, or the values: ${EXPORTS.join(", ")}`,
});

function scheduleCommand(definition: ScheduleDefinition): Command {
  const libraries = librariesOf(definition.kind as ScheduleKind);
  const names = libraries.map(({ semantics }) => semantics);
  const defined = optionsOf(definition, libraries);
  const having =
    names.length === 0 ? "no library has this schedule" : `${names.join(", ")} (see below)`;
  const common = {
    // All are taken, so that one that lacks this schedule is told which libraries have it.
    semantics: reworded(semantics, {
      description: `count as a library does: ${having}`,
      listed: names,
    }),
    sample,
    csv,
    export: printed,
  };
  const all: typeof common = { ...defined, ...common };
  const lines = libraries.map(({ semantics, summary }) => `  ${semantics}: ${summary}`);
  return command({
    name: definition.kind,
    description: definition.summary,
    examples: [[exampleOf(definition), "a table and a sparkline"]],
    options: { "": all },
    rules: [
      idle("export", ["csv"]),
      idle("json", ["csv"]),
      ...CODE_TARGETS.map((is) => idle({ name: "export", is }, ["sample"])),
    ],
    ...(lines.length > 0 && { more: `Semantics:\n${lines.join("\n")}\n` }),
    async run(values, io) {
      const spec = scheduleFromFlags(definition.kind, {
        ...textsOf(defined, values),
        ...(values.semantics !== undefined && { semantics: values.semantics }),
      });
      printSchedule(io, spec, values);
      return EXIT.ok;
    },
  });
}

/** `schedule`: one subcommand a schedule, with its options from its own definition. */
export const schedule = commandGroup({
  name: "schedule",
  summary: "sample, export and compare learning-rate schedules",
  description:
    "Samples a schedule (a table and a sparkline, CSV, JSON), or writes code that gives the same values in a library.",
  examples: [
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
  ],
  arguments: { name: { shown: "[name]", description: "" } },
  commands: [...definitions.map(scheduleCommand), compare, plan],
  async run({ name }, io) {
    if (name !== undefined) throw unknownSchedule(name);
    for (const { kind, summary } of definitions) printText(io, `${kind.padEnd(24)}${summary}\n`);
    return EXIT.ok;
  },
});
