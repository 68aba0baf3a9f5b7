import { InputError } from "../../core/errors.ts";
import { flagOf } from "./option.ts";

/** A sibling that is given, or that has a value. */
export type Sibling<Name extends string> = Name | { readonly name: Name; readonly is: string };

/** How options of one command go together. */
export interface Rule<Name extends string = string> {
  readonly kind: "needs" | "excludes" | "idle" | "one-of";
  readonly options: readonly Name[];
  readonly sibling: Sibling<Name> | undefined;
  /** What to write for the sibling, where it is more than its flag. */
  readonly shown?: string;
  readonly because?: string;
}

interface Wording {
  /** The end of the sentence. */
  readonly because?: string;
  /** How the sibling is shown, e.g. `--apply FILE:KEY`. */
  readonly shown?: string;
}

/** The options are refused without the sibling. */
export function needs<const Name extends string>(
  options: readonly Name[],
  sibling: Sibling<Name>,
  wording: Wording = {},
): Rule<Name> {
  return { kind: "needs", options, sibling, ...wording };
}

/** The options are refused beside the sibling. */
export function excludes<const Name extends string>(
  sibling: Sibling<Name>,
  options: readonly Name[],
  because?: string,
): Rule<Name> {
  return { kind: "excludes", options, sibling, ...(because !== undefined && { because }) };
}

/** The options have no effect beside the sibling: this is said, and the command goes on. */
export function idle<const Name extends string>(
  sibling: Sibling<Name>,
  options: readonly Name[],
  because?: string,
): Rule<Name> {
  return { kind: "idle", options, sibling, ...(because !== undefined && { because }) };
}

/** At most one of the options. */
export function oneOf<const Name extends string>(options: readonly Name[]): Rule<Name> {
  return { kind: "one-of", options, sibling: undefined };
}

/** A command line as the rules see it. */
export interface Given {
  has(name: string): boolean;
  /** The value, also a default. */
  valueOf(name: string): unknown;
}

/**
 * Holds the rules against a command line.
 *
 * @returns what has no effect, a sentence each
 * @throws InputError for the first rule that is broken
 */
export function checkRules(rules: readonly Rule[], given: Given): string[] {
  const idle: string[] = [];
  for (const rule of rules) {
    const broken = brokenBy(rule, given);
    if (broken.length === 0) continue;
    if (rule.kind !== "idle") throw new InputError("bad-option", sentenceOf(rule, broken));
    idle.push(sentenceOf(rule, broken));
  }
  return idle;
}

function brokenBy({ kind, options, sibling }: Rule, given: Given): readonly string[] {
  const there = options.filter((name) => given.has(name));
  if (sibling === undefined) return there.length > 1 ? options : [];
  return holds(sibling, given) === (kind === "needs") ? [] : there;
}

function holds(sibling: Sibling<string>, given: Given): boolean {
  if (typeof sibling === "string") return given.has(sibling);
  return given.valueOf(sibling.name) === sibling.is;
}

/** A rule as a sentence about some of its options, or all of them. */
export function sentenceOf(rule: Rule, options: readonly string[] = rule.options): string {
  const { kind, sibling, because, shown = sibling === undefined ? "" : nameOf(sibling) } = rule;
  const flags = options.map(flagOf);
  const end = because === undefined ? "" : `: ${because}`;
  switch (kind) {
    case "one-of":
      return `give one of ${flags.slice(0, -1).join(", ")} and ${flags.at(-1)}, not several`;
    case "needs":
      return `${flags.join(", ")} needs ${shown}${end}`;
    case "excludes":
      return `${flags.join(", ")} cannot be used with ${shown}${end}`;
    case "idle":
      return `${flags.join(", ")} ${flags.length === 1 ? "has" : "have"} no effect with ${shown}${end}`;
  }
}

function nameOf(sibling: Sibling<string>): string {
  if (typeof sibling === "string") return flagOf(sibling);
  return `${flagOf(sibling.name)} ${sibling.is}`;
}
