import { variable } from "../core/environment.ts";
import { LrFinderError, messageOf } from "../core/errors.ts";
import { toJson } from "../core/json.ts";
import { shortenMiddle } from "../core/shorten.ts";
import { PARENT } from "../job/rules.ts";
import { DEFAULT_LANGUAGE, type Language, refusalText, wordsOf } from "../words/index.ts";
import type { Io } from "./io.ts";
import { styleFor } from "./style.ts";

// A name in a file may have any length; a trainer's own message and the end of its stderr fit in.
const LONGEST_MESSAGE = 10_000;

/**
 * Prints what went wrong, once, as one sentence of at most 10,000 characters; as an object on stdout as well where
 * `form` says so, so that a program that reads stdout always finds one: the object of `--json`, or the last message to
 * the process that started this one. `LR_FINDER_DEBUG=1` adds the stack.
 *
 * Options are named as in the library (`startLr`); here they become the command line's (`--start-lr`).
 *
 * @param flags the flag of every option of the command line, by the library's name for it
 * @param language of what stderr gets, where there are words for it; what programs read is in English
 */
export function printError(
  io: Io,
  thrown: unknown,
  form: ErrorForm,
  {
    flags = new Map(),
    language = DEFAULT_LANGUAGE,
  }: { flags?: ReadonlyMap<string, string>; language?: Language } = {},
): void {
  const expected = thrown instanceof LrFinderError;
  const said = (text: string) =>
    shortenMiddle(expected ? asCommandLine(thrown, text, flags) : text, LONGEST_MESSAGE);
  const message = said(messageOf(thrown));
  if (form !== "words") {
    const code = expected ? thrown.code : "failure";
    const error = { code, message, data: expected ? thrown.data : {} };
    io.out(`${toJson(form === "json" ? { version: 1, error } : { lrf: "failed", error })}\n`);
  }
  const style = styleFor(io);
  io.err(`${style.red("error:")} ${said(refusalText(thrown, wordsOf(language)))}\n`);
  if (variable(io.env, "LR_FINDER_DEBUG") && thrown instanceof Error) io.err(`${stacks(thrown)}\n`);
  else if (!expected) {
    io.err("This is a fault of lr-finder. LR_FINDER_DEBUG=1 shows where it happened.\n");
  }
}

/** Where it was thrown, and where what led to it was. */
function stacks(thrown: Error): string {
  const { stack = String(thrown), cause } = thrown;
  return cause instanceof Error ? `${stack}\ncaused by ${stacks(cause)}` : stack;
}

/** Where an error goes beside stderr. */
export type ErrorForm = "words" | "json" | "protocol";

/** The form that a command line asks for, also one that cannot be read. */
export function errorForm(args: readonly string[]): ErrorForm {
  const speaks = args.some(
    (arg, i) => arg === `--trainer=${PARENT}` || (arg === PARENT && args[i - 1] === "--trainer"),
  );
  if (speaks) return "protocol";
  return args.includes("--json") ? "json" : "words";
}

const OPTION_CODES = ["bad-option", "missing-option", "unknown-option", "wrong-kind"];

function asCommandLine(
  { code, data }: LrFinderError,
  message: string,
  flags: ReadonlyMap<string, string>,
): string {
  // In other errors, and in those about a module, a name in backticks may be an export or a field of a file.
  const isOfModule = typeof data.place === "string" && data.place.includes("`module`");
  const others: readonly unknown[] = Array.isArray(data.options) ? data.options : [];
  const isOption = (name: string, after: string) =>
    isOfModule || EXPORTED.test(after)
      ? name === "module"
      : OPTION_CODES.includes(code) || name === data.option || others.includes(name);
  return withFlags(message, flags, isOption);
}

/** Behind the name of an export: the module that it is of. */
const EXPORTED = /^ of \S+\.[cm]?[jt]s\b/;

/**
 * A sentence in which options are named in backticks, with their flags instead.
 *
 * @param isOption whether a name is one, by what stands behind it
 */
export function withFlags(
  sentence: string,
  flags: ReadonlyMap<string, string>,
  isOption: (name: string, after: string) => boolean = () => true,
): string {
  return sentence
    .replace(/`(--[\w-]+)`/g, "$1")
    .replace(/`(\w+)`/g, (whole, name: string, at: number, all: string) =>
      isOption(name, all.slice(at + whole.length)) ? (flags.get(name) ?? whole) : whole,
    );
}
