import { AIMS, SWEEP_MODES } from "../../contract/index.ts";
import { DEFAULT_OPTIMIZER, OPTIMIZER_NAMES } from "../../contract/optimizers/index.ts";
import { decimal, rejectOption } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { idle, idleWithout, needs } from "../../core/rules.ts";
import { DEFAULT_HELD_OUT, TARGET_SCALES, TASK_CHOICES } from "../../dataset/index.ts";
// Not by the room's door: the table alone loads nothing that trains.
import { jobChecks } from "../../job/request.ts";
import { jobRules } from "../../job/rules.ts";
import {
  BUDGET_NAMES,
  type BudgetRequest,
  LADDER_LRS,
  LADDER_STEPS,
  MAX_VERIFY_STEPS,
  readBudget,
  STRATEGIES,
} from "../../search/index.ts";
import { DEFAULT_SWEEP_OPTIONS, MIN_STEPS } from "../../sweep/index.ts";
import { ENGINE_NAMES, LOSS_NAMES, resolveLossName } from "../../trainer/index.ts";
import { scheduleKeys, targetOptions } from "../apply/target.ts";
import {
  anyOf,
  choice,
  either,
  file,
  files,
  flag,
  listAs,
  negated,
  number,
  option,
  pairs,
  reworded,
  spelling,
  text,
  textAs,
  texts,
  type Values,
} from "../options/index.ts";
import {
  answerLanguage,
  batchSize,
  delimiter,
  dryRun,
  horizon,
  name,
  optimizer,
  out,
  plot,
  preset,
  quiet,
  report,
  seed,
  trainerStart,
  verbose,
  yes,
} from "../options/shared.ts";

const { startLr, endLr, steps, mode, repeats } = DEFAULT_SWEEP_OPTIONS;

