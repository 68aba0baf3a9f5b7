import { toJson } from "../../core/json.ts";
import { readLease } from "../../files/index.ts";
import { openStudy, studyState } from "../../study/index.ts";
import { writeTables } from "../../study/summary.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { printSummary } from "./print.ts";

/** The whole of `study status`. */
export async function executeStatus(
  { dir, json }: { readonly dir: string; readonly json: boolean },
  io: Io,
): Promise<number> {
  const study = openStudy(dir);
  const { running } = studyState(study);
  const summary = await writeTables(study);
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
