import { InputError } from "../../core/errors.ts";
import { checkPageFile } from "../../files/index.ts";
import { checkFolderRequest, jobRedactor, openResultFolder, writeReport } from "../../job/index.ts";
import { type LogFile, readLog } from "../../logs/files/index.ts";
import {
  keepPickable,
  type LogResultOptions,
  nameOfLog,
  resultFromLogs,
  type SweepLogOptions,
  sweepFromLog,
} from "../../logs/index.ts";
import { packageVersion } from "../../resources.ts";
import type { Result } from "../../result/types.ts";
import type { Language } from "../../words/index.ts";
import { outcomeCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printResult } from "../print-result.ts";

/** Everything that `analyze` is asked to do. */
export interface AnalyzeRequest {
  /** Paths; `-` is standard input. */
  readonly logs: readonly string[];
  /** One character. @default detected */
  readonly delimiter?: string | undefined;
  readonly columns: SweepLogOptions;
  /** What the logs do not say, and the run to plan. */
  readonly given: Pick<
    LogResultOptions,
    "optimizer" | "batchSize" | "stepsPerEpoch" | "horizon" | "preset"
  >;
  readonly name?: string;
  readonly out?: string;
  readonly report?: string;
  readonly quiet: boolean;
  readonly plot: boolean;
  readonly language: Language;
  readonly json: boolean;
}

/**
 * The whole of `analyze`: reads the logs, recommends as `run` does, prints, and writes what was asked
 * for: `--out` result and report, `--report` the report.
 *
 * @param stdin what a log called `-` is read from
 * @returns the exit code
 */
export async function executeAnalyze(
  request: AnalyzeRequest,
  io: Io,
  stdin: AsyncIterable<Buffer | string> = process.stdin,
): Promise<number> {
  const started = performance.now();
  const { out, report, language, logs: inputs } = request;
  if (out !== undefined) await checkFolderRequest({ out, report, language });
  else if (report !== undefined) await checkPageFile(report);
  const files: LogFile[] = [];
  for (const path of request.logs) files.push(await readOne(request, path, stdin));
  checkDifferent(files);
  const logs = files.map(({ table }) => sweepFromLog(table, request.columns));
  const [first] = files as [LogFile];
  const name = request.name ?? logs[0]?.known?.name ?? nameOfLog(first.source);
  const now = new Date();
  const made = resultFromLogs(logs, {
    ...request.given,
    name,
    createdAt: now.toISOString(),
    versions: { "lr-finder": packageVersion(), node: process.versions.node },
    options: {
      logs: files.map(({ source, digest, table }) => ({ source, format: table.format, digest })),
      ...request.columns,
      ...request.given.horizon,
      preset: request.given.preset ?? null,
    },
    seconds: (performance.now() - started) / 1000,
    files: { result: null, report: report ?? null },
  });
  const redactor = jobRedactor(undefined, name);
  if (out === undefined) {
    if (report !== undefined) await writeReport(redactor.deep(made), report, language);
    await printResult(made, request, io);
    return outcomeCode(made);
  }
  const folder = await openResultFolder({ out, report, language }, name, now, redactor, inputs);
  let result: Result;
  try {
    if (folder.movedTo !== null) io.err(`what was in ${out} is in ${folder.movedTo} now\n`);
    const written = await folder.write({ ...made, files: folder.files });
    const [fault] = written.faults;
    if (fault !== undefined) throw fault.error;
    result = written.result;
  } finally {
    folder.close();
  }
  await printResult(result, request, io);
  return outcomeCode(result);
}

function readOne(
  { delimiter, columns }: AnalyzeRequest,
  path: string,
  stdin: AsyncIterable<Buffer | string>,
): Promise<LogFile> {
  const { recordedBy: _, ...wanted } = columns;
  return readLog(path, {
    stdin,
    keep: keepPickable(wanted),
    ...(delimiter === undefined ? {} : { delimiter }),
  });
}

function checkDifferent(files: readonly LogFile[]): void {
  for (const [i, file] of files.entries()) {
    const other = files.slice(0, i).find(({ digest }) => digest === file.digest);
    if (other === undefined) continue;
    throw new InputError(
      "same-log",
      `${file.source} has the same content as ${other.source}: repeats of a sweep are different runs, give each log once`,
      { data: { logs: [other.source, file.source] } },
    );
  }
}
