import { InputError } from "./errors.ts";

/** A sibling that is given, that has a value, or that is given and shown as it is written. */
export type Sibling<Name extends string> =
  | Name
  | { readonly name: Name; readonly is: string | number }
  | { readonly name: Name; readonly like: string };

/** How options go together; they are named as in code, in backticks in its sentence. */
export interface Rule<Name extends string = string> {
  readonly kind: "needs" | "excludes" | "idle" | "idle-without" | "one-of";
  readonly options: readonly Name[];
  /** None for `one-of`; for `idle-without` any of them will do. */
  readonly siblings: readonly Sibling<Name>[];
  /** The end of the sentence. */
  readonly because?: string;
}

/** The options are refused without the sibling. */
export function needs<const Name extends string>(
  options: readonly Name[],
  sibling: Sibling<Name>,
  because?: string,
): Rule<Name> {
  return { kind: "needs", options, siblings: [sibling], ...(because !== undefined && { because }) };
}

/** The options are refused beside the sibling. */
export function excludes<const Name extends string>(
  sibling: Sibling<Name>,
  options: readonly Name[],
  because?: string,
): Rule<Name> {
  return {
    kind: "excludes",
    options,
    siblings: [sibling],
    ...(because !== undefined && { because }),
  };
}

/** The options have no effect beside the sibling: this is said, and the command goes on. */
export function idle<const Name extends string>(
  sibling: Sibling<Name>,
  options: readonly Name[],
  because?: string,
): Rule<Name> {
  return { kind: "idle", options, siblings: [sibling], ...(because !== undefined && { because }) };
}

/** The options have no effect where none of the siblings is given: this is said, and it goes on. */
export function idleWithout<const Name extends string>(
  options: readonly Name[],
  siblings: readonly Sibling<Name>[],
): Rule<Name> {
  return { kind: "idle-without", options, siblings };
}

/** At most one of the options. */
export function oneOf<const Name extends string>(options: readonly Name[]): Rule<Name> {
  return { kind: "one-of", options, siblings: [] };
}

/** Options as the rules see them. */
export interface Given {
  has(name: string): boolean;
  /** The value, also a default. */
  valueOf(name: string): unknown;
}

/**
 * Holds rules against what was given.
 *
 * @returns what has no effect, a sentence each
 * @throws InputError `bad-option` for the first rule that is broken
 */
export function checkRules(rules: readonly Rule[], given: Given): string[] {
  const idle: string[] = [];
  for (const rule of rules) {
    const broken = brokenBy(rule, given);
    if (broken.length === 0) continue;
    const sentence = ruleSentence(rule, broken);
    if (rule.kind === "idle" || rule.kind === "idle-without") idle.push(sentence);
    else throw new InputError("bad-option", sentence);
  }
  return idle;
}

function brokenBy({ kind, options, siblings }: Rule, given: Given): readonly string[] {
  const there = options.filter((name) => given.has(name));
  if (kind === "one-of") return there.length > 1 ? options : [];
  const isThere = siblings.some((sibling) => holds(sibling, given));
  return isThere === (kind === "needs" || kind === "idle-without") ? [] : there;
}

function holds(sibling: Sibling<string>, given: Given): boolean {
  if (typeof sibling === "string") return given.has(sibling);
  return "is" in sibling ? given.valueOf(sibling.name) === sibling.is : given.has(sibling.name);
}

/** A rule as a sentence about some of its options, or all of them. */
export function ruleSentence(rule: Rule, options: readonly string[] = rule.options): string {
  const { kind, siblings, because } = rule;
  const names = options.map((name) => `\`${name}\``);
  const other = siblings.map(shown).join(" or ");
  const has = names.length === 1 ? "has" : "have";
  const end = because === undefined ? "" : `: ${because}`;
  switch (kind) {
    case "one-of":
      return `give one of ${names.slice(0, -1).join(", ")} and ${names.at(-1)}, not several`;
    case "needs":
      return `${names.join(", ")} needs ${other}${end}`;
    case "excludes":
      return `${names.join(", ")} cannot be used with ${other}${end}`;
    case "idle":
      return `${names.join(", ")} ${has} no effect with ${other}${end}`;
    case "idle-without":
      return `${names.join(", ")} ${has} no effect without ${other}`;
  }
}

function shown(sibling: Sibling<string>): string {
  if (typeof sibling === "string") return `\`${sibling}\``;
  return `\`${sibling.name}\` ${"is" in sibling ? sibling.is : sibling.like}`;
}
