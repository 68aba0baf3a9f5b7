import { Command, CommanderError } from "commander";
import { packageVersion } from "../resources.ts";
import { addCommands } from "./commands/index.ts";
import { addExamples } from "./commands/shared.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { printError } from "./print-error.ts";

/**
 * Runs one command line and gives its exit code. Never throws: what goes wrong is printed.
 *
 * @param args without the program's own name
 */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command("lr-finder")
    .description("Finds the learning rate to start a training run with, and says how sure it is.")
    .version(packageVersion(), "-V, --version")
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError("(add --help for the options)");
  addExamples(program, [
    ["lr-finder run --data iris.csv --target species", "sweep, suggest, plan, report"],
    ["lr-finder apply reports/iris-… config.yaml --key optimizer.lr", "write the LR into a config"],
    ["lr-finder doctor", "what works on this machine"],
  ]);
  addCommands(program, io, (exit) => {
    code = exit;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    printError(io, thrown, args.includes("--json"), flagsByName(program));
    return exitCodeOf(thrown);
  }
}

/** The flag of every option of a command and of all commands below it, by its name in `opts()`. */
function flagsByName(command: Command): Map<string, string> {
  const flags = new Map<string, string>();
  for (const option of command.options) {
    const name = option.attributeName();
    if (option.long && !flags.has(name)) flags.set(name, option.long);
  }
  for (const inner of command.commands) {
    for (const [name, flag] of flagsByName(inner)) if (!flags.has(name)) flags.set(name, flag);
  }
  return flags;
}
