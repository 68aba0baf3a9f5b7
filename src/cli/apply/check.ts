import { checkRecords, type RecordCheck } from "../../config/index.ts";
import { toJson } from "../../core/json.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { styleFor } from "../style.ts";

/**
 * Says whether configs still hold what was applied to them, a line for every value.
 *
 * @returns the exit code: 1 when one does not
 */
export async function checkApplied(
  io: Io,
  files: readonly string[],
  json: boolean,
): Promise<number> {
  const checks: RecordCheck[] = [];
  for (const file of files) checks.push(await checkRecords(file));
  const ok = checks.every(({ holds }) => holds);
  if (json) io.out(`${toJson({ version: 1, ok, files: checks })}\n`);
  else for (const check of checks) io.out(lines(check, io));
  return ok ? EXIT.ok : EXIT.failure;
}

function lines({ file, values, notes }: RecordCheck, io: Io): string {
  const style = styleFor(io);
  const found = values.map(({ path, expected, found, line, holds, result }) => {
    const where = `${file}${line === null ? "" : `:${line}`}`;
    if (holds) return `${style.green("ok")} ${where} ${path} = ${String(expected)} (${result})`;
    const now = found === null ? "is gone" : `is ${found}`;
    return `${style.red("changed")} ${where} ${path} ${now}, ${result} said ${String(expected)}`;
  });
  const said = notes.map(({ message }) => `${style.yellow("note:")} ${message}`);
  return [...found, ...said].map((line) => `${line}\n`).join("");
}
