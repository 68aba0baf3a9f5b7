import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "../core/errors.ts";
import { quotedWord } from "../core/redact/shell-words.ts";
import { type HeldByOther, holderText, lockHolder } from "../files/index.ts";

// What lies in the folder of a run, without reading it.

const RESULT = "result.json";
const JOURNAL = "journal.jsonl";
const LOCK = "lock";

/** The result's own file: the path itself, or `result.json` in a folder. */
export function resultFile(path: string): string {
  return isFolder(path) ? join(path, RESULT) : path;
}

/** Whether a path is that of a result, or of a run's folder with one. */
export function isResult(path: string): boolean {
  return basename(resultFile(path)) === RESULT && existsSync(resultFile(path));
}

/** Whether a folder holds a run that did not come to its result. */
export function isInterrupted(folder: string): boolean {
  return isFolder(folder) && !existsSync(join(folder, RESULT)) && existsSync(join(folder, JOURNAL));
}

/** The error for a folder that {@link isInterrupted}, or whose run is not at its end. */
export function interrupted(folder: string): InputError {
  const journal = join(folder, JOURNAL);
  const holder = runningIn(folder);
  if (holder !== null) {
    return new InputError(
      "no-result",
      `the run in ${folder} is still going on (${holderText(holder)}): it has no result yet. Wait for its end, or look at what there is: lr-finder analyze ${journal}`,
      { data: { file: join(folder, RESULT), journal } },
    );
  }
  return new InputError(
    "no-result",
    `${folder} holds the journal of a run that was interrupted, and no result yet. Continue it: ${resumeAdvice(folder)}. Or make a result of what there is: lr-finder analyze ${journal} --out FOLDER`,
    { data: { file: join(folder, RESULT), journal } },
  );
}

function runningIn(folder: string): HeldByOther | null {
  try {
    return lockHolder(join(folder, LOCK));
  } catch {
    // What lies there is no lock.
    return null;
  }
}

/** How a run in a folder is continued. */
export function resumeAdvice(folder: string): string {
  return `lr-finder run … --out ${folder} --resume, with the options that it was started with`;
}

/** The command line that goes on with a run, made from the one that it was started with. */
export function resumeCommand(args: readonly string[], folder: string): string {
  const hasOut = args.some((arg) => arg === "--out" || arg.startsWith("--out="));
  const more = [
    ...(hasOut ? [] : ["--out", folder]),
    ...(args.includes("--resume") ? [] : ["--resume"]),
  ];
  return ["lr-finder", ...args, ...more].map(quotedWord).join(" ");
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
