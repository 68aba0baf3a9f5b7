import { dirname } from "node:path";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { SIGNAL_EXIT_CODES } from "../../files/platform.ts";
import { type JobHooks, type JobOutcome, planJob, runJob } from "../../job/index.ts";
import { PARENT } from "../../job/rules.ts";
import { summarize } from "../../result/summary.ts";
import type { ParentStreams } from "../../trainer/process/options.ts";
import { DEFAULT_LANGUAGE, type Language, wordsOf } from "../../words/index.ts";
import { EXIT, exitCodeOf, outcomeCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printError } from "../print-error.ts";
import { printResult } from "../print-result.ts";
import { resumeAdvice, resumeCommand } from "../run-folder.ts";
import { Interrupted } from "../signals.ts";
import { needsYes, writeConfig } from "../write-config.ts";
import { dryRunDocument, printDryRun } from "./dry-run.ts";
import type { RunRequest } from "./request.ts";
import { type Stray, takeStray } from "./stray.ts";
import { type RunView, runView } from "./view.ts";

/**
 * The whole of `run`: the job, and what is said of it. What was learned is written and printed
 * before anything may fail on it.
 *
 * @param args the command line, to be said again where it goes on later
 * @returns the exit code
 */
export async function executeRun(
  { job, ...how }: RunRequest,
  io: Io,
  args: readonly string[] = [],
): Promise<number> {
  if (job.apply !== undefined && !how.yes && !how.dryRun && !io.canAsk) {
    throw needsYes(job.apply.file);
  }
  const isParent = job.trainer === PARENT;
  const view = runView(how, job.language, io);
  const hooks = { ...view.hooks, ...(isParent && { parent: parentOf(io) }) };
  const stray = job.module === undefined ? null : takeStray(job.module, view.stop);
  try {
    return await runAndTell({ job, ...how }, view, hooks, stray, io, args);
  } catch (thrown) {
    throw stray?.error(null) ?? thrown;
  } finally {
    stray?.giveBack();
  }
}

async function runAndTell(
  { job, ...how }: RunRequest,
  view: RunView,
  hooks: JobHooks,
  stray: Stray | null,
  io: Io,
  args: readonly string[],
): Promise<number> {
  const isParent = job.trainer === PARENT;
  if (how.dryRun) {
    const plan = await planJob(job, hooks);
    if (isParent) io.out(`${toJson({ lrf: "done", result: dryRunDocument(plan) })}\n`);
    else printDryRun(plan, job.apply, how.json, io);
    return EXIT.ok;
  }
  try {
    const outcome = await runJob(job, hooks);
    // Open pages get the report while the rest is printed and applied.
    const closed = view.finish(outcome.result.files.report);
    try {
      if (!isParent) {
        const { language = DEFAULT_LANGUAGE } = job;
        await printResult(outcome.result, { ...how, language }, io);
      }
      if (!isParent) sayHowToResume(outcome, args, job.language, io);
      const code = await deliver(outcome, job.apply?.file, how.yes, view, stray, io);
      // Last: who reads it need not wait for us.
      if (isParent) io.out(`${toJson(lastMessage(outcome))}\n`);
      return view.received === undefined ? code : SIGNAL_EXIT_CODES[view.received];
    } finally {
      await closed;
    }
  } catch (thrown) {
    throw view.received === undefined ? thrown : new Interrupted(view.received, thrown);
  } finally {
    await view.close();
  }
}

/** How an interrupted run goes on: by the very command it was started with, unless that holds a secret. */
function sayHowToResume(
  { result }: JobOutcome,
  args: readonly string[],
  language: Language = DEFAULT_LANGUAGE,
  io: Io,
): void {
  const isCut = result.warnings.some(({ code }) => code === "cancelled");
  if (!isCut || result.files.result === null) return;
  const folder = dirname(result.files.result);
  const hasSecrets = result.warnings.some(({ code }) => code === "secrets-left-out");
  const command = hasSecrets ? resumeAdvice(folder) : resumeCommand(args, folder);
  io.err(`${wordsOf(language).terminal.resume(command)}\n`);
}

function parentOf({ parent }: Io): ParentStreams {
  if (parent !== null) return parent;
  throw new InputError(
    "bad-option",
    "`trainer` - is for a program that starts lr-finder and speaks the protocol over its stdin and stdout (in Python: lr_finder.lr_find), and stdin is a terminal",
    { data: { option: "trainer" } },
  );
}

/** What the process that started this one hears last. */
function lastMessage(outcome: JobOutcome) {
  const result = summarize(outcome.result);
  if (outcome.status !== "failed") return { lrf: "done", result };
  const { code, message, data } = outcome.failure;
  return { lrf: "failed", error: { code, message, data }, result };
}

/** Says what went wrong, and writes into the config; gives the exit code. */
async function deliver(
  outcome: JobOutcome,
  config: string | undefined,
  yes: boolean,
  view: RunView,
  stray: Stray | null,
  io: Io,
): Promise<number> {
  const { faults } = outcome;
  const update = outcome.status === "found" ? outcome.update : null;
  // With --json the result has been printed: stdout holds one object, whatever happens now.
  const fail = (error: unknown) => {
    printError(io, error, "words");
    return exitCodeOf(error);
  };
  const [notWritten] = faults.filter(({ file }) => file !== "trainer");
  const notClosed = faults.find(({ file }) => file === "trainer");
  const { result } = outcome.result.files;
  const astray = stray?.error(result === null ? null : dirname(result)) ?? null;
  let code: number = EXIT.ok;
  if (notWritten !== undefined) {
    fail(notWritten.error);
    code = EXIT.failure;
  } else if (outcome.status === "failed") code = fail(outcome.failure);
  else if (outcome.status === "cancelled" && astray !== null) code = fail(astray);
  else if (outcome.status === "cancelled") code = SIGNAL_EXIT_CODES[view.received ?? "SIGINT"];
  else code = outcomeCode(outcome.result);
  const isWanted = code === EXIT.ok && view.received === undefined;
  if (config !== undefined && !isWanted) io.err(`${config} was left as it is\n`);
  if (update?.status === "refused") code = fail(update.error);
  if (update?.status === "ready" && view.received === undefined) {
    try {
      await writeConfig(io, update.update, { yes, dryRun: false });
    } catch (thrown) {
      code = fail(thrown);
    }
  }
  return notClosed === undefined ? code : fail(notClosed.error);
}
