import { planUndo, writeUndo } from "../../config/index.ts";
import { toJson } from "../../core/json.ts";
import { checkPlace } from "../../job/index.ts";
import type { Io } from "../io.ts";
import { styleFor } from "../style.ts";
import { allowed, showDiff, type WriteConsent } from "../write-config.ts";

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
  if (diff !== "") showDiff(io, diff);
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
