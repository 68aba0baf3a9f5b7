import { checkRecords, planUndo, type RecordCheck, writeUndo } from "../../config/index.ts";
import { toJson } from "../../core/json.ts";
import { checkPlace } from "../../job/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { styleFor } from "../style.ts";
import { allowed, diffPlace, showDiff, type WriteConsent } from "../write-config.ts";

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
  else for (const check of checks) printText(io, lines(check, io));
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

/** Takes the last `apply` to a config back, after showing what changes. */
export async function undoApply(
  io: Io,
  file: string,
  options: WriteConsent & { readonly outside: boolean; readonly json: boolean },
): Promise<void> {
  await checkPlace(file, options.outside);
  const plan = await planUndo(file);
  const { record, state, diff } = plan;
  if (state === "done") {
    io.err(`${file} holds its old bytes already: only the record of the apply is left to remove\n`);
  }
  if (diff !== "") showDiff(io, { ...plan, fullText: plan.text }, { diffTo: diffPlace(options) });
  const written = !options.dryRun && (await allowed(io, file, options));
  if (written) {
    await writeUndo(plan);
    const style = styleFor(io);
    for (const { path, old, created } of record.changes) {
      const back = created ? `${path} taken away` : `${path} is ${String(old)} again`;
      io.err(`${style.green("restored")} ${file}: ${back}\n`);
    }
  }
  if (options.json) {
    io.out(`${toJson({ version: 1, file, written, state, changes: record.changes, diff })}\n`);
  }
}
