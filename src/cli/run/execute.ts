import { note } from "../../contract/notes.ts";
import { type LrFinderError, messageOf } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { writeAtomically } from "../../files/index.ts";
import type { LiveServer } from "../../live/index.ts";
import { packageVersion } from "../../resources.ts";
import type { Result } from "../../result/types.ts";
import { planSearch, type SearchPlan, search } from "../../search/index.ts";
import type { JournalHeader } from "../../sweep/index.ts";
import {
  type Journal,
  type RunEvent,
  resolveSweepOptions,
  sweepPresets,
} from "../../sweep/index.ts";
import { openJournal } from "../../sweep/journal-file.ts";
import { checkConfidence } from "../apply/safe-result.ts";
import { recordOptions } from "../apply/source.ts";
import type { ApplyTarget } from "../apply/target.ts";
import { EXIT, exitCodeOf, outcomeCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printError } from "../print-error.ts";
import { printResult } from "../print-result.ts";
import { noProgress, runProgress } from "../progress.ts";
import { projectCommit } from "../project-commit.ts";
import { resultEdits } from "../result-edits.ts";
import { styleFor } from "../style.ts";
import { writeConfig } from "../write-config.ts";
import { writeReport } from "../write-report.ts";
import { checkApply } from "./check-apply.ts";
import { printDryRun } from "./dry-run.ts";
import { journalToResume, makeResultFolder, type ResultFolder } from "./folder.ts";
import { type MadeTrainer, makeTrainer } from "./make-trainer.ts";
import type { RunRequest } from "./request.ts";
import { resolvedOptions } from "./resolved-options.ts";
import { searchRequest } from "./search.ts";

/**
 * The whole of `run`: everything that can be refused is refused before the first training step, and
 * what was learned is printed and written before anything may fail on it.
 *
 * @returns the exit code
 */
export async function executeRun(request: RunRequest, io: Io): Promise<number> {
  // Asked for before anything is trained: the commit that the run was started from.
  const commit = request.dryRun ? undefined : projectCommit();
  const asked = resolveSweepOptions(request.sweep, request.preset && sweepPresets[request.preset]);
  if (request.apply !== undefined) await checkApply(request, io);
  const made = await makeTrainer(request, asked, io);
  try {
    const plan = planSearch(made.trainer, searchRequest(request));
    const options = { ...resolvedOptions(request, made), budget: plan.budget.name };
    if (request.dryRun) {
      await printDryRun(request, made, plan, options, io);
      return EXIT.ok;
    }
    const started = new Date();
    const folder = makeResultFolder(request.out, made.name, started);
    made.logInto?.(folder.path);
    const header: JournalHeader = {
      type: "header",
      version: 1,
      options: plan.sweep,
      info: made.trainer.info,
      setup: options,
    };
    const resumed = request.resume ? journalToResume(folder, header) : null;
    const live = request.live
      ? await liveServer(request, made, folder, { header, plan, resumed }, io)
      : null;
    try {
      const start = { header, plan, resumed, started, live };
      const ended = await train(request, made, folder, start, io);
      const result = withCommit(ended.result, await commit);
      const written = await writeFiles(request, folder, result);
      // Open pages get the report while the rest is printed and applied.
      const closed =
        live && (await import("./live.ts")).closeLive(live, written.result.files.report);
      try {
        return await deliver(request, written, ended.failure, io);
      } finally {
        await closed;
      }
    } finally {
      await live?.close();
    }
  } finally {
    await made.trainer.close();
  }
}

interface Ended {
  readonly result: Result;
  readonly failure: LrFinderError | null;
}

/** What a search starts from. */
interface Start {
  readonly header: JournalHeader;
  readonly plan: SearchPlan;
  readonly resumed: Journal | null;
  readonly started: Date;
  readonly live: LiveServer | null;
}

async function liveServer(
  { language }: RunRequest,
  { name }: MadeTrainer,
  { path }: ResultFolder,
  { header: { options }, plan: { steps }, resumed }: Pick<Start, "header" | "plan" | "resumed">,
  io: Io,
): Promise<LiveServer> {
  const { openLive } = await import("./live.ts");
  const totalSteps = steps.search + steps.verification;
  return openLive({ name, options, totalSteps, folder: path, resumed, language }, io);
}

async function train(
  request: RunRequest,
  made: MadeTrainer,
  folder: ResultFolder,
  { header, plan, resumed, started, live }: Start,
  io: Io,
): Promise<Ended> {
  const silent = request.json || request.quiet;
  const steps = plan.steps.search + plan.steps.verification;
  const line = (to: Io) => runProgress(to, header.options, steps);
  const progress = silent
    ? noProgress
    : request.plot
      ? (await import("../plot.ts")).livePlot(io, header.options, line)
      : line(io);
  const journal = openJournal(folder.journal, { append: request.resume });
  const style = styleFor(io);
  if (!silent) {
    for (const { message } of made.warnings) io.err(`${style.yellow("warning:")} ${message}\n`);
  }
  let journalFault: unknown;
  const record = (entry: JournalHeader | RunEvent) => {
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
    const outcome = await search(made.trainer, plan, {
      finishedRuns: resumed?.finishedRuns,
      finishedTrials: resumed?.finishedTrials,
      name: made.name,
      data: made.data,
      warnings: made.warnings,
      options: header.setup,
      versions: { "lr-finder": packageVersion(), node: process.versions.node },
      createdAt: started.toISOString(),
      files: { result: folder.result, report: request.report ?? folder.report },
      signal: io.interrupted,
      onEvent(event) {
        record(event);
        live?.publish(event);
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

function withCommit(result: Result, commit: string | undefined): Result {
  if (commit === undefined) return result;
  return { ...result, versions: { ...result.versions, project: commit } };
}

/** Prints and applies what was written; gives the exit code. */
async function deliver(
  request: RunRequest,
  { result: delivered, fault }: Written,
  failure: LrFinderError | null,
  io: Io,
): Promise<number> {
  await printResult(delivered, request, io);
  const code =
    fault !== null ? EXIT.failure : failure !== null ? exitCodeOf(failure) : endCode(delivered);
  const problem = fault ?? failure;
  if (problem !== null) printError(io, problem, false);
  if (request.apply !== undefined) {
    if (code !== EXIT.ok) {
      io.err(`${request.apply.file} was left as it is\n`);
      return code;
    }
    try {
      await applyResult(delivered, request.apply, request.yes, io);
    } catch (thrown) {
      // With --json the result has been printed: stdout holds one object, whatever happens now.
      printError(io, thrown, false);
      return exitCodeOf(thrown);
    }
  }
  return code;
}

async function applyResult(
  result: Result,
  target: ApplyTarget,
  yes: boolean,
  io: Io,
): Promise<void> {
  const { file } = target;
  checkConfidence(result, target.minConfidence, file);
  const { edits, notes } = await resultEdits(result, target);
  const record =
    result.files.result === null
      ? undefined
      : await recordOptions(result, result.files.result, target);
  await writeConfig(io, { file, edits, notes, record }, { yes, dryRun: false });
}

/** The result as it was written, and what stood in the way of writing all of it. */
interface Written {
  readonly result: Result;
  readonly fault: unknown;
}

async function writeFiles(
  request: RunRequest,
  folder: ResultFolder,
  result: Result,
): Promise<Written> {
  const report = request.report ?? folder.report;
  const reportFault = await attempt(() => writeReport(result, report, request.language));
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

function endCode(result: Result): number {
  return result.sweep.stopReason === "cancelled" ? EXIT.interrupted : outcomeCode(result);
}
