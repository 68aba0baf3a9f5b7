import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { InputError } from "../../core/errors.ts";
import type { Result } from "../../result/types.ts";
import { readResult } from "../read-result.ts";
import { interrupted, isInterrupted, resultFile } from "../run-folder.ts";

/** A result and the file that it was read from. */
export interface ReadResult {
  readonly result: Result;
  readonly file: string;
}

/**
 * Reads the results that paths name: a result.json, the folder of a run, or a folder of such folders
 * (then all of them, by name).
 *
 * @throws InputError when a path holds no result, one of them cannot be used, or one is given twice
 */
export function readResults(paths: readonly string[]): ReadResult[] {
  const files = paths.flatMap(resultFiles);
  const seen = new Set<string>();
  for (const file of files) {
    if (seen.has(resolve(file))) {
      throw new InputError(
        "given-twice",
        `${file} is given twice: name each result once, so that it is not compared with itself`,
        { data: { file } },
      );
    }
    seen.add(resolve(file));
  }
  return files.map((file) => ({ result: readResult(file), file }));
}

function resultFiles(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const own = resultFile(path);
  if (existsSync(own)) return [own];
  const inner = readdirSync(path)
    .sort()
    .map((name) => join(path, name, "result.json"))
    .filter((file) => existsSync(file));
  if (inner.length > 0) return inner;
  if (isInterrupted(path)) throw interrupted(path);
  throw new InputError(
    "no-result",
    `there is no result in the folder ${path}: it has neither a result.json nor folders with one. Give the folder of a run, e.g. reports/quickstart`,
    { data: { path } },
  );
}

/** The folder that holds all of the given files' folders. */
export function commonFolder(files: readonly string[]): string {
  const folders = files.map((file) => dirname(resolve(file)));
  let common = dirname(folders[0] as string);
  while (folders.some((folder) => relative(common, folder).startsWith(".."))) {
    common = dirname(common);
  }
  return relative("", common) || ".";
}
