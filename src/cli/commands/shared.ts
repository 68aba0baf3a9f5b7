import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";

/** A parser for options that take a number; ranges are checked where the number is used. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) {
    throw new InvalidArgumentError("Expected a number.");
  }
  return value;
}

/** Collects a repeatable option's values. */
export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

/** Collects `NAME=VALUE` pairs of a repeatable option. */
export function collectPair(
  text: string,
  previous: Record<string, string> = {},
): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Expected NAME=VALUE.");
  return { ...previous, [text.slice(0, at)]: text.slice(at + 1) };
}

/** An option that takes a number. */
export function numberOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(parseNumber);
}

/** The options that every command has. */
export function addCommonOptions(command: Command): Command {
  return command.option("--json", "print one JSON object on stdout");
}

/** Examples, shown before anything else in a command's help. */
export function addExamples(
  command: Command,
  examples: readonly (readonly [string, string])[],
): Command {
  const lines = examples.map(([line, what]) => `  ${line}\n      ${what}`);
  return command.addHelpText("before", `Examples:\n${lines.join("\n")}\n`);
}
