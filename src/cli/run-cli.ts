import { Command, CommanderError } from "commander";
import { addCommands } from "./commands/index.ts";
import { addExamples } from "./commands/shared.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { printError } from "./print-error.ts";
import { packageVersion } from "./version.ts";

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
    printError(io, thrown, args.includes("--json"), optionNames(program));
    return exitCodeOf(thrown);
  }
}

/** The options of a command and of all commands below it, as `opts()` names them. */
function optionNames(command: Command): Set<string> {
  const below = command.commands.flatMap((inner) => [...optionNames(inner)]);
  return new Set([...command.options.map((option) => option.attributeName()), ...below]);
}
