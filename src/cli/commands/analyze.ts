import { InputError } from "../../core/errors.ts";
import { idle } from "../../core/rules.ts";
import { RECORDER_NAMES } from "../../curve/index.ts";
import { logTitles } from "../../logs/index.ts";
import { PRESET_NAMES } from "../../suggest/index.ts";
import type { AnalyzeRequest } from "../analyze/execute.ts";
import { anyOf, choice, command, option, pick, reworded, type ValuesOf } from "../options/index.ts";
import {
  answerLanguage,
  batchSize,
  columns,
  count,
  delimiter,
  horizon,
  name,
  optimizer,
  out,
  pattern,
  plot,
  preset,
  quiet,
  report,
  verbose,
  wantedColumns,
} from "../options/shared.ts";

const RECORDED_BY = [...RECORDER_NAMES, "none"] as const;

/** `analyze`: the recommendation from losses that were recorded elsewhere. */
export const analyze = command({
  name: "analyze",
  summary: "recommend a learning rate from losses already recorded, without training",
  description: `Reads the log of a learning-rate sweep and answers as \`run\` does, without training: ${logTitles()}. Several logs are repeats of one sweep and make one curve. A log of several runs gets one answer for each.`,
  examples: [
    ["lr-finder analyze sweep.csv", "columns are found by name: lr, loss, val_loss, step, …"],
    [
      "lr-finder analyze lightning_logs/version_3 --optimizer adam --out reports/v3",
      "also writes result.json and report.html",
    ],
    [
      "lr-finder analyze runs/sweep --lr-column optim/lr --loss-column loss/batch",
      "TensorBoard: tags instead of columns",
    ],
    ["lr-finder analyze seed0.csv seed1.csv seed2.csv", "three repeats, one curve with a band"],
    ["zcat log.jsonl.gz | lr-finder analyze - --json", "from standard input"],
  ],
  arguments: {
    logs: {
      shown: "<log...>",
      names: "file",
      description: "file (.gz too), folder with one log, or - for standard input",
    },
  },
  options: {
    Log: {
      lrColumn: columns.lrColumn,
      lossColumn: columns.lossColumn,
      heldOutColumn: columns.heldOutColumn,
      stepColumn: columns.stepColumn,
      run: columns.run,
      delimiter,
      pattern,
      recordedBy: option(choice(RECORDED_BY), {
        value: "<tool>",
        description: `${anyOf(RECORDED_BY)}: the losses are its moving average; take it back out`,
        otherwise: "taken back out where the losses themselves show it",
      }),
    },
    Training: {
      optimizer,
      batchSize: reworded(batchSize, {
        description: "rows in a batch, for the report",
        otherwise: "from the log, if it says",
      }),
      stepsPerEpoch: option(count, {
        value: "<n>",
        description: "optimizer steps in one pass over the data",
      }),
      ...horizon,
      preset: reworded(preset, { description: `recommend by the rule of ${anyOf(PRESET_NAMES)}` }),
    },
    Output: {
      out: reworded(out, {
        value: "<dir>",
        description: "write result.json and report.html into this folder",
      }),
      report,
      name: reworded(name, { otherwise: "from the file" }),
      language: answerLanguage,
      plot,
      quiet,
      verbose,
    },
  },
  rules: [idle("json", ["quiet", "verbose"]), idle("quiet", ["verbose"])],
  async run(values, io): Promise<number> {
    const { executeAnalyze } = await import("../analyze/execute.ts");
    return executeAnalyze(analyzeRequest(values), io);
  },
});

/**
 * What the command line asks for.
 *
 * @throws InputError for a log that is given twice
 */
export function analyzeRequest(values: ValuesOf<typeof analyze>): AnalyzeRequest {
  const { logs, delimiter, pattern, recordedBy } = values;
  const twice = logs.find((log, i) => logs.indexOf(log) !== i);
  if (twice !== undefined) {
    throw new InputError("bad-option", `${twice === "-" ? "stdin (-)" : twice} is given twice`);
  }
  return {
    ...pick(values, [
      "logs",
      "name",
      "out",
      "report",
      "plot",
      "quiet",
      "verbose",
      "language",
      "json",
    ]),
    ...(delimiter !== "auto" && { delimiter }),
    ...(pattern !== undefined && { pattern }),
    columns: { ...wantedColumns(values), ...(recordedBy !== undefined && { recordedBy }) },
    given: {
      ...pick(values, ["optimizer", "batchSize", "stepsPerEpoch", "preset"]),
      horizon: pick(values, ["totalSteps", "epochs", "schedule", "per"]),
    },
  };
}