/** The options of `run`, by the names that a job has for them. */
export const runOptions = {
  Data: {
    data: option(file, {
      value: "<file>",
      description: "table (.csv, .tsv, optionally .gz) or idx images file",
    }),
    target: option(textAs(columnOf), {
      value: "<column>",
      description: "column to predict: a name or a zero-based index",
    }),
    labels: option(file, {
      value: "<file>",
      description: "labels of an idx images file",
      otherwise: "found beside it",
    }),
    header: option(either, {
      description: "the first row holds the column names",
      otherwise: "detected",
      negative: "the first row is data",
    }),
    delimiter,
    task: option(choice(TASK_CHOICES), {
      value: "<task>",
      description: anyOf(TASK_CHOICES.filter((task) => task !== "auto")),
      otherwise: "detected",
    }),
    numeric: option(texts, { value: "<column>", description: "read this column as numbers" }),
    categorical: option(texts, { value: "<column>", description: "one-hot encode this column" }),
    ignore: option(texts, { value: "<column>", description: "leave this column out" }),
    scale: option(negated, {
      description: "leave numeric columns as they are",
      otherwise: "standardised",
    }),
    targetScale: option(choice(TARGET_SCALES), {
      value: "<how>",
      description: `${anyOf(TARGET_SCALES)}, for a regression target`,
    }),
    groups: option(textAs(columnOf), {
      value: "<column>",
      description: "column of ids: rows of one id are on one side of the split; no feature",
    }),
    ordered: option(flag, {
      description:
        "rows come in order (of time): the last ones are held out, none is shuffled across",
    }),
    maxRows: option(number(jobChecks.maxRows), {
      value: "<n>",
      description: "hold at most n rows, a sample over the whole file",
    }),
    heldOut: option(number(jobChecks.heldOut), {
      value: "<share>",
      description: "share of rows that is held out, 0: none; also with --module",
      otherwise: String(DEFAULT_HELD_OUT),
    }),
  },
  Model: {
    model: option(file, {
      value: "<spec>",
      description: "linear, mlp:64,32, cnn:16,32, or the path of a saved model.json",
      otherwise: "mlp:64,32",
    }),
    customObjects: option(text, {
      value: "<file.mjs>",
      description:
        "a module that exports the layers and other classes of a saved model that TensorFlow.js does not have",
    }),
    optimizer: reworded(optimizer, {
      description: anyOf(OPTIMIZER_NAMES),
      otherwise: DEFAULT_OPTIMIZER,
    }),
    optimizerOptions: option(pairs(hyperParameter), {
      flag: "optimizer-option",
      value: "<name=value>",
      of: "optimizer",
      description: "a hyper-parameter",
      examples: ["beta1=0.8", "weightDecay=0.05"],
    }),
    loss: option(
      spelling(LOSS_NAMES, (_name, typed) => resolveLossName(typed)),
      { value: "<name>", description: "loss function", otherwise: "by the task" },
    ),
    batchSize,
    accumulate: option(number(jobChecks.accumulate), {
      value: "<n>",
      description: "batches in one update",
      otherwise: "1",
    }),
    module: option(file, {
      value: "<file.mjs>",
      description: "a module that exports model, optimizer, loss and data, or a whole trainer",
    }),
    engine: option(choice(ENGINE_NAMES), {
      value: "<name>",
      description: anyOf(ENGINE_NAMES),
      otherwise: "the fastest that works",
    }),
  },
  "Trainer in another process": {
    trainer: option(text, {
      value: "<command>",
      description:
        "its command; -: the process that starts lr-finder, over the stdin and stdout of lr-finder",
      examples: ['"python train.py"'],
    }),
    ...trainerStart,
    warm: option(number(jobChecks.warm), {
      value: "<n>",
      description: "with --repeats: start n processes ahead, if memory allows",
      otherwise: "0",
    }),
  },
  Budget: {
    budget: option(textAs(budgetOf), {
      value: "<budget>",
      description:
        "quick: the sweep alone, 100 steps; standard: with probes, at most 400 steps or a tenth of the run; thorough: 700 or a fifth, both with whole runs where these are cheap; full: four whole runs; or a number of steps (600), a share of the run (50%), a time (90s, 10m)",
      otherwise: "standard; quick where nothing can be held out",
      offered: BUDGET_NAMES,
    }),
  },
  Aim: {
    for: option(choice(AIMS), {
      value: "<aim>",
      description: "what the LR is for: the loss at the end of the run, or at its best checkpoint",
      default: "end",
    }),
  },
  Strategy: {
    strategy: option(choice(STRATEGIES), {
      value: "<name>",
      description: "sweep, or ladder: a few learning rates one after the other, as by hand",
      default: "sweep",
    }),
    ladder: option(listAs(rungs), {
      value: "<lrs>",
      description: `with --strategy ladder: the learning rates to try, --steps of each (where that is not given, ${LADDER_STEPS})`,
      otherwise: LADDER_LRS.join(","),
    }),
    verify: option(flag, {
      description:
        "afterwards train the plan beside the library's default LR and the runner-up schedule",
    }),
    verifySteps: option(number(jobChecks.verifySteps), {
      value: "<n>",
      description: "with --verify: steps of each, the schedules squeezed to them",
      otherwise: `the whole run, at most ${MAX_VERIFY_STEPS}`,
    }),
  },
  Sweep: {
    startLr: option(number(jobChecks.startLr), {
      value: "<lr>",
      description: "first learning rate",
      otherwise: startLr.toExponential(),
    }),
    endLr: option(number(jobChecks.endLr), {
      value: "<lr>",
      description: "last learning rate",
      otherwise: String(endLr),
    }),
    steps: option(number(jobChecks.steps), {
      value: "<n>",
      description: `training steps, at least ${MIN_STEPS}`,
      otherwise: String(steps),
    }),
    mode: option(choice(SWEEP_MODES), {
      value: "<mode>",
      description: anyOf(SWEEP_MODES),
      otherwise: mode,
    }),
    preset,
    repeats: option(number(jobChecks.repeats), {
      value: "<n>",
      description: "sweeps with other seeds",
      otherwise: String(repeats),
    }),
    evaluateEvery: option(number(jobChecks.evaluateEvery), {
      value: "<n>",
      description: "held-out loss every n steps of the sweep, 0: never",
      otherwise: "20 times in all",
    }),
    stop: option(negated, { description: "go on to the end after a divergence" }),
    seed,
  },
  Plan: {
    totalSteps: horizon.totalSteps,
    epochs: horizon.epochs,
    schedule: horizon.schedule,
    fineTune: option(flag, {
      description: "a trained model is trained further: a smaller LR, a longer warmup",
    }),
    per: horizon.per,
  },
  Output: {
    out: reworded(out, {
      value: "<dir>",
      description: "result folder",
      otherwise: "reports/<name>-<time>",
    }),
    report: reworded(report, {
      description: "where to write the HTML report",
      otherwise: "in the result folder",
    }),
    name: reworded(name, {
      description: "name of the run, for the report",
      otherwise: "from the data",
    }),
    language: answerLanguage,
    dryRun: reworded(dryRun, { description: "say what would be done, without training" }),
    keepCommand: option(flag, {
      description:
        "write the trainer's command and paths as given: its secrets and the home folder are not left out",
    }),
    resume: option(flag, { description: "continue the interrupted run in --out" }),
    quiet: reworded(quiet, { description: "no progress and no summary" }),
    verbose,
    live: option(flag, {
      description:
        "serve a page on 127.0.0.1 that follows the run, and print its address; it closes with the run",
    }),
    plot: reworded(plot, {
      description: "draw loss against learning rate in the terminal, while it runs and at the end",
    }),
  },
  Config: {
    apply: option(files, {
      value: "<file:key>",
      description: "write the LR into a config, as `apply` does; FILE:KEY=RATIO for a part of it",
    }),
    scheduleKeys: reworded(scheduleKeys, { flag: "apply-schedule", value: "<field=key>" }),
    ...targetOptions,
    yes: reworded(yes, { description: "do not ask before writing into a config" }),
  },
} as const;

