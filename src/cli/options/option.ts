import type { VariableName } from "../../core/environment.ts";
import type { Kind, KindWithAbsent } from "./kinds.ts";

/** What is said of an option in one command. */
export interface Words {
  /** Stands for the value in the help, e.g. `<file>`. */
  readonly value?: string;
  readonly description: string;
  /** What happens without the option, where the table has no default of its own. */
  readonly otherwise?: string;
  /** Those of the kind's choices that this command has a use for. @default all */
  readonly listed?: readonly string[];
  /** Values among others that a shell offers. @default those that can be meant */
  readonly offered?: readonly string[];
  /** The option that its value is for: one of a file goes with that of the file. */
  readonly of?: string;
  /** Values that it takes, shown in the help. */
  readonly examples?: readonly string[];
  /** Its flag without dashes, where it is not the name: `lang` for `language`. */
  readonly flag?: string;
  /** The variable of the environment that gives it, where it is not typed. */
  readonly variable?: VariableName;
  /** It is only typed: no options file has it. */
  readonly isTyped?: true;
  /** What it holds is never printed. */
  readonly isSecret?: true;
  /** A second, shorter flag, without dashes. */
  readonly alias?: string;
  /** What `--no-name` means, for an option that is written both ways. */
  readonly negative?: string;
}

/**
 * One option. `Always` tells whether a command that has it always finds a value: by a default, or
 * because the option is needed.
 */
export interface Option<T = unknown, Always extends boolean = boolean> extends Words {
  readonly kind: Kind<T>;
  readonly always: Always;
  /** The value when it is left out. */
  readonly default?: T;
  /** The command is refused without it. */
  readonly isNeeded: boolean;
}

/** An option that is false (or true, for a `--no-…`) when it is left out. */
export function option<T>(kind: KindWithAbsent<T>, words: Words): Option<T, true>;
/** An option with a default. */
export function option<T>(kind: Kind<T>, words: Words & { default: NoInfer<T> }): Option<T, true>;
/** An option that may be missing. */
export function option<T>(kind: Kind<T>, words: Words): Option<T, false>;
export function option<T>(
  kind: Kind<T> | KindWithAbsent<T>,
  words: Words & { default?: T },
): Option<T> {
  const withAbsent = "absent" in kind ? { default: kind.absent } : {};
  const always = "absent" in kind || words.default !== undefined;
  return { kind, ...words, ...withAbsent, always, isNeeded: false };
}

/** An option that must be given. */
export function needed<T>(kind: Kind<T>, words: Words): Option<T, true> {
  return { kind, ...words, always: true, isNeeded: true };
}

/** The same option under other words: it still takes the same values, and has the same default. */
export function reworded<T, Always extends boolean>(
  of: Option<T, Always>,
  words: Partial<Words>,
): Option<T, Always> {
  return { ...of, ...words };
}

/** The flag of an option: `--start-lr` for `startLr`, unless it has another one. */
export function flagOf(name: string, { kind, flag = dashed(name) }: Option): string {
  return kind.shape === "negated" ? `--no-${flag}` : `--${flag}`;
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The flags of an option as the help shows them, e.g. `["--start-lr <lr>"]`. */
export function flagsOf(name: string, option: Option): string[] {
  const { kind, value, alias } = option;
  const long = flagOf(name, option);
  if (kind.shape === "either") return [long, long.replace(/^--/, "--no-")];
  const shown = alias === undefined ? long : `--${alias}, ${long}`;
  return [value === undefined ? shown : `${shown} ${value}`];
}

/** What an option means, what it takes and what it is otherwise, as one line. */
export function meaningOf(option: Option): string {
  const examples = option.examples === undefined ? "" : `, e.g. ${option.examples.join(" or ")}`;
  const aside = [
    ...(option.kind.shape === "many" ? ["repeatable"] : []),
    ...(option.isNeeded ? ["needed"] : []),
    ...(defaultOf(option) === null ? [] : [`default: ${defaultOf(option)}`]),
    ...(option.variable === undefined ? [] : [`or ${option.variable}`]),
  ];
  return `${option.description}${examples}${aside.length === 0 ? "" : ` (${aside.join("; ")})`}`;
}

/** The default in words; null where leaving the option out needs none. */
export function defaultOf(option: Option): string | null {
  if (option.otherwise !== undefined) return option.otherwise;
  const isShown = typeof option.default === "string" || typeof option.default === "number";
  return isShown ? String(option.default) : null;
}

/** "a, b or c". */
export function anyOf(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} or ${last}`;
}
