import { rejectOption } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { needs } from "../../core/rules.ts";
import { LANGUAGES } from "../../words/index.ts";
import type { DiagnoseRequest } from "../diagnose/execute.ts";
import {
  anyOf,
  command,
  flag,
  number,
  option,
  pick,
  reworded,
  type ValuesOf,
} from "../options/index.ts";
import { columns, delimiter, language, pattern, wantedColumns } from "../options/shared.ts";

/** `diagnose`: what a training log shows, and what to change. */
export const diagnose = command({
  name: "diagnose",
  summary: "read the log of a training: diverged, too slow, oscillating, plateau; what to change",
  description:
    "Reads the log of a training, running or finished, and names what it sees, with the steps where it sees it and what to do: diverged or NaN, a held-out loss that is no number, rising, too slow, oscillating, a plateau, over-fitting, spikes, a schedule that ended early. CSV, JSON lines and everything else that `analyze` reads; columns are found by name. Several logs, or a log of several runs: each gets its own diagnosis, and the exit code is the worst.",
  examples: [
    ["lr-finder diagnose log.csv", "columns loss and, where there are, step, lr, val_loss"],
    ["lr-finder diagnose train.jsonl --follow", "goes on reading while the training runs"],
    [
      "lr-finder diagnose metrics.csv --loss-column train/nll --held-out-column val/nll",
      "columns with names of their own",
    ],
    ["lr-finder diagnose lightning_logs/version_3 --json", "the findings as data"],
    ["lr-finder diagnose wandb-export.csv runs/a runs/b", "every run of every log"],
  ],
  arguments: {
    logs: {
      shown: "<log...>",
      names: "file",
      description: "file (.gz too), folder with logs, or - for standard input",
    },
  },
  options: {
    Log: {
      lossColumn: columns.lossColumn,
      heldOutColumn: columns.heldOutColumn,
      lrColumn: columns.lrColumn,
      stepColumn: reworded(columns.stepColumn, { otherwise: "losses are counted" }),
      run: columns.run,
      delimiter,
      pattern,
    },
    Follow: {
      follow: option(flag, {
        description: "go on as the log grows, until Ctrl-C; print findings as they appear",
      }),
      interval: option(number(checkInterval), {
        value: "<seconds>",
        description: "with --follow: time between two looks",
        default: 2,
      }),
    },
    Output: {
      language: reworded(language, {
        description: `language of what is found: ${anyOf(LANGUAGES)}`,
      }),
    },
  },
  rules: [needs(["interval"], "follow")],
  more: "Exit codes: 0 whatever is found, 4 when the training diverged or its held-out loss is no number any more, 2 for a log that cannot be used.\nCtrl-C is the usual end of --follow, and changes nothing; SIGTERM and a closed terminal end it with the summary and 143 or 129.",
  async run(values, io): Promise<number> {
    const { executeDiagnose } = await import("../diagnose/execute.ts");
    return executeDiagnose(diagnoseRequest(values), io);
  },
});

/** @throws InputError for several logs to follow, or one that is given twice */
function diagnoseRequest(values: ValuesOf<typeof diagnose>): DiagnoseRequest {
  const { delimiter, pattern, interval, logs, follow } = values;
  const twice = logs.find((log, i) => logs.indexOf(log) !== i);
  if (twice !== undefined) {
    throw new InputError("bad-option", `${twice === "-" ? "stdin (-)" : twice} is given twice`);
  }
  if (follow && logs.length > 1) {
    throw new InputError("bad-option", `--follow needs one log, ${logs.length} are given`);
  }
  return {
    ...pick(values, ["logs", "follow", "language", "json"]),
    ...(delimiter !== "auto" && { delimiter }),
    ...(pattern !== undefined && { pattern }),
    columns: wantedColumns(values),
    intervalMs: 1000 * interval,
  };
}

function checkInterval(option: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && value <= 86_400) return value;
  return rejectOption(option, "seconds, above 0 and at most 86400", value);
}
