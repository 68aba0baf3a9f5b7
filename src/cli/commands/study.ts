import { studyDesignSchema } from "../../contract/index.ts";
import { decimal } from "../../core/check.ts";
import { excludes, idle } from "../../core/rules.ts";
import { QUEUE_VARIABLE } from "../../study/engines/bullmq/address.ts";
import { ENGINE_NAMES, type EngineName } from "../../study/engines/index.ts";
import { DEFAULT_RETRIES, studyChecks } from "../../study/options.ts";
import { LANGUAGES } from "../../words/index.ts";
import {
  anyOf,
  choice,
  command,
  commandGroup,
  file,
  flag,
  number,
  option,
  pairs,
  reworded,
  text,
  textAs,
  texts,
} from "../options/index.ts";
import { count, dryRun, language, name, out, quiet } from "../options/shared.ts";
import { runOptions } from "../run/options.ts";
import { SPEC_KINDS } from "../study/kinds.ts";

/** Options that take the place of a spec. */
const specOptions = {
  trainer: option(text, {
    value: "<command>",
    description: "the trainer's command; {axis} stands for the cell's value",
    examples: ['"python train.py {batch}"'],
  }),
  data: option(file, { value: "<file>", description: "or a table or an idx images file" }),
  target: reworded(runOptions.Data.target, { description: "with --data: the column to predict" }),
  model: option(file, {
    value: "<spec>",
    description: "with --data: the model; {axis} stands for the cell's value",
  }),
  module: option(file, {
    value: "<file.mjs>",
    description: "or a module, whose function is called with { seed, cell }",
  }),
  axis: option(texts, {
    value: "<name=kind:values>",
    description: "an axis; kinds: batch, horizon (steps of the run), size, plain, names",
    examples: ["batch=batch:16,64,256"],
  }),
  at: option(texts, {
    value: "<axis=number>",
    description: "the point that the LR is wanted for",
    examples: ["batch=1024,steps=100000"],
  }),
  repeats: reworded(runOptions.Sweep.repeats, { description: "seeds of each cell" }),
  design: option(choice(studyDesignSchema.values), {
    value: "<name>",
    description: "full: every combination; corners: corners, centre, two more batch sizes",
    otherwise: "full",
  }),
  option: option(pairs(runValue), {
    value: "<name=value>",
    description: "an option of `run` for every cell",
    examples: ["budget=quick"],
  }),
  name: reworded(name, { description: "name of the study" }),
} as const;

const SPEC_OPTIONS = [
  "trainer",
  "data",
  "target",
  "model",
  "module",
  "axis",
  "at",
  "repeats",
  "design",
  "option",
  "name",
] as const satisfies readonly (keyof typeof specOptions)[];

function runValue(_option: string, _name: string, typed: string): string | number | boolean {
  if (typed === "true" || typed === "false") return typed === "true";
  return decimal(typed) ?? typed;
}

const devices = option(
  textAs((name, typed) => studyChecks.devices(name, typed.split(","))),
  {
    value: "<list>",
    description: "give each worker one of these in turn, as CUDA_VISIBLE_DEVICES",
    examples: ["0,1"],
  },
);

const queue = option(text, {
  value: "<url>",
  description: "with bullmq: redis://…, rediss://… or postgres://…; never stored or printed",
  variable: QUEUE_VARIABLE,
  isSecret: true,
});

const SLURM_OPTIONS = ["sbatch", "tasksPerJob", "cancel"] as const;

