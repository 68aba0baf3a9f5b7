import { checkRules, type Given, type Rule } from "../../core/rules.ts";
import type { Io } from "../io.ts";
import { file, flag } from "./kinds.ts";
import {
  checkNeeded,
  type Layered,
  type Layers,
  layered,
  NO_LAYERS,
  type RawValues,
  withoutDisplaced,
} from "./layers.ts";
import { flagOf, type Option, option } from "./option.ts";

/** Options by their names, as in the library: `startLr` is `--start-lr`. */
export type OptionTable = Readonly<Record<string, Option>>;

/** Options under their headings of the help; those under "" stand among the common ones. */
export type OptionGroups = Readonly<Record<string, OptionTable>>;

/** What stands on the command line without a flag, in order. */
export interface Argument {
  /** As in the help: `<log>`, `[name]`, `<log...>`, `[paths...]`. */
  readonly shown: string;
  readonly description: string;
  /** The names that can be meant, for the completion of shells. */
  readonly choices?: readonly string[];
  /** What it names, likewise. */
  readonly names?: "file" | "folder";
}
export type ArgumentTable = Readonly<Record<string, Argument>>;

type ArgumentValue<Shown extends string> = Shown extends `${string}...${string}`
  ? readonly string[]
  : Shown extends `<${string}`
    ? string
    : string | undefined;

