import { type Command, Option } from "commander";
import { EXIT } from "../exit-codes.ts";
import { STARTER_KINDS, STARTER_NAMES, type StarterName } from "../init/kinds.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, addExamples } from "./shared.ts";

interface InitOptions {
  readonly trainer: StarterName;
  readonly dir: string;
  readonly json?: boolean;
}

/** Adds `init`: starter files for a trainer in Python. */
export function addInitCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const kinds = STARTER_NAMES.map((name) => `  ${name.padEnd(14)}${STARTER_KINDS[name].summary}`);
  const command = program
    .command("init")
    .summary("copy the Python client and a starter script")
    .description(
      "Copies lr_finder.py (one file, no dependencies) and a small trainer that runs as it is. Never overwrites a file that differs.",
    )
    .addOption(
      new Option("--trainer <kind>", "what trains").choices(STARTER_NAMES).makeOptionMandatory(),
    )
    .option("--dir <folder>", "where to; made when missing", ".")
    .addHelpText("after", `\nTrainers:\n${kinds.join("\n")}\n`);
  addExamples(command, [
    ["lr-finder init --trainer pytorch", "lr_finder.py and lr_trainer.py in this folder"],
    ["lr-finder init --trainer plain --dir lr", "the same without a framework, in lr/"],
  ]);
  addCommonOptions(command);
  command.action(async ({ trainer, dir, json }: InitOptions) => {
    const [{ copyStarter }, { nextSteps, printNextSteps }, { toJson }] = await Promise.all([
      import("../init/copy-starter.ts"),
      import("../init/next-steps.ts"),
      import("../../core/json.ts"),
    ]);
    const files = await copyStarter(trainer, dir);
    const next = nextSteps(trainer, dir);
    if (json) io.out(`${toJson({ version: 1, trainer, files, next })}\n`);
    else io.out(printNextSteps(files, next));
    exit(EXIT.ok);
  });
}
