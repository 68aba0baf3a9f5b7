import { statSync } from "node:fs";
import { join } from "node:path";
import { InputError, messageOf } from "../core/errors.ts";
import { readDocumentSync } from "../files/index.ts";
import { parseResult } from "../result/parse.ts";
import type { Result } from "../result/types.ts";

/**
 * Reads a result from its file, or from a result folder.
 *
 * @throws InputError when there is none, or it cannot be used
 */
export function readResult(path: string): Result {
  const file = resultFile(path);
  try {
    return parseResult(readDocumentSync(file, "result").toString("utf8"), file);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const why = missing
      ? "there is no such file; give a result.json or the folder of a run"
      : messageOf(cause);
    throw new InputError("no-result", `cannot read the result ${file}: ${why}`, {
      data: { file },
      cause,
    });
  }
}

/** The result's own file: the path itself, or `result.json` in a folder. */
export function resultFile(path: string): string {
  const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return folder ? join(path, "result.json") : path;
}
