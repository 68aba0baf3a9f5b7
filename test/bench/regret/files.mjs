// Where runs are kept, so that nothing deterministic is trained twice.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";

export const CACHE = new URL(".cache/", import.meta.url);

/** The file for one pair's runs of one kind. */
export const runFile = (kind, id) => new URL(`${kind}/${id.replaceAll("/", "--")}.json`, CACHE);

/** The content, or undefined where there is no such file. */
export const readJson = (file) =>
  existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;

/** Writes at once or not at all. */
export function writeJson(file, value) {
  mkdirSync(new URL(".", file), { recursive: true });
  const temporary = new URL(`${file.href}.${process.pid}`);
  writeFileSync(temporary, JSON.stringify(value));
  renameSync(temporary, file);
}