const run = command({
  name: "run",
  summary: "measure every cell of a study that is not measured yet",
  description:
    "Runs lr-finder for every cell of a study: each combination of batch size, length, model size or whatever its axes are. The study is a spec (YAML or JSON), or the options below it. What is interrupted goes on by the same command; values that were added are measured, and nothing again.",
  examples: [
    ["lr-finder study run study.yaml --out studies/width", "a spec, as `study init` writes one"],
    [
      'lr-finder study run --trainer "python train.py {batch}" --axis batch=batch:16,64,256 --at batch=1024 --out studies/batch',
      "the same by options",
    ],
    ["lr-finder study run study.yaml --out studies/width --dry-run", "cells, steps and time"],
    ["lr-finder study run study.yaml --out studies/width --devices 0,1", "a worker a GPU"],
    ["lr-finder study run study.yaml --out studies/width --only-failed", "the failed ones again"],
    [
      'lr-finder study run study.yaml --out studies/width --engine slurm --sbatch "--gpus=1"',
      "as jobs of a cluster",
    ],
    [
      "lr-finder study run study.yaml --out studies/width --engine bullmq",
      `workers at the queue that ${QUEUE_VARIABLE} names`,
    ],
  ],
  arguments: {
    spec: {
      shown: "[spec]",
      names: "file",
      description: "the study as YAML or JSON; none: the study in --out, or the options below",
    },
  },
  options: {
    "Instead of a spec": specOptions,
    Workers: {
      engine: option(choice(ENGINE_NAMES), {
        value: "<name>",
        description: `what starts the workers: ${anyOf(ENGINE_NAMES)} (with none you start them, and it watches)`,
        default: "local",
      }),
      workers: option(number(studyChecks.workers), {
        value: "<n>",
        description: "how many: processes here, or jobs of Slurm that run at the same time",
        otherwise: "one a device, else one a core; bullmq: none here; slurm: as the site gives",
      }),
      devices,
      queue,
      sbatch: option(text, {
        value: "<options>",
        description: "with slurm: options of its jobs",
        examples: ['"--gpus=1 --time=1:00:00"'],
      }),
      tasksPerJob: option(number(studyChecks.tasksPerJob), {
        value: "<n>",
        description: "with slurm: tasks that one job measures at most",
        otherwise: "so many that there are 32 jobs, or 4 for each of --workers",
      }),
      cancel: option(flag, {
        description: "with slurm: cancel the jobs when this run ends before them",
      }),
      retries: option(number(studyChecks.retries), {
        value: "<n>",
        description: "how often a task is tried again after a failure",
        otherwise: String(DEFAULT_RETRIES),
      }),
      onlyFailed: option(flag, {
        description: "try the tasks again that have failed, and no others",
      }),
    },
    "": {
      out: reworded(out, {
        value: "<dir>",
        description: "the study's folder",
        otherwise: "studies/<name>",
      }),
      dryRun: reworded(dryRun, { description: "say what would be measured, without training" }),
      quiet: reworded(quiet, { description: "no progress and no summary" }),
      live: reworded(runOptions.Output.live, {
        description:
          "serve a page on 127.0.0.1 that follows the study, and print its address; it closes with the study",
      }),
      language: reworded(language, { description: `language of that page: ${anyOf(LANGUAGES)}` }),
    },
  },
  rules: [
    idle("dryRun", ["live", "onlyFailed", "quiet", "cancel"]),
    idle({ name: "engine", is: "local" }, ["queue", ...SLURM_OPTIONS]),
    idle({ name: "engine", is: "bullmq" }, SLURM_OPTIONS),
    idle({ name: "engine", is: "slurm" }, ["queue", "devices"]),
    idle({ name: "engine", is: "none" }, ["queue", "workers", "devices", ...SLURM_OPTIONS]),
  ],
  async run(values, io) {
    const { executeStudy } = await import("../study/execute.ts");
    return executeStudy(values, SPEC_OPTIONS, io);
  },
});

/** Of the engines those whose workers are started in ways of their own. */
const WORKER_ENGINES = ["local", "bullmq"] as const satisfies readonly EngineName[];

