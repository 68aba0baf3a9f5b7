import { describe, rejectOption } from "../../core/check.ts";
import { createRedactor, type Redactor } from "../../core/redact/redactor.ts";
import { redactCommand } from "../../core/redact/secrets.ts";
import { quotedWord } from "../../core/redact/shell-words.ts";
import { splitCommand } from "./split-command.ts";

/** A command, ready to be started. */
export interface CommandLine {
  /** For messages: as the user wrote it, without its secrets. */
  readonly text: string;
  /** The same of `file`. */
  readonly program: string;
  readonly file: string;
  readonly args: readonly string[];
  /** True where the system's shell is to read `file`. */
  readonly shell: boolean;
}

/**
 * A command as a user gives it: words as they are, or a text that is split as a shell would split
 * it (see {@link splitCommand}), or with `shell` a text for the shell.
 *
 * @param redactor of the command, or one that keeps it; default: one that takes its secrets out
 * @throws InputError for a command without a program
 */
export function commandLine(
  command: string | readonly string[],
  shell = false,
  redactor?: Redactor,
): CommandLine & { readonly redactor: Redactor } {
  if (Array.isArray(command)) {
    if (shell) rejectOption("shell", "false when the command is given as words", shell);
    const words = command as readonly unknown[];
    const wrong = words.find((word) => typeof word !== "string");
    if (words.length === 0 || words[0] === "" || wrong !== undefined) {
      rejectOption("command", "a program and its arguments", wrong ?? words);
    }
    const [file, ...args] = words as [string, ...string[]];
    return redacted(
      { text: [file, ...args].map(quotedWord).join(" "), file, args, shell: false },
      redactor,
    );
  }
  if (typeof command !== "string") {
    return rejectOption("command", "a command line or a list of words", describe(command));
  }
  if (shell && command.trim() !== "") {
    return redacted({ text: command, file: command, args: [], shell }, redactor);
  }
  const [file, ...args] = splitCommand(command) as [string, ...string[]];
  return redacted({ text: command, file, args, shell: false }, redactor);
}

function redacted(
  command: Omit<CommandLine, "program">,
  given: Redactor | undefined,
): CommandLine & { readonly redactor: Redactor } {
  const redactor = given ?? createRedactor({ command: command.text });
  // A variable in the program's place has its value with it.
  const program = redactor.keeps ? command.file : redactCommand(quotedWord(command.file)).text;
  return { ...command, text: redactor.command, program, redactor };
}
