import { existsSync } from "node:fs";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nearest } from "../core/check.ts";
import { type Environment, variable } from "../core/environment.ts";
import { InputError, messageOf } from "../core/errors.ts";
import { keysOf } from "../core/records.ts";
import { notUtf8, placeText, utf8Text } from "../core/text-decoder.ts";
import { checkRegular, readDocument } from "../files/index.ts";
import type { FileOptions } from "./options/index.ts";

/** What a file is called that is read without being named, but for its ending. */
const NAME = "lr-finder.config";

/** Says that no options file is read. */
export const NO_FILE = "none";

/** How files of each ending are read. */
const READERS = {
  ".json": async (path: string) => JSON.parse(await textOf(path)),
  ".yaml": readYaml,
  ".yml": readYaml,
  ".mjs": readModule,
  ".js": readModule,
  ".cjs": readModule,
  ".ts": readModule,
  ".mts": readModule,
} as const satisfies Readonly<Record<string, (path: string) => Promise<unknown>>>;

const ENDINGS = keysOf(READERS);

/** Endings of the file that is read without being named. */
const OWN_ENDINGS = [".json", ".yaml", ".mjs", ".ts"] as const satisfies typeof ENDINGS;

/** Names of the file that is read without being named. */
export const OWN_FILES: readonly string[] = OWN_ENDINGS.map((ending) => `${NAME}${ending}`);

/**
 * The options file of a command line: the one that is named, or `lr-finder.config.*` in the working
 * folder.
 *
 * @param given `--options`
 * @param isDriven by a program, which knows nothing of a file in its folder: only a named one is read
 * @returns what it holds for the command; null where there is none
 * @throws InputError for one that is not there, cannot be read, or has a section of no command; for
 *   several where none is named
 */
export async function optionsFor(
  path: readonly string[],
  given: string | undefined,
  env: Environment,
  commandNames: readonly string[],
  isDriven: boolean,
): Promise<FileOptions | null> {
  const file = given ?? variable(env, "LR_FINDER_OPTIONS") ?? (isDriven ? NO_FILE : ownFile());
  if (file === undefined || file === NO_FILE) return null;
  const content = objectOf(await contentOf(file), file);
  for (const name of Object.keys(content)) {
    if (name === "$schema" || commandNames.includes(name)) continue;
    const near = nearest(name, commandNames);
    const hint =
      near === undefined
        ? `sections are called as the commands: ${commandNames.join(", ")}`
        : `did you mean "${near}"?`;
    throw bad(file, `"${name}" is no command: ${hint}`);
  }
  let section: Readonly<Record<string, unknown>> = content;
  for (const [i, name] of path.entries()) {
    if (!Object.hasOwn(section, name)) return null;
    section = objectOf(section[name], `${file}: ${path.slice(0, i + 1).join(".")}`);
  }
  return { file, values: section };
}

function ownFile(): string | undefined {
  const [first, second] = OWN_FILES.filter((each) => existsSync(each));
  if (first === undefined || second === undefined) return first;
  throw new InputError(
    "bad-options-file",
    `${first} and ${second} are both here: name one with --options, or put everything into one`,
    { data: { files: [first, second] } },
  );
}

async function contentOf(file: string): Promise<unknown> {
  const ending = ENDINGS.find((each) => each === extname(file).toLowerCase());
  if (ending === undefined) {
    throw bad(file, `an options file ends in one of ${ENDINGS.join(", ")}`);
  }
  try {
    return await READERS[ending](file);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw bad(file, isMissing ? "there is no such file" : sentenceOf(cause, ending), cause);
  }
}

function sentenceOf(cause: unknown, ending: string): string {
  const isUnstripped =
    cause instanceof Error && "code" in cause && cause.code === "ERR_UNKNOWN_FILE_EXTENSION";
  if (!isUnstripped) return `cannot be read: ${messageOf(cause)}`;
  return `this Node (${process.versions.node}) reads no ${ending}: take Node 22.18 or newer, or call it ${NAME}.mjs`;
}

async function textOf(path: string): Promise<string> {
  const read = utf8Text(await readDocument(path, "config"));
  if ("text" in read) return read.text;
  throw new InputError("bad-options-file", notUtf8(path, placeText(read.damage)), {
    data: { file: path, ...read.damage },
  });
}

async function readYaml(path: string): Promise<unknown> {
  const { parse } = await import("yaml");
  return parse(await textOf(path));
}

/** The default export of a module. */
async function readModule(path: string): Promise<unknown> {
  await checkRegular(path);
  const loaded: { readonly default?: unknown } = await import(pathToFileURL(resolve(path)).href);
  if ("default" in loaded) return loaded.default;
  throw bad(path, "it has no default export, which is the object of options");
}

function objectOf(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw bad(place, "expected options by their names, under the names of their commands");
}

function bad(file: string, sentence: string, cause?: unknown): InputError {
  return new InputError("bad-options-file", `${file}: ${sentence}`, { data: { file }, cause });
}
