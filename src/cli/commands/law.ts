import { axisKindSchema } from "../../contract/factor-kind.ts";
import { InputError } from "../../core/errors.ts";
import type { LawFactorColumn } from "../../logs/index.ts";
import { scheduleKeys, targetOptions } from "../apply/target.ts";
import { anyOf, command, files, omit, option, reworded, text, texts } from "../options/index.ts";
import { readPoint } from "../options/point.ts";
import {
  delimiter,
  dryRun,
  horizon,
  language,
  name,
  out,
  quiet,
  report,
  yes,
} from "../options/shared.ts";

const KINDS = axisKindSchema.values;

/** `law`: the LR of a run that is too big to try, from many small ones. */
export const law = command({
  name: "law",
  summary: "the learning rate of a run that is too big to try, from many that were",
  description:
    "Reads trainings at several learning rates, batch sizes, lengths and model sizes, finds the best learning rate of each combination, how it moves with each of them, and where that leads at the point that is wanted: with an interval, and what to measure next. A table of trainings, one a row (CSV, JSON lines, exports of W&B sweeps, Optuna, MLflow, Ray Tune), or the folder of a study. Empty and infinite losses count as trainings that broke.",
  examples: [
    [
      "lr-finder law runs.csv --at batch=1024,tokens=1e11,parameters=7e9",
      "columns by name; what was guessed is said",
    ],
    [
      "lr-finder law sweep.csv --lr lr --loss val_loss --factor bs=batch --factor d_model=size --at bs=512,d_model=4096",
      "columns named",
    ],
    ["lr-finder law studies/width", "a study, at the point in its spec"],
    [
      "lr-finder law runs.csv --at batch=512 --total-steps 20000 --apply config.yaml:optimizer.lr",
      "with a schedule, into a config",
    ],
  ],
  arguments: {
    tables: {
      shown: "<table...>",
      description: "tables of trainings, or the folder of a study",
      names: "file",
    },
  },
  options: {
    Table: {
      lr: option(text, {
        value: "<column>",
        description: "the learning rate",
        otherwise: "by name",
      }),
      loss: option(text, {
        value: "<column>",
        description: "the loss that trainings came to",
        otherwise: "by name, held-out first",
      }),
      factor: option(texts, {
        value: "<column[=kind]>",
        description: `what was varied; kinds: ${anyOf(KINDS)}`,
        otherwise: "by name",
      }),
      seedColumn: option(text, {
        value: "<column>",
        description: "trainings of one seed are compared with each other",
        otherwise: "by name",
      }),
      delimiter,
    },
    Point: {
      at: option(texts, {
        value: "<factor=number>",
        description: "where the learning rate is wanted",
        examples: ["batch=1024,tokens=1e11"],
        otherwise: "of a study, its own",
      }),
    },
    Plan: {
      optimizer: option(text, {
        value: "<name>",
        description: "what trains: what is believed of the batch size depends on it",
      }),
      totalSteps: reworded(horizon.totalSteps, {
        description: "updates of the run at the point, for its schedule",
        otherwise: "the point's, where a factor counts updates",
      }),
      schedule: horizon.schedule,
    },
    Output: {
      out: reworded(out, {
        value: "<dir>",
        description: "write law.json and report.html into this folder",
      }),
      report,
      name: reworded(name, { otherwise: "from the file" }),
      language,
      quiet,
    },
    Config: {
      apply: option(files, {
        value: "<file:key>",
        description: "write the LR into a config, as `apply` does",
      }),
      scheduleKeys: reworded(scheduleKeys, { flag: "apply-schedule", value: "<field=key>" }),
      ...omit(targetOptions, ["minConfidence"]),
      yes: reworded(yes, { description: "do not ask before writing into a config" }),
      dryRun: reworded(dryRun, { description: "show the change of a config only" }),
    },
  },
  more: "Exit codes: 3 where there is no learning rate at the point; the reason is said, and what to measure.",
  async run(values, io) {
    const { executeLaw } = await import("../law/execute.ts");
    return executeLaw(
      {
        ...values,
        factors: values.factor?.map(factorOf),
        at: values.at === undefined ? undefined : readPoint(values.at),
      },
      io,
    );
  },
});

/** `bs=batch`, or `bs` alone. */
function factorOf(typed: string): LawFactorColumn {
  const at = typed.lastIndexOf("=");
  const kind = KINDS.find((each) => each === typed.slice(at + 1));
  if (at < 0) return { name: typed };
  if (at > 0 && kind !== undefined) return { name: typed.slice(0, at), kind };
  throw new InputError(
    "bad-option",
    `--factor must be COLUMN or COLUMN=KIND with a kind of ${KINDS.join(", ")}, got ${JSON.stringify(typed)}`,
    { data: { option: "factor" } },
  );
}
