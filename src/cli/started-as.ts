import { existsSync } from "node:fs";
import { basename, dirname, join, parse } from "node:path";
import { COMMAND_NAMES } from "./commands/names.ts";

/** Its name where it is on PATH, and in every text until it is shown. */
export const PROGRAM = "lr-finder";

/**
 * The words that start this program once more: its name where it was found on PATH (npm's global
 * install, the Python wheel's script), `npx lr-finder` where it lies in a project's packages or is
 * `node dist/cli/main.js` of a clone.
 *
 * @param script what Node runs, as in `process.argv[1]`
 * @param isThere tells of a path whether a file is there, for tests
 */
export function startedAs(script: string, isThere: (path: string) => boolean = existsSync): string {
  const folder = dirname(script);
  if (parse(script).name === PROGRAM) {
    return basename(folder) === ".bin" ? `npx ${PROGRAM}` : PROGRAM;
  }
  // Of a global install Windows runs the script itself, by a file beside the folder of packages.
  const packages = join(folder, "..", "..", "..");
  const isGlobal =
    basename(packages) === "node_modules" && isThere(join(packages, "..", `${PROGRAM}.cmd`));
  return isGlobal ? PROGRAM : `npx ${PROGRAM}`;
}

const COMMAND = new RegExp(
  `(?<![\\w/.@-]|npx\\s+)${PROGRAM}(?=\\s+(?:${COMMAND_NAMES.join("|")})(?![\\w-]))`,
  "g",
);

/** A text in which the commands that it names begin with the words that start this program. */
export function withStart(text: string, words: string): string {
  return words === PROGRAM ? text : text.replace(COMMAND, words);
}
