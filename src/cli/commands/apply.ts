import type { Command } from "commander";
import { targetOptions } from "../apply/target.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, addExamples, collect, collectPair } from "./shared.ts";

/** Adds `apply`: writes a result's LR (and schedule) into a config, takes it back, checks it. */
export function addApplyCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command("apply")
    .argument("[paths...]", "RESULT (a result.json, or the folder of a run) and CONFIG")
    .usage(
      "[options] <result> <config>\n       lr-finder apply --undo <config>\n       lr-finder apply --check <config...>",
    )
    .summary("write a suggested learning rate into a YAML, JSON, TOML, INI or .env config")
    .description(
      "Replaces the value of one key or several, and leaves every other byte of the file as it is. Shows the change first. What was written is recorded in CONFIG.lr-finder.json, for --undo and --check. Only configs inside the working folder are written (an absolute path: inside the folder that it names); a link that leads out of it needs --outside. Programs (.py, .sh, …) are never edited: their arguments are printed.",
    )
    .option(
      "--key <path[=ratio]>",
      "where the LR goes, e.g. optimizer.lr, or groups.0.lr=0.1 for a tenth of it (repeatable; default: the only likely key)",
      collect,
    )
    .option(
      "--schedule-key <field=path>",
      "write a number of the schedule too, e.g. warmupSteps=trainer.warmup (repeatable)",
      collectPair,
    );
  for (const option of targetOptions()) command.addOption(option);
  command
    .option("--set", "print command-line arguments instead of editing; CONFIG may be left out")
    .option(
      "--set-style <style>",
      "their spelling: set (--set lr=0.01), argparse (--lr 0.01) or hydra (lr=0.01)",
    )
    .option("--undo", "take the last apply to CONFIG back, byte for byte")
    .option("--check", "exit with 1 when CONFIG no longer holds what was applied to it")
    .option("--dry-run", "show the change without writing")
    .option("--yes", "write without asking");
  addExamples(command, [
    ["lr-finder apply reports/iris-2026 config.yaml --key optimizer.lr", "shows the change, asks"],
    ["lr-finder apply result.json train.json --key lr --dry-run", "shows the change only"],
    [
      "lr-finder apply reports/iris-2026 args.json --profile hf --create",
      "the schedule too, under the names of Hugging Face's TrainingArguments",
    ],
    ["lr-finder apply --undo config.yaml", "takes it back"],
    ["lr-finder apply --check config.yaml", "for CI: is it still there?"],
  ]);
  addCommonOptions(command);
  command.action(async (paths: string[], options: Record<string, unknown>) => {
    const { executeApply } = await import("../apply/execute.ts");
    exit(await executeApply(paths, options, io));
  });
}
