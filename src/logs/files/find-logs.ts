import { type Dirent, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { Refusal } from "../../contract/refusals.ts";
import { messageOf } from "../../core/errors.ts";
import { listOf } from "../../core/format.ts";
import { ALL_LOG_FORMATS } from "../formats/index.ts";

/** One log inside a folder: a file, or the event files of one TensorBoard run, oldest first. */
export interface FoundLog {
  /** What to give to read this log alone. */
  readonly path: string;
  readonly files: readonly string[];
}

const DEEPEST = 5;

/** Every place where logs are looked for, the most particular format first. */
const PLACES = ALL_LOG_FORMATS.flatMap(({ name, inFolder }) =>
  inFolder === null ? [] : [{ name, ...inFolder }],
);

/**
 * The logs in a folder and the folders below it, of every format that has a name for its files: one
 * log a folder.
 *
 * @throws InputError when the folder cannot be read
 */
export function findLogs(folder: string): FoundLog[] {
  try {
    return newestOnly(walk(folder, 0));
  } catch (cause) {
    const why = messageOf(cause);
    const message = `${folder} cannot be read: ${why}`;
    throw new Refusal("unreadable-file", message, { path: folder, why }, { cause });
  }
}

/**
 * The one log of a folder.
 *
 * @throws InputError `no-log-in-folder`, or `several-logs` with their paths
 */
export function onlyLog(folder: string): FoundLog {
  const logs = findLogs(folder);
  const [log] = logs;
  if (log === undefined) {
    const expected = PLACES.map(({ name }) => name);
    const shown = PLACES.map((place) => place.shown);
    throw new Refusal(
      "no-log-in-folder",
      `there is no log in the folder ${folder}: looked for ${listOf(shown, "and")}. Name the file`,
      { path: folder, expected },
    );
  }
  if (logs.length === 1) return log;
  const paths = logs.map(({ path }) => path);
  const shown = paths.slice(0, 20).join(", ");
  const more = paths.length > 20 ? `, and ${paths.length - 20} more` : "";
  throw new Refusal(
    "several-logs",
    `the folder ${folder} holds ${paths.length} logs: give one of them, or several that are repeats of one sweep: ${shown}${more}`,
    { path: folder, logs: paths },
  );
}

function walk(folder: string, depth: number): FoundLog[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort(byName);
  const here = logHere(folder, entries);
  if (depth === DEEPEST) return here;
  const below = entries.filter(
    (entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name),
  );
  return [...here, ...below.flatMap(({ name }) => walk(join(folder, name), depth + 1))];
}

function logHere(folder: string, entries: readonly Dirent[]): FoundLog[] {
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  for (const { file, together } of PLACES) {
    const files = names.filter((name) => file.test(name)).map((name) => join(folder, name));
    const [first] = files;
    if (first === undefined) continue;
    return [together ? { path: folder, files } : { path: first, files: [first] }];
  }
  return [];
}

function newestOnly(logs: FoundLog[]): FoundLog[] {
  return PLACES.reduce((kept, { file, newest }) => {
    const ofFormat = kept.map(({ path }) => path).filter((path) => file.test(basename(path)));
    const old = new Set(ofFormat);
    for (const path of newest(ofFormat)) old.delete(path);
    return kept.filter(({ path }) => !old.has(path));
  }, logs);
}

function byName(a: Dirent, b: Dirent): number {
  return a.name.localeCompare(b.name, "en", { numeric: true });
}