const worker = command({
  name: "worker",
  summary: "one more worker for a study, here or on another machine",
  description:
    "Measures tasks of a study until none is free, and ends. Start as many as you like on every machine that sees the folder; one that is killed loses nothing that was finished.",
  examples: [
    ["lr-finder study worker studies/width", "until nothing is left to take"],
    [
      "lr-finder study worker --engine bullmq",
      `with tasks from the queue that ${QUEUE_VARIABLE} names; results travel back through it`,
    ],
  ],
  arguments: {
    dir: {
      shown: "[dir]",
      names: "folder",
      description: "the study's folder; may be missing with --engine bullmq",
    },
  },
  options: {
    Queue: {
      engine: option(choice(WORKER_ENGINES), {
        value: "<name>",
        description: "where tasks come from: local is the folder, bullmq a queue",
        default: "local",
      }),
      queue,
      study: option(text, {
        value: "<id>",
        description: "with bullmq and no folder: the study, as study run says it",
        otherwise: "one that has something to do",
      }),
    },
    "": {
      most: option(count, { value: "<n>", description: "tasks to measure at most" }),
      tasks: option(file, {
        value: "<file>",
        description: "measure only the tasks whose keys this file lists, one a line",
      }),
      quiet: reworded(quiet, { description: "print nothing but errors" }),
    },
  },
  rules: [
    idle({ name: "engine", is: "local" }, ["queue", "study"]),
    excludes({ name: "engine", is: "bullmq" }, ["tasks"], "the study's run says which tasks"),
  ],
  async run(values, io) {
    const { executeWorker } = await import("../study/worker.ts");
    return executeWorker(values, io);
  },
});

const status = command({
  name: "status",
  summary: "what of a study is done, running and failed",
  description:
    "Looks into a study's folder, from anywhere that sees it, while it runs or after. Writes results.csv and summary.json as things stand.",
  examples: [
    ["lr-finder study status studies/width", "counts, workers, failures with their stderr"],
  ],
  arguments: { dir: { shown: "<dir>", description: "the study's folder", names: "folder" } },
  options: {},
  async run(values, io) {
    const { executeStatus } = await import("../study/status.ts");
    return executeStatus(values, io);
  },
});

const report = command({
  name: "report",
  summary: "the page of a study: its law, the valley of each cell, what to measure next",
  description:
    "Writes report.html into the study's folder, of what is measured so far. `lr-finder law DIR` says the same in words, at other points too.",
  examples: [
    ["lr-finder study report studies/width", "studies/width/report.html"],
    ["lr-finder study report studies/width --at batch=2048,steps=50000", "at another point"],
  ],
  arguments: { dir: { shown: "<dir>", description: "the study's folder", names: "folder" } },
  options: {
    "": {
      at: reworded(specOptions.at, { otherwise: "the study's own" }),
      out: reworded(out, { otherwise: "report.html in the study's folder" }),
      language,
    },
  },
  async run(values, io) {
    const { executeStudyReport } = await import("../study/report.ts");
    return executeStudyReport(values, io);
  },
});

const init = command({
  name: "init",
  summary: "write a spec to start from",
  description: "Writes the spec of a study, with a word on every line. Never overwrites a file.",
  examples: [
    ["lr-finder study init", "study.yaml, for a trainer's command"],
    ["lr-finder study init digits.yaml --kind data", "for a table or images"],
  ],
  arguments: {
    file: { shown: "[file]", description: "where to (default: study.yaml)", names: "file" },
  },
  options: {
    "": {
      kind: option(choice(SPEC_KINDS), {
        value: "<kind>",
        description: `what trains: ${anyOf(SPEC_KINDS)}`,
        default: "trainer",
      }),
    },
  },
  async run(values, io) {
    const { executeStudyInit } = await import("../study/init.ts");
    return executeStudyInit(values, io);
  },
});

/** `study`: many runs, for the LR's law. */
export const study = commandGroup({
  name: "study",
  summary:
    "measure the learning rate over batch sizes, lengths and model sizes, on any number of workers",
  description:
    "Runs lr-finder for every cell of a study, on this machine or on others that share its folder.",
  examples: [],
  commands: [run, worker, status, report, init],
});