type UnionToIntersection<U> = (U extends unknown ? (each: U) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** All groups as one table. */
type Ungrouped<Groups extends OptionGroups> = UnionToIntersection<Groups[keyof Groups]>;

type ValueOf<O> = O extends Option<infer T> ? T : never;
type AlwaysThere<T> = {
  [K in keyof T]: T[K] extends { readonly always: true } ? K : never;
}[keyof T];

type NoArguments = Readonly<Record<never, Argument>>;

/** One property an option, typed by the table; it may be missing where the option has no default. */
export type OptionValues<Groups extends OptionGroups> = {
  readonly [K in AlwaysThere<Ungrouped<Groups>>]: ValueOf<Ungrouped<Groups>[K]>;
} & {
  readonly [K in Exclude<keyof Ungrouped<Groups>, AlwaysThere<Ungrouped<Groups>>>]?: ValueOf<
    Ungrouped<Groups>[K]
  >;
};

type ArgumentValues<Arguments extends ArgumentTable> = {
  readonly [K in keyof Arguments]: ArgumentValue<Arguments[K]["shown"]>;
};

/** What a command gets: its options, its arguments, and what every command has. */
export type Values<
  Groups extends OptionGroups,
  Arguments extends ArgumentTable = NoArguments,
> = OptionValues<Groups> & ArgumentValues<Arguments> & { readonly json: boolean };

/** What help and the reference page say about a command. */
interface Head {
  /** As it is typed, without what stands before it: `check` of `protocol check`. */
  readonly name: string;
  /** One line for the list of commands. @default the description */
  readonly summary?: string;
  readonly description: string;
  /** A command line and what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** Takes the place of what the options and arguments give. */
  readonly usage?: string;
  /** What else there is to say, below the options. */
  readonly more?: string;
  /** What to do with an argument that the command does not take, for the error about it. */
  readonly stray?: ((argument: string) => string) | undefined;
}

/** The values of a command, checked. */
export interface ReadValues<V> {
  readonly values: V;
  readonly layered: Layered;
  /** What has no effect, a sentence each. */
  readonly idle: readonly string[];
}

/** One command: its table, and what it does with the values. */
export interface Command<V = unknown> extends Head {
  readonly groups: OptionGroups;
  readonly arguments: ArgumentTable;
  readonly rules: readonly Rule[];
  readonly commands: readonly Command[];
  /**
   * The checked values, where they come from, and what in them has no effect.
   *
   * @throws InputError that names the option
   */
  read(raw: RawValues, layers?: Layers): ReadValues<V>;
  /**
   * @param all every command there is
   * @returns the exit code; a command that only holds others has none
   */
  /** @param args the whole command line, for a command that says how it goes on */
  run?(
    values: V,
    io: Io,
    all: () => Promise<readonly Command[]>,
    args: readonly string[],
  ): Promise<number>;
}

/** The values of a command. */
export type ValuesOf<C> = C extends Command<infer V> ? V : never;

/** The option that every command has. */
const JSON_OUTPUT = {
  json: option(flag, { description: "print one JSON object on stdout", isTyped: true }),
};

/** Those of every command that has options of its own. */
const FILE_OPTIONS = {
  options: option(file, {
    value: "<file>",
    description: "options file (.json, .yaml, .mjs, .ts); none: no options file",
    otherwise: "lr-finder.config.* in the working folder",
    variable: "LR_FINDER_OPTIONS",
    isTyped: true,
  }),
  printOptions: option(flag, {
    description: "print every option with its value and where that comes from, and do nothing",
    isTyped: true,
  }),
};

/** A command from its table: the types of its values follow from the options. */
export function command<
  const Groups extends OptionGroups,
  const Arguments extends ArgumentTable = NoArguments,
>(
  table: Head & {
    readonly options: Groups;
    readonly arguments?: Arguments;
    readonly rules?: readonly Rule<Extract<keyof Ungrouped<Groups>, string> | "json">[];
    run(
      values: Values<Groups, Arguments>,
      io: Io,
      all: () => Promise<readonly Command[]>,
      args: readonly string[],
    ): Promise<number>;
  },
): Command<Values<Groups, Arguments>> {
  const { options, arguments: args, rules = [], ...rest } = table;
  const { "": own, ...headed } = options;
  const hasOptions = Object.values(options).some((table) => Object.keys(table).length > 0);
  const groups = { ...headed, "": { ...own, ...JSON_OUTPUT, ...(hasOptions && FILE_OPTIONS) } };
  return {
    ...rest,
    groups,
    arguments: args ?? {},
    rules,
    commands: [],
    read(raw, layers = NO_LAYERS) {
      const all = optionsOf({ groups });
      const { displaced, ...left } = withoutDisplaced(
        layered(all, raw, layers),
        rules,
        all,
        layers.file,
      );
      checkNeeded(all, left);
      const { values, origins } = left;
      const given: Given = {
        has: (name) => origins[name] === "flag" || origins[name] === "file",
        valueOf: (name) => values[name],
      };
      const twice = raw.repeated.map(
        (name) => `\`${name}\` is given several times: the last counts`,
      );
      const out = displaced.map(
        (name) =>
          `\`${name}\` of ${layers.file?.file} is left out: it does not go with what is typed`,
      );
      const idle = [...twice, ...out, ...checkRules(rules, given)];
      const { options: _, printOptions: __, ...own } = values;
      const found = { ...own, ...raw.arguments } as Values<Groups, Arguments>;
      return { values: found, layered: left, idle };
    },
  };
}

/** Commands under a common name, without options of their own. */
export function commandGroup<const Arguments extends ArgumentTable = NoArguments>(
  table: Head & {
    readonly arguments?: Arguments;
    readonly commands: readonly Command[];
    /** What the name alone does. @default help */
    run?(values: ArgumentValues<Arguments>, io: Io): Promise<number>;
  },
): Command<ArgumentValues<Arguments>> {
  return {
    ...table,
    groups: {},
    arguments: table.arguments ?? {},
    rules: [],
    read: (raw) => ({
      values: raw.arguments as ArgumentValues<Arguments>,
      layered: { values: {}, origins: {} },
      idle: [],
    }),
  };
}

/** Every option of a command, by name. */
export function optionsOf({ groups }: Pick<Command, "groups">): [name: string, option: Option][] {
  return Object.values(groups).flatMap((table) => Object.entries(table));
}

/** The flag of every option of a command and of those below it, by its name; the command's own win. */
export function flagsByName(command: Command): Map<string, string> {
  return new Map([
    ...command.commands.flatMap((inner) => [...flagsByName(inner)]),
    ...optionsOf(command).map(([name, option]) => [name, flagOf(name, option)] as const),
  ]);
}

/** Some of the values, without those that are missing. */
export function pick<T extends object, K extends keyof T>(
  values: T,
  names: readonly K[],
): Pick<T, K> {
  const picked: Partial<Pick<T, K>> = {};
  for (const name of names) if (values[name] !== undefined) picked[name] = values[name];
  return picked as Pick<T, K>;
}

/** The values but for some. */
export function omit<T extends object, K extends keyof T>(
  values: T,
  names: readonly K[],
): Omit<T, K> {
  const left = Object.entries(values).filter(([name]) => !names.some((each) => each === name));
  return Object.fromEntries(left) as Omit<T, K>;
}
