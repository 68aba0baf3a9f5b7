import type { Command } from "commander";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, addExamples, collectPair } from "./shared.ts";

interface ApplyOptions {
  readonly key?: string;
  readonly scheduleKey?: Record<string, string>;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Adds `apply`: writes a result's LR (and schedule) into a config. */
export function addApplyCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command("apply")
    .argument("<result>", "a result.json, or the folder of a run")
    .argument("<config>", "the YAML or JSON config to change")
    .summary("write a suggested learning rate into a YAML or JSON config")
    .description(
      "Replaces the value of one key, and leaves every other byte of the file as it is. Shows the change first.",
    )
    .option("--key <path>", "where the LR goes, e.g. optimizer.lr (default: the only likely key)")
    .option(
      "--schedule-key <field=path>",
      "write a number of the schedule too, e.g. warmupSteps=trainer.warmup (repeatable)",
      collectPair,
    )
    .option("--dry-run", "show the change without writing")
    .option("--yes", "write without asking");
  addExamples(command, [
    ["lr-finder apply reports/iris-2026 config.yaml --key optimizer.lr", "shows the change, asks"],
    ["lr-finder apply result.json train.json --key lr --dry-run", "shows the change only"],
  ]);
  addCommonOptions(command);
  command.action(async (resultPath: string, config: string, options: ApplyOptions) => {
    const [{ readResult }, { resultEdits }, { writeConfig }, { toJson }] = await Promise.all([
      import("../read-result.ts"),
      import("../result-edits.ts"),
      import("../write-config.ts"),
      import("../../core/json.ts"),
    ]);
    const result = readResult(resultPath);
    if (result.status === "none") {
      io.err(`${resultPath} holds no suggestion: ${config} was left as it is\n`);
      if (options.json)
        io.out(`${toJson({ version: 1, file: config, changes: [], written: false })}\n`);
      exit(EXIT.noSuggestion);
      return;
    }
    const edits = await resultEdits(result, config, options.key, options.scheduleKey ?? {});
    const { file, changes, notes, written } = await writeConfig(io, config, edits, {
      yes: options.yes === true,
      dryRun: options.dryRun === true,
    });
    if (options.json) io.out(`${toJson({ version: 1, file, changes, notes, written })}\n`);
    exit(EXIT.ok);
  });
}
