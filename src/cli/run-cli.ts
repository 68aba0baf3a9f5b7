import { CommanderError } from "commander";
import { toJson } from "../core/json.ts";
import { packageVersion } from "../resources.ts";
import { DEFAULT_LANGUAGE, isLanguage, type Language } from "../words/index.ts";
import { commands, commandsFor } from "./commands/index.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import {
  addCommand,
  addExamples,
  type FileOptions,
  flagsByName,
  helpAsOption,
  type Layered,
  optionsOf,
  rootProgram,
} from "./options/index.ts";
import { optionsFor } from "./options-file.ts";
import { errorForm, printError, withFlags } from "./print-error.ts";
import { Interrupted } from "./signals.ts";
import { PROGRAM } from "./started-as.ts";
import { styleFor } from "./style.ts";

/**
 * Runs one command line and gives its exit code. Never throws: what goes wrong is printed.
 *
 * @param args without the program's own name
 */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  let flags: ReadonlyMap<string, string> = new Map();
  let language: Language = DEFAULT_LANGUAGE;
  try {
    const program = rootProgram(PROGRAM, io)
      .description("Finds the learning rate to start a training run with, and says how sure it is.")
      .version(packageVersion(), "-V, --version");
    addExamples(program, [
      ["lr-finder run --data iris.csv --target species", "sweep, suggest, plan, report"],
      [
        "lr-finder apply reports/iris-… config.yaml --key optimizer.lr",
        "write the LR into a config",
      ],
      ["lr-finder doctor", "what works on this machine"],
    ]);
    for (const command of await commandsFor(args)) {
      addCommand(program, command, async (asked, raw, path) => {
        flags = new Map([...flagsByName(command), ...flagsByName(asked)]);
        const given = raw.options.options;
        const file =
          optionsOf(asked).length === 0
            ? null
            : await optionsFor(
                path,
                typeof given === "string" ? given : undefined,
                io.env,
                Object.keys(commands),
                errorForm(args) === "protocol",
              );
        const { values, idle, layered } = asked.read(raw, { env: io.env, file });
        if (isLanguage(layered.values.language)) language = layered.values.language;
        const style = styleFor(io);
        for (const sentence of idle) {
          io.err(`${style.yellow("note:")} ${withFlags(sentence, flags)}\n`);
        }
        if (layered.values.printOptions === true) {
          const { printOptions } = await import("./print-options.ts");
          return printOptions(asked, layered, file?.file ?? null, layered.values.json === true, io);
        }
        sayFile(layered, file, io);
        code = (await asked.run?.(values, io, () => commandsFor([]), args)) ?? EXIT.ok;
      });
    }
    await program.parseAsync([...helpAsOption(program, args)], { from: "user" });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) return EXIT.ok;
      // Its words are on stderr already; the process that started this one waits for a message.
      if (errorForm(args) === "protocol") {
        const message = thrown.message.replace(/^error: /, "");
        const error = { code: "bad-option", message, data: {} };
        io.out(`${toJson({ lrf: "failed", error })}\n`);
      }
      return EXIT.usage;
    }
    const fault = thrown instanceof Interrupted ? thrown.cause : thrown;
    printError(io, fault, errorForm(args), { flags, language });
    return exitCodeOf(thrown);
  }
}

/** Says which options were not typed but read from a file. */
function sayFile({ origins }: Layered, file: FileOptions | null, io: Io): void {
  const names = Object.keys(origins).filter((name) => origins[name] === "file");
  if (file === null || names.length === 0) return;
  io.err(`note: from ${file.file}: ${names.join(", ")} (--print-options shows their values)\n`);
}
