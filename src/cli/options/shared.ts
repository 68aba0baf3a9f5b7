import { PER_UNITS, PLAN_CHOICES } from "../../contract/index.ts";
import { OPTIMIZER_NAMES } from "../../contract/optimizers/index.ts";
import { checkDelimiter, checkPositive, integerIn } from "../../core/check.ts";
import { patternOf, type WantedColumns } from "../../logs/index.ts";
import { PRESET_NAMES } from "../../suggest/index.ts";
import { sweepChecks } from "../../sweep/index.ts";
import { DEFAULT_LANGUAGE, LANGUAGES } from "../../words/index.ts";
import { checkSample } from "../schedule/steps.ts";
import type { OptionValues } from "./command.ts";
import { choice, file, flag, type Kind, number, text, textAs } from "./kinds.ts";
import { anyOf, option, reworded } from "./option.ts";

// Options that more than one command has. A command takes them as they are, or under other words.

/** Something that is counted: an integer of at least 1. */
export const count: Kind<number> = number(integerIn(1));

export const seed = option(number(sweepChecks.seed), {
  value: "<n>",
  description: "seed of split, weights, order and dropout",
  otherwise: "0",
});

export const preset = option(choice(PRESET_NAMES), {
  value: "<name>",
  description: `range, grid, steps, stop rule and rule of ${anyOf(PRESET_NAMES)}`,
});

/** Any name here; what trains knows which ones it has. */
export const optimizer = option(text, {
  value: "<name>",
  offered: OPTIMIZER_NAMES,
  description: "optimizer of the sweep",
  otherwise: "from the log, if it says",
});

export const batchSize = option(count, {
  value: "<n>",
  description: "rows in a batch",
  otherwise: "32",
});

/** One character, `\\t` for a tab, or `auto`, which is as if it were left out. */
export const delimiter = option(textAs(checkDelimiter), {
  value: "<char>",
  description: "character between cells",
  otherwise: "detected",
});

/** @throws InputError for what is no regular expression with a group for the loss */
function checkPattern(_name: string, value: unknown): string {
  patternOf(String(value));
  return String(value);
}

export const pattern = option(textAs(checkPattern), {
  value: "<regex>",
  description:
    "lines of a text log, with (?<loss>…) and maybe lr, step, epoch, val_loss as named groups",
  otherwise: "found by looking",
});

/** The columns of a log. */
export const columns = {
  lrColumn: option(text, {
    value: "<name>",
    description: "column (or tag) of the learning rate, or its zero-based place",
  }),
  lossColumn: option(text, {
    value: "<name>",
    description: "column (or tag) of the training loss, or its zero-based place",
  }),
  heldOutColumn: option(text, {
    value: "<name>",
    description: "column (or tag) of the held-out loss, or its zero-based place",
  }),
  stepColumn: option(text, {
    value: "<name>",
    description: "column (or tag) of the step, or its zero-based place",
  }),
  run: option(text, {
    value: "<name>",
    description: "the run to read, of a log that holds several",
    otherwise: "all of them",
  }),
} as const;

/** The columns that are named, as logs want them. */
export function wantedColumns(values: OptionValues<{ columns: typeof columns }>): WantedColumns {
  const { lrColumn, lossColumn, heldOutColumn, stepColumn, run } = values;
  return {
    ...(lrColumn !== undefined && { lr: lrColumn }),
    ...(lossColumn !== undefined && { loss: lossColumn }),
    ...(heldOutColumn !== undefined && { heldOut: heldOutColumn }),
    ...(stepColumn !== undefined && { step: stepColumn }),
    ...(run !== undefined && { run }),
  };
}

/** The training run to plan. */
export const horizon = {
  totalSteps: option(count, { value: "<n>", description: "steps of the training run to plan" }),
  epochs: option(number(checkPositive), {
    value: "<n>",
    description: "epochs of the training run to plan",
  }),
  schedule: option(choice(PLAN_CHOICES), {
    value: "<kind>",
    description: anyOf(PLAN_CHOICES),
    default: "auto",
  }),
  per: option(choice(PER_UNITS), {
    value: "<unit>",
    description: "change the LR every step or every epoch",
    default: "step",
  }),
} as const;

export const out = option(file, { value: "<file>", description: "where to write" });

export const report = option(file, { value: "<file>", description: "write the HTML report here" });

export const name = option(text, { value: "<text>", description: "name for the report" });

export const language = option(choice(LANGUAGES), {
  flag: "lang",
  value: "<language>",
  description: `language of the report: ${anyOf(LANGUAGES)}`,
  variable: "LR_FINDER_LANG",
  default: DEFAULT_LANGUAGE,
});

/** Of a command that gives its answer in it as well, and says why a log cannot be used. */
export const answerLanguage = reworded(language, {
  description: `language of the report, its pages and the answer; progress, notes and help are English: ${anyOf(LANGUAGES)}`,
});

export const plot = option(flag, {
  description: "draw loss against learning rate in the terminal",
});

export const quiet = option(flag, { description: "print the learning rate alone" });

export const verbose = option(flag, {
  description: "all reasons, the figures and every rule, not the answer alone",
});

export const sample = option(number(checkSample), {
  value: "<n>",
  description: "steps to sample, from step 0",
  otherwise: "the whole run, or 100",
});

export const dryRun = option(flag, { description: "show the change without writing" });

export const yes = option(flag, { description: "write without asking" });

/** Seconds above 0 on the command line, milliseconds in code. */
export const seconds: Kind<number> = {
  ...number(checkPositive),
  check: (name, value) => Math.ceil(checkPositive(name, value) * 1000),
};

/** How a trainer's command is started. */
export const trainerStart = {
  shell: option(flag, {
    description: "let the shell read the command",
    otherwise: "no shell, no expansion",
  }),
  readyTimeoutMs: option(seconds, {
    flag: "ready-timeout",
    value: "<s>",
    description: "longest wait for the trainer's start",
    otherwise: "60",
  }),
  stepTimeoutMs: option(seconds, {
    flag: "step-timeout",
    value: "<s>",
    description: "longest wait for any other answer",
    otherwise: "600",
  }),
} as const;
