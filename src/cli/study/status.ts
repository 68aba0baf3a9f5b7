import type { StudySummary } from "../../contract/index.ts";
import { LrFinderError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { readLease } from "../../files/index.ts";
import { openStudy, type StudyFolder, studyState } from "../../study/index.ts";
import { summarizeStudy, writeTables } from "../../study/summary.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { styleFor } from "../style.ts";
import { printSummary } from "./print.ts";

/** A folder that one may only look at is told of all the same. */
async function tablesOf(study: StudyFolder, io: Io): Promise<StudySummary> {
  try {
    return await writeTables(study);
  } catch (error) {
    if (!(error instanceof LrFinderError) || !UNWRITABLE.includes(error.code)) throw error;
    const { yellow } = styleFor(io);
    io.err(
      `${yellow("warning:")} results.csv and summary.json are as they were: ${error.message}\n`,
    );
    return summarizeStudy(study);
  }
}

const UNWRITABLE: readonly string[] = ["read-only", "cannot-write"];

/** The whole of `study status`. */
export async function executeStatus(
  { dir, json }: { readonly dir: string; readonly json: boolean },
  io: Io,
): Promise<number> {
  const study = openStudy(dir);
  const { running } = studyState(study);
  const summary = await tablesOf(study, io);
  const workers = running.flatMap((key) => {
    const lease = readLease(study.leasePath(key));
    return lease === null ? [] : [{ key, host: lease.host, pid: lease.pid, since: lease.since }];
  });
  if (json) io.out(`${toJson({ ...summary, folder: dir, workers }, 2)}\n`);
  else {
    printSummary(summary, dir, io);
    for (const { key, host, pid, since } of workers) {
      printText(io, `running: ${key} by process ${pid} on ${host}, since ${since}\n`);
    }
  }
  return EXIT.ok;
}