/** What `run` gets from its command line. */
export type RunValues = Values<typeof runOptions>;

const ladderAlone = { name: "strategy", is: "ladder" } as const;

/** How the options of `run` go together. */
export const runRules = [
  ...jobRules,
  needs(
    ["scheduleKeys", "profile", "map", "create", "comment", "outside", "minConfidence", "anyway"],
    {
      name: "apply",
      like: "FILE:KEY",
    },
  ),
  idle("preset", ["budget"], "a preset is a sweep alone"),
  idle(ladderAlone, ["stop"], "it has no sweep"),
  idle("comment", ["record"]),
  idleWithout(["record", "yes"], ["apply"]),
  idleWithout(["warm"], ["repeats"]),
  idle("dryRun", ["resume", "live", "plot", "yes", "quiet", "verbose"]),
  idle("json", ["verbose"]),
  idle("quiet", ["verbose"]),
  idle({ name: "heldOut", is: 0 }, ["evaluateEvery", "groups", "ordered"], "no rows are held out"),
] as const;

/** A column name or a zero-based index; the loader lets a name that exists win over an index. */
function columnOf(_name: string, typed: string): string | number {
  return /^\d+$/.test(typed) ? Number(typed) : typed;
}

/** Checked here, in the words of the command line; the job reads it again. */
function budgetOf(option: string, typed: string): BudgetRequest {
  readBudget(option, typed);
  return typed as BudgetRequest;
}

function hyperParameter(option: string, name: string, typed: string): number | boolean {
  if (typed === "true" || typed === "false") return typed === "true";
  const value = decimal(typed);
  if (value !== undefined) return value;
  throw new InputError(
    "bad-option",
    `\`${option}\` ${name} must be a number, true or false, got ${JSON.stringify(typed)}`,
  );
}

function rungs(option: string, typed: string): readonly number[] {
  return typed.split(",").map((part) => {
    const lr = decimal(part.trim());
    if (lr !== undefined && Number.isFinite(lr) && lr > 0) return lr;
    return rejectOption(option, "learning rates above 0, e.g. 0.3,0.1,0.03", typed);
  });
}
