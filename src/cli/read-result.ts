import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { InputError, messageOf } from "../core/errors.ts";
import { readDocumentSync } from "../files/index.ts";
import { parseResult } from "../result/parse.ts";
import type { Result } from "../result/types.ts";
import { interrupted, isInterrupted, resultFile, resumeAdvice } from "./run-folder.ts";

/**
 * Reads a result from its file, or from a result folder.
 *
 * @throws InputError when there is none, or it cannot be used; for other files of a run with what they
 *   are, and the command for them
 */
export function readResult(path: string): Result {
  const file = resultFile(path);
  let text: string;
  try {
    text = readDocumentSync(file, "result").toString("utf8");
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    if (isMissing && isInterrupted(path)) throw interrupted(path);
    const why = isMissing
      ? "there is no such file; give a result.json or the folder of a run"
      : messageOf(cause);
    throw new InputError("no-result", `cannot read the result ${file}: ${why}`, {
      data: { file },
      cause,
    });
  }
  try {
    return parseResult(text, file);
  } catch (cause) {
    throw otherFile(file, text) ?? cause;
  }
}

/** The error for a file of a run that is not its result; undefined for any other. */
function otherFile(file: string, text: string): InputError | undefined {
  const folder = dirname(file);
  const result = resultFile(folder);
  const hasResult = existsSync(result);
  const error = (what: string) => new InputError("bad-result", what, { data: { file } });
  if (isJournal(text)) {
    const advice = hasResult
      ? `Its result is ${result}`
      : `Continue the run: ${resumeAdvice(folder)}. Or make a result of what there is: lr-finder analyze ${file} --out FOLDER`;
    return error(`${file} is the journal of a run, not its result. ${advice}`);
  }
  if (!/^\s*<!doctype html/i.test(text)) return undefined;
  const advice = hasResult ? result : "the result.json of that run, or its folder";
  return error(`${file} is a page, not a result. Give ${advice}`);
}

function isJournal(text: string): boolean {
  const [line = ""] = text.split("\n", 1);
  try {
    const header: unknown = JSON.parse(line);
    return (
      typeof header === "object" && header !== null && "type" in header && header.type === "header"
    );
  } catch {
    return false;
  }
}
