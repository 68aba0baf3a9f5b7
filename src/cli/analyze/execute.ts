import { statSync } from "node:fs";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { maxOf } from "../../core/stats.ts";
import { checkPageFile } from "../../files/index.ts";
import { checkFolderRequest, jobRedactor, openResultFolder, writeReport } from "../../job/index.ts";
import { type LogFile, readLog } from "../../logs/files/index.ts";
import {
  type GridLog,
  gridFromLog,
  keepPickable,
  type LogResultOptions,
  nameOfLog,
  resultFromGrids,
  resultFromLogs,
  type SweepLog,
  type SweepLogOptions,
  severalRuns,
  sweepsFromLog,
  type WantedColumns,
} from "../../logs/index.ts";
import { packageVersion } from "../../resources.ts";
import { summarize } from "../../result/summary.ts";
import type { Result } from "../../result/types.ts";
import type { Language } from "../../words/index.ts";
import { outcomeCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { printResult } from "../print-result.ts";

/** Everything that `analyze` is asked to do. */
export interface AnalyzeRequest {
  /** Paths; `-` is standard input. */
  readonly logs: readonly string[];
  /** One character. @default detected */
  readonly delimiter?: string | undefined;
  /** Regular expression for the lines of a text log. */
  readonly pattern?: string;
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
  readonly verbose: boolean;
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
  const { out, report, language } = request;
  if (out !== undefined) await checkFolderRequest({ out, report, language });
  else if (report !== undefined) await checkPageFile(report);
  const files: LogFile[] = [];
  for (const path of request.logs) files.push(await readOne(request, path, stdin));
  checkDifferent(files);
  const now = new Date();
  const grids = files.flatMap(({ table }) => gridFromLog(table, wantedOf(request)) ?? []);
  if (grids.length > 0) {
    checkGrids(grids, files);
    const made = gridResultOf(request, grids, files, now, started);
    return finish(made, { read: grids.map(gridRead) }, request, now, io);
  }
  const runs = files.map(({ table }) => sweepsFromLog(table, request.columns));
  const [only = []] = runs;
  if (only.length > 1 && files.length === 1 && out === undefined && report === undefined) {
    const answers = only.map((log) => resultOf(request, [log], files, now, started));
    await printAnswers(only, answers, request, io);
    return maxOf(answers.map(outcomeCode));
  }
  const several = runs.findIndex((sweeps) => sweeps.length > 1);
  if (several >= 0) throw severalRuns((files[several] as LogFile).table, runs[several] ?? []);
  const logs = runs.flat();
  const made = resultOf(request, logs, files, now, started);
  return finish(made, readOf(logs, files), request, now, io);
}

/** Writes what was asked for, and prints. */
async function finish(
  made: Result,
  more: Readonly<Record<string, unknown>>,
  request: AnalyzeRequest,
  now: Date,
  io: Io,
): Promise<number> {
  const { out, report, language, logs: inputs } = request;
  const { name } = made;
  const redactor = jobRedactor(undefined, name);
  if (out === undefined) {
    if (report !== undefined) await writeReport(redactor.deep(made), report, language);
    await printResult(made, request, io, more);
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
  await printResult(result, request, io, more);
  return outcomeCode(result);
}

function wantedOf({ columns: { recordedBy: _, ...wanted } }: AnalyzeRequest): WantedColumns {
  return wanted;
}

function checkGrids(grids: readonly GridLog[], files: readonly LogFile[]): void {
  const other = files.find(({ table }) => grids.every(({ name }) => name !== table.name));
  const [grid] = grids;
  if (other === undefined || grid === undefined) return;
  throw new InputError(
    "not-repeats",
    `${grid.name} is a table of several trainings, and ${other.source} is not: analyze them one by one`,
    { data: { logs: [grid.name, other.source] } },
  );
}

function gridRead({ name, rows, columns, varying }: GridLog): Record<string, unknown> {
  return { source: name, kind: "grid", rows: rows.length, columns, varying };
}

function gridResultOf(
  request: AnalyzeRequest,
  grids: readonly GridLog[],
  files: readonly LogFile[],
  now: Date,
  started: number,
): Result {
  const name = request.name ?? nameOfLog((files[0] as LogFile).source);
  return resultFromGrids(grids, optionsOf(request, name, files, now, started));
}

function resultOf(
  request: AnalyzeRequest,
  logs: readonly SweepLog[],
  files: readonly LogFile[],
  now: Date,
  started: number,
): Result {
  const [log] = logs;
  const bare = log?.known?.name ?? nameOfLog((files[0] as LogFile).source);
  const name = request.name ?? (log?.run ? `${bare}, ${log.run}` : bare);
  return resultFromLogs(logs, optionsOf(request, name, files, now, started));
}

function optionsOf(
  request: AnalyzeRequest,
  name: string,
  files: readonly LogFile[],
  now: Date,
  started: number,
): LogResultOptions {
  return {
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
    files: { result: null, report: request.report ?? null },
  };
}

/** What was read of each log, what was chosen and what left out. */
function readOf(logs: readonly SweepLog[], files: readonly LogFile[]): Record<string, unknown> {
  const read = files.map(({ source, table: { format, rows } }, i) => ({
    source,
    format,
    rows,
    columns: logs[i]?.columns ?? null,
  }));
  return { read };
}

/** One answer a run; as JSON that of the first run without one, or else the first, with all of them in `runs`. */
async function printAnswers(
  logs: readonly SweepLog[],
  answers: readonly Result[],
  request: AnalyzeRequest,
  io: Io,
): Promise<void> {
  const named = answers.map((result, i) => ({ result, run: logs[i]?.run ?? "" }));
  if (request.json) {
    const runs = named.map(({ result, run }) => ({ run, ...summarize(result) }));
    const worst = runs.reduce((a, b, i) => {
      const [one, other] = [a, b].map((each) => answers[runs.indexOf(each)] as Result);
      return i > 0 && outcomeCode(other as Result) > outcomeCode(one as Result) ? b : a;
    });
    io.out(`${toJson({ ...worst, read: logs.map(({ columns }) => columns), runs }, 2)}\n`);
    return;
  }
  for (const [i, { result, run }] of named.entries()) {
    if (!request.quiet) printText(io, `${i > 0 ? "\n" : ""}${printable(run)}\n\n`);
    await printResult(result, request, io);
  }
}

/** Names of columns may hold anything; the terminal gets no control characters from them. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}

function readOne(
  { delimiter, pattern, columns }: AnalyzeRequest,
  path: string,
  stdin: AsyncIterable<Buffer | string>,
): Promise<LogFile> {
  const { recordedBy: _, ...wanted } = columns;
  return readLog(path, {
    stdin,
    // What was varied besides the LR is asked of a table of trainings, which is small.
    ...(isSmall(path) ? {} : { keep: keepPickable(wanted) }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(pattern === undefined ? {} : { pattern }),
  });
}

const SMALL_BYTES = 4e6;

function isSmall(path: string): boolean {
  const found = path === "-" ? undefined : statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size < SMALL_BYTES;
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
