import { type Argument, type Command, flagOf, type Option, optionsOf } from "../options/index.ts";

/** What can be typed in the place of a value: one of some words, a path, or something else. */
export type Completed =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "file" | "folder" | "other" };

/** One option, as it is typed. */
export interface CompletedOption {
  /** Every way to write it, with its dashes. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Null for one without a value. */
  readonly value: Completed | null;
  /** What the value is called in the help, without brackets. */
  readonly valueName: string;
  readonly isRepeatable: boolean;
}

/** One command, or the program itself. */
export interface CompletedCommand {
  /** The words that lead to it; none for the program. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
  /** What stands without a flag. */
  readonly argument: Completed | null;
}

const HELP: CompletedOption = {
  flags: ["--help", "-h"],
  description: "help",
  value: null,
  valueName: "",
  isRepeatable: false,
};

const VERSION: CompletedOption = { ...HELP, flags: ["--version", "-V"], description: "version" };

/** What can be typed, from the tables of all commands. */
export function completionTree(commands: readonly Command[]): CompletedCommand {
  return {
    path: [],
    summary: "",
    options: [HELP, VERSION],
    commands: commands.map((command) => completedCommand(command, [])),
    argument: null,
  };
}

/** A command and all below it, the outer ones first. */
export function everyCommand(command: CompletedCommand): CompletedCommand[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function completedCommand(command: Command, before: readonly string[]): CompletedCommand {
  const path = [...before, command.name];
  const [first] = Object.values(command.arguments);
  return {
    path,
    summary: command.summary ?? command.description,
    options: [...optionsOf(command).map(([name, option]) => completedOption(name, option)), HELP],
    commands: command.commands.map((inner) => completedCommand(inner, path)),
    argument: first === undefined ? null : completedArgument(first),
  };
}

function completedOption(name: string, option: Option): CompletedOption {
  const { kind, alias, description, value, listed, offered } = option;
  const flag = flagOf(name, option);
  const flags = [
    flag,
    ...(alias === undefined ? [] : [`--${alias}`]),
    ...(kind.shape === "either" ? [flag.replace(/^--/, "--no-")] : []),
  ];
  const takesOne = kind.shape === "one" || kind.shape === "many";
  const words = listed ?? kind.choices ?? offered;
  return {
    flags,
    description,
    value: takesOne ? completed(words, kind.names) : null,
    valueName: (value ?? "").replace(/[<>]/g, ""),
    isRepeatable: kind.shape === "many",
  };
}

function completedArgument({ choices, names }: Argument): Completed {
  return completed(choices, names);
}

function completed(
  words: readonly string[] | undefined,
  names: "file" | "folder" | undefined,
): Completed {
  return words === undefined ? { kind: names ?? "other" } : { kind: "words", words };
}
