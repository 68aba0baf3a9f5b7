import { InvalidArgumentError } from "commander";
import {
  type Check,
  checkOneOf,
  checkPositive,
  checkText,
  decimal,
  rejectOption,
} from "../../core/check.ts";

/**
 * How the texts of an option become its value. One object serves every command that has the option,
 * so that it means the same in all of them.
 */
export interface Kind<T> {
  /**
   * How it is written: `flag` alone, `negated` alone as `--no-…` for what is on otherwise, `either`
   * both ways, `one` with a value, `many` with a value and repeatable.
   */
  readonly shape: "flag" | "negated" | "either" | "one" | "many";
  /** The names that can be meant, where they can be listed. */
  readonly choices?: readonly string[];
  /** What a text of it names, for the completion of shells. */
  readonly names?: "file" | "folder";
  /** Other texts than the choices are taken too: other spellings of them. */
  readonly isOpen?: true;
  /** A repeatable one whose texts are `NAME=VALUE`. */
  readonly isPairs?: true;
  /** One text with several numbers, divided by commas: in an options file a list of them too. */
  readonly isList?: true;
  /** What the numbers of a number are, as a JSON Schema says it. */
  readonly bounds?: Readonly<Record<string, unknown>>;
  /** What it is in an options file: the type of one value. */
  readonly json: "boolean" | "number" | "text";
  /** One text, not yet checked; `before` is what the earlier ones of a repeatable option gave. */
  parse(text: string, before: unknown): unknown;
  /** @throws InputError that names the option, what was expected and what came */
  check: Check<T>;
}

/** A kind of which something is known when the option is left out. */
export interface KindWithAbsent<T> extends Kind<T> {
  readonly absent: T;
}

const asItIs = (text: string): unknown => text;

const checkFlag: Check<boolean> = (name, value) =>
  typeof value === "boolean" ? value : rejectOption(name, "true or false", value);

/** `--name`: true when it is there. */
export const flag: KindWithAbsent<boolean> = {
  shape: "flag",
  json: "boolean",
  absent: false,
  parse: asItIs,
  check: checkFlag,
};

/** `--no-name`: false when it is there. */
export const negated: KindWithAbsent<boolean> = {
  shape: "negated",
  json: "boolean",
  absent: true,
  parse: asItIs,
  check: checkFlag,
};

/** `--name` and `--no-name`. */
export const either: Kind<boolean> = {
  shape: "either",
  json: "boolean",
  parse: asItIs,
  check: checkFlag,
};

/** Any text. */
export const text: Kind<string> = { shape: "one", json: "text", parse: asItIs, check: checkText };

/** The path of a file, or of what has one, such as `config.yaml:lr`. */
export const file: Kind<string> = { ...text, names: "file" };

/** The path of a folder. */
export const folder: Kind<string> = { ...text, names: "folder" };

/** A repeatable option of any texts. */
export const texts: Kind<readonly string[]> = {
  shape: "many",
  json: "text",
  parse: (text, before) => [...(Array.isArray(before) ? before : []), text],
  check: (name, value) =>
    Array.isArray(value)
      ? value.map((each: unknown) => checkText(name, each))
      : rejectOption(name, "a list", value),
};

/** A repeatable option of paths. */
export const files: Kind<readonly string[]> = { ...texts, names: "file" };

/** A text that a check reads further. */
export function textAs<T>(check: (name: string, text: string) => T): Kind<T> {
  return {
    shape: "one",
    json: "text",
    parse: asItIs,
    check: (name, value) => check(name, checkText(name, value)),
  };
}

/** Several numbers in one text, divided by commas. */
export function listAs<T>(check: (name: string, text: string) => T): Kind<T> {
  return { ...textAs(check), isList: true };
}

/** A number, and how it is checked. */
export function number(check: Check<number>): Kind<number> {
  const { integers } = check;
  const bounds =
    integers === undefined
      ? check === checkPositive && { exclusiveMinimum: 0 }
      : {
          type: "integer",
          minimum: integers.min,
          ...(integers.max !== undefined && { maximum: integers.max }),
        };
  return { shape: "one", json: "number", parse: parseNumber, check, ...(bounds && { bounds }) };
}

/** One of a list of names. */
export function choice<const T extends string>(choices: readonly T[]): Kind<T> {
  return {
    shape: "one",
    json: "text",
    choices,
    parse: asItIs,
    check: (name, value) => checkOneOf(name, value, choices),
  };
}

/** A name that may be spelled in other ways than it is listed: it is passed on as it came. */
export function spelling(
  choices: readonly string[],
  understand: (name: string, text: string) => unknown,
): Kind<string> {
  return {
    shape: "one",
    json: "text",
    choices,
    isOpen: true,
    parse: asItIs,
    check: (name, value) => {
      const text = checkText(name, value);
      understand(name, text);
      return text;
    },
  };
}

/** A repeatable `NAME=VALUE`; a name that comes again wins. */
export function pairs<T>(
  check: (option: string, name: string, text: string) => T,
): Kind<Readonly<Record<string, T>>> {
  return {
    shape: "many",
    json: "text",
    isPairs: true,
    parse: (text, before) => {
      const at = text.indexOf("=");
      if (at < 1) throw new InvalidArgumentError("Expected NAME=VALUE.");
      return { ...(isObject(before) ? before : {}), [text.slice(0, at)]: text.slice(at + 1) };
    },
    check: (option, value) => {
      if (!isObject(value)) return rejectOption(option, "pairs of NAME=VALUE", value);
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [
          name,
          check(option, name, checkText(option, each)),
        ]),
      );
    },
  };
}

/**
 * A value of an options file as its kind checks it: where texts are typed, a number may stand as such.
 * What does not fit is left for the check to refuse.
 */
export function fromFile({ json, shape, isPairs, isList }: Kind<unknown>, value: unknown): unknown {
  if (isList && Array.isArray(value)) return value.map(String).join(",");
  const one = (each: unknown) => {
    const isPlain = typeof each === "number" || typeof each === "boolean";
    return json === "text" && isPlain && shape !== "one" ? String(each) : each;
  };
  if (shape === "one") return json === "text" && typeof value === "number" ? String(value) : value;
  if (shape !== "many") return value;
  if (isPairs && isObject(value) && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, one(each)]));
  }
  return isPairs ? value : (Array.isArray(value) ? value : [value]).map(one);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** A number as it may be typed; ranges are checked afterwards. */
function parseNumber(text: string): number {
  const value = decimal(text);
  if (value !== undefined) return value;
  throw new InvalidArgumentError("Expected a number, such as 5 or 1e-3.");
}
