import { CommanderError, Option as Flag, Command as Program } from "commander";
import { nearest } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { shortenMiddle } from "../../core/shorten.ts";
import { wrap } from "../../words/index.ts";
import { type Io, textColumns } from "../io.ts";
import { folded, printText } from "../output.ts";
import { PROGRAM } from "../started-as.ts";
import { type Command, optionsOf } from "./command.ts";
import type { RawValues } from "./layers.ts";
import { flagsOf, meaningOf, type Option } from "./option.ts";

const LONGEST_MESSAGE = 1000;

/** Commander's program, with suggestions of ours and a word about arguments that a command does not take. */
class Commands extends Program {
  /** What to do with an argument that the command does not take, if there is more to say. */
  stray: Command["stray"] = undefined;

  override createCommand(name?: string): Commands {
    return new Commands(name);
  }

  /** Every message of commander's; what was typed may have any length. */
  override error(message: string, options?: Parameters<Program["error"]>[1]): never {
    return super.error(shortenMiddle(message, LONGEST_MESSAGE), options);
  }

  /** Called by commander, as are the next two. */
  unknownOption(flag: string): void {
    const known: string[] = [];
    for (let at: Program | null = this; at !== null; at = at.parent) {
      known.push(
        ...at
          .createHelp()
          .visibleOptions(at)
          .flatMap(({ long }) => long ?? []),
      );
    }
    const name = flag.slice(2);
    const near = nearest(
      name,
      known.map((each) => each.slice(2)),
    );
    const hint = near === undefined || !flag.startsWith("--") ? "" : `\n(Did you mean --${near}?)`;
    this.error(`error: unknown option '${flag}'${hint}`, { code: "commander.unknownOption" });
  }

  unknownCommand(name = this.args[0] ?? ""): void {
    const near = nearest(
      name,
      this.commands.map((each) => each.name()),
    );
    const hint = near === undefined ? "" : `\n(Did you mean ${near}?)`;
    this.error(`error: unknown command '${name}'${hint}`, { code: "commander.unknownCommand" });
  }

  _excessArguments(received: readonly string[]): void {
    const taken = this.registeredArguments.length;
    const one = received[taken] ?? "";
    const advice = this.stray === undefined ? "" : ` ${this.stray(one)}`;
    const expected = `Expected ${taken} argument${taken === 1 ? "" : "s"} but got ${received.length}`;
    this.error(`error: too many arguments for '${this.name()}': ${one}. ${expected}.${advice}`, {
      code: "commander.excessArguments",
    });
  }
}

/**
 * A command line that asks for help, in the one form that is left to commander: `help study run` and
 * `study help run` are `study run --help`. Of a command that there is not there is no help.
 */
export function helpAsOption(root: Commands, args: readonly string[]): readonly string[] {
  const path: string[] = [];
  let at = root;
  let isAsked = false;
  const isHelp = () => isAsked || args.includes("--help") || args.includes("-h");
  for (const arg of args) {
    const inner = at.commands.find((each) => each.name() === arg);
    if (inner instanceof Commands) {
      at = inner;
      path.push(arg);
    } else if (arg === "help" && at.commands.length > 0) {
      isAsked = true;
    } else {
      const isName = at.commands.length > 0 && (isHelp() || at.registeredArguments.length === 0);
      if (isName && !arg.startsWith("-")) at.unknownCommand(arg);
      break;
    }
  }
  return isAsked ? [...path, "--help"] : args;
}

/** Commander's program, which prints through `io` and throws instead of ending the process. */
export function rootProgram(
  name: string,
  io: Pick<Io, "out" | "err"> &
    Partial<Pick<Io, "outIsTerminal" | "outColumns" | "errColumns" | "program">>,
): Commands {
  const { outIsTerminal = false, outColumns = 80, program = PROGRAM } = io;
  const words = { outIsTerminal, outColumns, program };
  return (
    new Commands(name)
      .exitOverride()
      // Beside long flags there is little room; commander would leave lines whole below 40 columns.
      .configureHelp({ minWidthToWrap: 20 })
      .configureOutput({
        writeOut: (text) => printText({ ...words, out: io.out }, text),
        writeErr: io.err,
        getOutHelpWidth: () => textColumns(io.outColumns),
        getErrHelpWidth: () => textColumns(io.errColumns),
      })
      .showHelpAfterError("(add --help for the options)")
  );
}

