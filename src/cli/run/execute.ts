import { type LrFinderError, messageOf } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { note } from "../../core/note.ts";
import { writeAtomically } from "../../files/index.ts";
import { checkHorizon, findLearningRate } from "../../find/index.ts";
import { summarize } from "../../result/summary.ts";
import type { Result } from "../../result/types.ts";
import type { JournalHeader } from "../../sweep/index.ts";
import {
  resolveSweepOptions,
  type SweepEvent,
  type SweepRun,
  sweepPresets,
} from "../../sweep/index.ts";
import { openJournal } from "../../sweep/journal-file.ts";
import { EXIT, exitCodeOf } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printError } from "../print-error.ts";
import { noProgress, sweepProgress } from "../progress.ts";
import { resultEdits } from "../result-edits.ts";
import { styleFor } from "../style.ts";
import { packageVersion } from "../version.ts";
import { writeConfig } from "../write-config.ts";
import { writeReport } from "../write-report.ts";
import { checkApply } from "./check-apply.ts";
import { printDryRun } from "./dry-run.ts";
import { journalToResume, makeResultFolder, type ResultFolder } from "./folder.ts";
import { type MadeTrainer, makeTrainer } from "./make-trainer.ts";
import type { RunRequest } from "./request.ts";
import { resolvedOptions } from "./resolved-options.ts";

/**
 * The whole of `run`: everything that can be refused is refused before the first training step, and
 * what was learned is printed and written before anything may fail on it.
 *
 * @returns the exit code
 */
export async function executeRun(request: RunRequest, io: Io): Promise<number> {
  const sweep = resolveSweepOptions(request.sweep, request.preset && sweepPresets[request.preset]);
  if (request.apply !== undefined) await checkApply(request, io);
  const made = await makeTrainer(request, sweep, io);
  try {
    checkHorizon(made.trainer.info, request.horizon);
    const options = resolvedOptions(request, made);
    if (request.dryRun) {
      await printDryRun(request, made, sweep, options, io);
      return EXIT.ok;
    }
    const started = new Date();
    const folder = makeResultFolder(request.out, made.name, started);
    made.logInto?.(folder.path);
    const header: JournalHeader = {
      type: "header",
      version: 1,
      options: sweep,
      info: made.trainer.info,
      setup: options,
    };
    const finishedRuns = request.resume ? [...journalToResume(folder, header).finishedRuns] : [];
    const ended = await train(request, made, folder, header, finishedRuns, options, started, io);
    return await deliver(request, folder, ended, io);
  } finally {
    await made.trainer.close();
  }
}

interface Ended {
  readonly result: Result;
  readonly failure: LrFinderError | null;
}

async function train(
  request: RunRequest,
  made: MadeTrainer,
  folder: ResultFolder,
  header: JournalHeader,
  finishedRuns: readonly SweepRun[],
  options: Record<string, unknown>,
  started: Date,
  io: Io,
): Promise<Ended> {
  const silent = request.json || request.quiet;
  const progress = silent ? noProgress : sweepProgress(io, header.options);
  const journal = openJournal(folder.journal, { append: request.resume });
  const style = styleFor(io);
  if (!silent) {
    for (const { message } of made.warnings) io.err(`${style.yellow("warning:")} ${message}\n`);
  }
  let journalFault: unknown;
  const record = (entry: JournalHeader | SweepEvent) => {
    if (journalFault !== undefined) return;
    try {
      journal.write(entry);
    } catch (fault) {
      // A full disk must not cost the user the sweep: the result is still printed.
      journalFault = fault;
    }
  };
  try {
    if (!request.resume) record(header);
    const outcome = await findLearningRate(made.trainer, {
      sweep: header.options,
      finishedRuns,
      ...(request.preset === undefined ? {} : { preset: request.preset }),
      horizon: request.horizon,
      name: made.name,
      data: made.data,
      warnings: made.warnings,
      options,
      versions: { "lr-finder": packageVersion(), node: process.versions.node },
      createdAt: started.toISOString(),
      files: { result: folder.result, report: request.report ?? folder.report },
      signal: io.interrupted,
      onEvent(event) {
        record(event);
        progress.onEvent(event);
      },
    });
    if (journalFault === undefined) return outcome;
    const warning = note(
      "journal-incomplete",
      `the journal ${folder.journal} could not be written to its end: ${messageOf(journalFault)}`,
    );
    const warnings = [...outcome.result.warnings, warning];
    return { ...outcome, result: { ...outcome.result, warnings } };
  } finally {
    progress.done();
    journal.close();
  }
}

/** Writes result and report, prints, applies; gives the exit code. */
async function deliver(
  request: RunRequest,
  folder: ResultFolder,
  { result, failure }: Ended,
  io: Io,
): Promise<number> {
  const { result: delivered, fault } = await writeFiles(request, folder, result);
  if (request.json) io.out(`${toJson(summarize(delivered), 2)}\n`);
  else if (request.quiet) {
    if ("lr" in delivered.suggestion) io.out(`${delivered.suggestion.lr}\n`);
  } else {
    const { renderText } = await import("../../report/index.ts");
    io.out(renderText(delivered));
  }
  const code =
    fault !== null ? EXIT.failure : failure !== null ? exitCodeOf(failure) : outcomeCode(delivered);
  const problem = fault ?? failure;
  if (problem !== null) printError(io, problem, false);
  if (request.apply !== undefined) {
    if (code !== EXIT.ok) {
      io.err(`${request.apply.file} was left as it is\n`);
      return code;
    }
    const { file, key, schedule } = request.apply;
    await writeConfig(io, file, await resultEdits(delivered, file, key, schedule), {
      yes: request.yes,
      dryRun: false,
    });
  }
  return code;
}

async function writeFiles(
  request: RunRequest,
  folder: ResultFolder,
  result: Result,
): Promise<{ result: Result; fault: unknown }> {
  const report = request.report ?? folder.report;
  const reportFault = await attempt(() => writeReport(result, report));
  const files = { result: folder.result, report: reportFault === null ? report : null };
  const complete: Result = { ...result, files };
  const resultFault = await attempt(() => writeAtomically(folder.result, `${toJson(complete)}\n`));
  if (resultFault === null) return { result: complete, fault: reportFault };
  return { result: { ...result, files: { ...files, result: null } }, fault: resultFault };
}

async function attempt(action: () => Promise<void>): Promise<unknown> {
  try {
    await action();
    return null;
  } catch (fault) {
    return fault;
  }
}

function outcomeCode(result: Result): number {
  if (result.sweep.stopReason === "cancelled") return EXIT.interrupted;
  if (result.status === "found") return EXIT.ok;
  const atOnce = "reason" in result.suggestion && result.suggestion.reason === "diverged-at-once";
  return atOnce ? EXIT.divergedAtOnce : EXIT.noSuggestion;
}
