import { type Command, Option } from "commander";
import type { AnalyzeOptions } from "../analyze/request.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, addExamples, numberOption } from "./shared.ts";

/** Adds `analyze`: the recommendation from losses that were recorded elsewhere. */
export function addAnalyzeCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command("analyze")
    .argument("<log...>", "file (.gz too), folder with one log, or - for standard input")
    .summary("recommend a learning rate from losses already recorded, without training")
    .description(
      "Reads the log of a learning-rate sweep and answers as `run` does, without training: CSV and TSV, JSON lines, Lightning's metrics.csv, Hugging Face's trainer_state.json, TensorBoard event files, histories of fastai, torch-lr-finder and Keras as JSON, lr-finder's own journals and results. Several logs are repeats of one sweep and make one curve.",
    );
  addExamples(command, [
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
  ]);
  group(command, "Log", [
    new Option(
      "--lr-column <name>",
      "column (or tag) of the learning rate, or its zero-based place",
    ),
    new Option("--loss-column <name>", "column of the training loss"),
    new Option("--held-out-column <name>", "column of the held-out loss"),
    new Option("--step-column <name>", "column of the step"),
    new Option("--delimiter <char>", "character between cells (default: detected)"),
    new Option(
      "--recorded-by <tool>",
      "fastai, lightning or torch-lr-finder: the losses are its moving average; take it back out",
    ),
  ]);
  group(command, "Training", [
    new Option("--optimizer <name>", "optimizer of the sweep (default: from the log, if it says)"),
    numberOption("--batch-size <n>", "rows in a batch, for the report"),
    numberOption("--steps-per-epoch <n>", "optimizer steps in one pass over the data"),
    numberOption("--total-steps <n>", "steps of the training run to plan"),
    numberOption("--epochs <n>", "epochs of the training run to plan"),
    new Option("--schedule <kind>", "auto, cosine or step (default: auto)"),
    new Option("--per <unit>", "change the LR every step or every epoch (default: step)"),
    new Option(
      "--preset <name>",
      "recommend by the rule of fastai, lightning, torch-lr-finder or smith",
    ),
  ]);
  group(command, "Output", [
    new Option("--out <dir>", "write result.json and report.html into this folder"),
    new Option("--report <file>", "write the HTML report here"),
    new Option("--name <text>", "name for the report (default: from the file)"),
    new Option("--lang <language>", "language of the report: en or zh (default: en)"),
    new Option("--plot", "draw loss against learning rate in the terminal"),
    new Option("--quiet", "print the learning rate alone"),
  ]);
  addCommonOptions(command);
  command.action(async (logs: string[], options: AnalyzeOptions) => {
    const [{ analyzeRequest }, { executeAnalyze }] = await Promise.all([
      import("../analyze/request.ts"),
      import("../analyze/execute.ts"),
    ]);
    exit(await executeAnalyze(analyzeRequest(logs, options), io));
  });
}

function group(command: Command, heading: string, options: readonly Option[]): void {
  for (const option of options) command.addOption(option.helpGroup(`${heading}:`));
}
