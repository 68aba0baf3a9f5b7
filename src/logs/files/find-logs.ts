import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { InputError, messageOf } from "../../core/errors.ts";

/** One log inside a folder: a file, or the event files of one TensorBoard run, oldest first. */
export interface FoundLog {
  /** What to give to read this log alone. */
  readonly path: string;
  readonly files: readonly string[];
}

const DEEPEST = 5;
/** In one folder the first of these is its log. */
const FILE_NAMES = [
  /^result\.json$/,
  /^journal\.jsonl$/,
  /^metrics\.csv(\.gz)?$/,
  /^trainer_state\.json$/,
];
const EVENT_FILE = /tfevents\.\d+/;

/**
 * The logs in a folder and the folders below it: results and journals of ours, Lightning's
 * `metrics.csv`, Hugging Face's `trainer_state.json` (of its checkpoints only the last, which holds
 * what the others do), TensorBoard event files.
 *
 * @throws InputError when the folder cannot be read
 */
export function findLogs(folder: string): FoundLog[] {
  try {
    return lastCheckpointOnly(walk(folder, 0));
  } catch (cause) {
    throw new InputError("unreadable-file", `${folder} cannot be read: ${messageOf(cause)}`, {
      data: { path: folder },
      cause,
    });
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
    throw new InputError(
      "no-log-in-folder",
      `there is no log in the folder ${folder}: looked for result.json, journal.jsonl, metrics.csv, trainer_state.json and TensorBoard event files. Name the file`,
      { data: { path: folder } },
    );
  }
  if (logs.length === 1) return log;
  const paths = logs.map(({ path }) => path);
  const shown = paths.slice(0, 20).join(", ");
  const more = paths.length > 20 ? `, and ${paths.length - 20} more` : "";
  throw new InputError(
    "several-logs",
    `the folder ${folder} holds ${paths.length} logs: give one of them, or several that are repeats of one sweep: ${shown}${more}`,
    { data: { path: folder, logs: paths } },
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
  for (const wanted of FILE_NAMES) {
    const name = names.find((other) => wanted.test(other));
    if (name !== undefined) return [{ path: join(folder, name), files: [join(folder, name)] }];
  }
  // Their names hold the time at which they were begun.
  const events = names.filter((name) => EVENT_FILE.test(name));
  return events.length === 0
    ? []
    : [{ path: folder, files: events.map((name) => join(folder, name)) }];
}

function lastCheckpointOnly(logs: FoundLog[]): FoundLog[] {
  const states = logs.filter(({ path }) => path.endsWith("trainer_state.json"));
  const [root] = states.filter(({ path }) => !CHECKPOINT.test(path));
  const last = root ?? states.sort((a, b) => checkpointOf(b) - checkpointOf(a))[0];
  return logs.filter((log) => !states.includes(log) || log === last || !CHECKPOINT.test(log.path));
}

const CHECKPOINT = /checkpoint-(\d+)[\\/]trainer_state\.json$/;

function checkpointOf({ path }: FoundLog): number {
  return Number(CHECKPOINT.exec(path)?.[1] ?? 0);
}

function byName(a: Dirent, b: Dirent): number {
  return a.name.localeCompare(b.name, "en", { numeric: true });
}
