import { describe, rejectOption } from "../../core/check.ts";
import { splitCommand } from "./split-command.ts";

/** A command, ready to be started. */
export interface CommandLine {
  /** As the user wrote it, for messages. */
  readonly text: string;
  readonly file: string;
  readonly args: readonly string[];
  /** True where the system's shell is to read `file`. */
  readonly shell: boolean;
}

/**
 * A command as a user gives it: words as they are, or a text that is split as a shell would split
 * it (see {@link splitCommand}), or with `shell` a text for the shell.
 *
 * @throws InputError for a command without a program
 */
export function commandLine(command: string | readonly string[], shell = false): CommandLine {
  if (Array.isArray(command)) {
    if (shell) rejectOption("shell", "false when the command is given as words", shell);
    const words = command as readonly unknown[];
    const wrong = words.find((word) => typeof word !== "string");
    if (words.length === 0 || words[0] === "" || wrong !== undefined) {
      rejectOption("command", "a program and its arguments", wrong ?? words);
    }
    const [file, ...args] = words as [string, ...string[]];
    return { text: [file, ...args].map(quoted).join(" "), file, args, shell: false };
  }
  if (typeof command !== "string") {
    return rejectOption("command", "a command line or a list of words", describe(command));
  }
  if (shell && command.trim() !== "") return { text: command, file: command, args: [], shell };
  const [file, ...args] = splitCommand(command) as [string, ...string[]];
  return { text: command, file, args, shell: false };
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
