import { type Command, Option } from "commander";
import type { DiagnoseOptions } from "../diagnose/request.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, addExamples, numberOption } from "./shared.ts";

/** Adds `diagnose`: what a training log shows, and what to change. */
export function addDiagnoseCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command("diagnose")
    .argument("<log>", "file (.gz too), folder with one log, or - for standard input")
    .summary("read the log of a training: diverged, too slow, oscillating, plateau; what to change")
    .description(
      "Reads the log of a training, running or finished, and names what it sees, with the steps where it sees it and what to do: diverged or NaN, rising, too slow, oscillating, a plateau, over-fitting, spikes, a schedule that ended early. CSV, JSON lines and everything else that `analyze` reads; columns are found by name.",
    );
  addExamples(command, [
    ["lr-finder diagnose log.csv", "columns loss and, where there are, step, lr, val_loss"],
    ["lr-finder diagnose train.jsonl --follow", "goes on reading while the training runs"],
    [
      "lr-finder diagnose metrics.csv --loss-column train/nll --held-out-column val/nll",
      "columns with names of their own",
    ],
    ["lr-finder diagnose lightning_logs/version_3 --json", "the findings as data"],
  ]);
  for (const option of [
    new Option(
      "--loss-column <name>",
      "column (or tag) of the training loss, or its zero-based place",
    ),
    new Option("--held-out-column <name>", "column of the held-out loss"),
    new Option("--lr-column <name>", "column of the learning rate"),
    new Option("--step-column <name>", "column of the step (default: losses are counted)"),
    new Option("--delimiter <char>", "character between cells (default: detected)"),
  ]) {
    command.addOption(option.helpGroup("Log:"));
  }
  for (const option of [
    new Option("--follow", "go on as the log grows, until Ctrl-C; print findings as they appear"),
    numberOption("--interval <seconds>", "with --follow: time between two looks (default: 2)"),
  ]) {
    command.addOption(option.helpGroup("Follow:"));
  }
  addCommonOptions(command);
  command.addHelpText(
    "after",
    "\nExit codes: 0 whatever is found, 4 when the training diverged, 2 for a log that cannot be used.",
  );
  command.action(async (log: string, options: DiagnoseOptions) => {
    const [{ diagnoseRequest }, { executeDiagnose }] = await Promise.all([
      import("../diagnose/request.ts"),
      import("../diagnose/execute.ts"),
    ]);
    exit(await executeDiagnose(diagnoseRequest(log, options), io));
  });
}