/** Adds a command, and those below it, to commander's program: it splits command lines and prints help. */
export function addCommand(
  parent: Commands,
  command: Command,
  act: (command: Command, raw: RawValues, path: readonly string[]) => void | Promise<void>,
  before: readonly string[] = [],
): void {
  const path = [...before, command.name];
  const program = parent.createCommand(command.name).description(command.description);
  parent.addCommand(program);
  program.copyInheritedSettings(parent);
  program.stray = command.stray;
  const { attributes, times } = describe(program, command);
  const names = Object.keys(command.arguments);
  for (const inner of command.commands) addCommand(program, inner, act, path);
  if (command.run === undefined) return;
  program.action((...all: unknown[]) =>
    act(
      command,
      {
        options: Object.fromEntries(
          optionsOf(command).map(([name]) => [
            name,
            program.getOptionValue(attributes.get(name) ?? name),
          ]),
        ),
        arguments: Object.fromEntries(names.map((name, i) => [name, all[i]])),
        has: (name) => program.getOptionValueSource(attributes.get(name) ?? name) === "cli",
        repeated: [...times].filter(([, count]) => count > 1).map(([name]) => name),
      },
      path,
    ),
  );
}

/** @returns what commander calls each option, and how often each of those with one value was typed */
function describe(
  program: Program,
  { summary, usage, examples, more, ...command }: Command,
): { readonly attributes: Map<string, string>; readonly times: Map<string, number> } {
  const attributes = new Map<string, string>();
  const times = new Map<string, number>();
  for (const { shown, description } of Object.values(command.arguments)) {
    program.argument(shown, description);
  }
  if (summary !== undefined) program.summary(summary);
  if (usage !== undefined) program.usage(usage);
  addExamples(program, examples);
  for (const [heading, table] of Object.entries(command.groups)) {
    for (const [name, option] of Object.entries(table)) {
      for (const flag of flagsFor(name, option)) {
        attributes.set(name, flag.attributeName());
        program.addOption(heading === "" ? flag : flag.helpGroup(`${heading}:`));
        if (option.kind.shape !== "one") continue;
        program.on(`option:${flag.name()}`, () => times.set(name, (times.get(name) ?? 0) + 1));
      }
    }
  }
  if (more !== undefined) {
    program.addHelpText("after", () => `\n${folded(more, helpColumns(program))}`);
  }
  return { attributes, times };
}

/** Examples, shown before anything else in a command's help. */
export function addExamples(program: Program, examples: Command["examples"]): void {
  if (examples.length === 0) return;
  program.addHelpText("before", () => {
    const columns = helpColumns(program);
    const lines = examples.flatMap(([line, what]) => [
      // It can be copied as it stands.
      wrap(line, columns - 2, "    ", "  ").join(" \\\n"),
      ...wrap(what, columns, "      "),
    ]);
    return `Examples:\n${lines.join("\n")}\n`;
  });
}

function helpColumns(program: Program): number {
  return program.configureOutput().getOutHelpWidth?.() ?? textColumns();
}

function flagsFor(name: string, option: Option): Flag[] {
  const [first = "", second] = flagsOf(name, option);
  const flag = new Flag(first, meaningOf(option));
  if (option.kind.shape === "one" || option.kind.shape === "many") {
    flag.argParser((text, before) => option.kind.parse(text, before));
  }
  return second === undefined ? [flag] : [flag, new Flag(second, option.negative)];
}

/**
 * Reads a command line by a command's table alone: the types of the values are the table's.
 *
 * @param argv without the program's and the command's name
 * @throws InputError for a command line that the table does not allow
 */
export function parseCommand<V>(command: Command<V>, argv: readonly string[]): V {
  const said: string[] = [];
  const quiet = { out: () => {}, err: (text: string) => void said.push(text) };
  const root = rootProgram(PROGRAM, quiet);
  const found: RawValues[] = [];
  addCommand(root, command, (_command, raw) => void found.push(raw));
  try {
    root.parse([command.name, ...argv], { from: "user" });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    throw new InputError(
      "bad-option",
      said
        .join("")
        .replace(/^error: /, "")
        .trim(),
    );
  }
  const [raw] = found;
  if (raw === undefined) throw new InputError("bad-option", `${command.name} has no such command`);
  return command.read(raw).values;
}
