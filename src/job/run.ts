import { checkFunction, checkObject } from "../core/check.ts";
import type { LrFinderError } from "../core/errors.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { Note } from "../core/note.ts";
import type { Redactor } from "../core/redact/redactor.ts";
import { type CancelSignal, checkSignal } from "../core/signal.ts";
import { median } from "../core/stats.ts";
import type { DatasetSummary } from "../dataset/index.ts";
import { packageVersion } from "../resources.ts";
import type { Result } from "../result/index.ts";
import { planSearch, type SearchPlan, search } from "../search/index.ts";
import type { Journal, JournalHeader, RunEvent } from "../sweep/index.ts";
import type { Trainer, TrainerInfo } from "../trainer/index.ts";
import type { ApplyRequest, ConfigUpdate } from "./apply.ts";
import {
  checkFolderRequest,
  openResultFolder,
  type ResultFolder,
  type WriteFault,
} from "./folder.ts";
import { checkSameTrainer, identityOf } from "./identity.ts";
import { projectCommit } from "./project-commit.ts";
import { type JobParts, type JobRequest, jobParts } from "./request.ts";
import { PARENT } from "./rules.ts";
import { commandDigest, jobRedactor, redactionNotes } from "./secrets.ts";
import { checkEpochs, makeTrainer, type TrainerHooks } from "./trainer.ts";

/** How a job is followed and ended; in the order in which they are called. */
export interface JobHooks extends TrainerHooks {
  /**
   * Everything is checked and the result folder is made; no step has been trained. The job waits for
   * it, and what it throws ends the job.
   */
  readonly onStart?: ((start: JobStart) => void | Promise<void>) | undefined;
  /** What there is to say about data and trainer; in the result too. */
  readonly onWarning?: ((warning: Note) => void) | undefined;
  /** Everything that happens, in order, after it is in the journal and before the next step. */
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  /** The last step is over, however it ended: what follows is writing. */
  readonly onTrained?: (() => void) | undefined;
  /** Ends the training early: the result is made from what was recorded, and written. */
  readonly signal?: CancelSignal | undefined;
}

const HOOK_KEYS: KeyTable<JobHooks> = {
  onOutput: true,
  parent: true,
  redactor: true,
  signal: true,
  onStart: true,
  onWarning: true,
  onEvent: true,
  onTrained: true,
};

/** @throws InputError for a hook that could never be called, or heard */
function checkJobHooks({
  signal,
  onOutput,
  onStart,
  onWarning,
  onEvent,
  onTrained,
}: JobHooks): void {
  checkSignal(signal);
  const functions = { onOutput, onStart, onWarning, onEvent, onTrained };
  for (const [name, value] of Object.entries(functions)) checkFunction(name, value);
}

/** A job as it will be trained. */
export interface JobPlan {
  readonly name: string;
  readonly info: TrainerInfo;
  readonly data: DatasetSummary | null;
  /** What there is to say about data and trainer. */
  readonly warnings: readonly Note[];
  /** Everything that decides the outcome beside the sweep's own options, as resolved. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly search: SearchPlan;
}

/** A job that starts. */
export interface JobStart extends JobPlan {
  /** The result folder. */
  readonly folder: string;
  /** Where the files of an earlier run went that were in the folder; null where there were none. */
  readonly movedTo: string | null;
  /** What an interrupted run had finished: not trained again. Null where none is resumed. */
  readonly resumed: Journal | null;
}

/** A file that could not be written, or a trainer that could not be closed. */
export type JobFault = WriteFault | { readonly file: "trainer"; readonly error: unknown };

/** What goes into the config of `apply`, for `writeUpdate`; or why nothing does. */
export type JobUpdate =
  | { readonly status: "ready"; readonly update: ConfigUpdate }
  | { readonly status: "refused"; readonly error: unknown };

/** Every end of a job that has trained: its files are written, its trainer is closed. */
interface JobEnd<Status, Ending extends Result = Result> {
  readonly status: Status;
  /** As it was written: `files` says where to. */
  readonly result: Ending;
  /** The worst first. */
  readonly faults: readonly JobFault[];
}

interface Found extends JobEnd<"found", Extract<Result, { readonly status: "found" }>> {
  /** Null without `apply`, and where a file could not be written. */
  readonly update: JobUpdate | null;
}

interface Failed extends JobEnd<"failed"> {
  readonly failure: LrFinderError;
}

/**
 * How a job ended.
 *
 * - `found`: there is a suggestion and a plan.
 * - `none`: there is no suggestion; the result says why.
 * - `cancelled`: `signal` ended the sweep; the result is made from what was recorded.
 * - `failed`: the trainer failed; the result is made from the steps before.
 */
export type JobOutcome =
  | Found
  | JobEnd<"none", Extract<Result, { readonly status: "none" }>>
  | JobEnd<"cancelled">
  | Failed;

/**
 * Runs a job from its request to the files in its result folder.
 *
 * Everything that can be refused is refused before the first training step, and what was learned is
 * written before anything may fail on it. What a trainer does wrong, and a file that cannot be
 * written, are part of the outcome; the trainer is closed in any case.
 *
 * @throws InputError for a request, data, trainer, config or folder that cannot be used, TrainerError
 *   for a trainer that does not get ready, LrFinderError `cancelled` when `signal` comes before that,
 *   and what `onStart` or `onEvent` throws
 */
export async function runJob(request: JobRequest, hooks: JobHooks = {}): Promise<JobOutcome> {
  checkObject("request", request);
  checkKeys("the hooks of runJob", hooks, HOOK_KEYS);
  checkJobHooks(hooks);
  // Asked for before anything is trained: the commit that the run was started from.
  const commit = projectCommit();
  const redactor = jobRedactor(request.trainer, request.name, request.keepCommand);
  try {
    const job = await openJob(request, hooks, redactor);
    const [ended] = await Promise.allSettled([trainAndWrite(job, hooks, commit)]);
    const [closed] = await Promise.allSettled([job.trainer.close()]);
    if (ended.status === "rejected") throw ended.reason;
    const outcome = ended.value;
    if (closed.status === "fulfilled") return outcome;
    const fault = { file: "trainer", error: redactor.error(closed.reason) } as const;
    return { ...outcome, faults: [...outcome.faults, fault] };
  } catch (thrown) {
    throw redactor.error(thrown);
  }
}

/**
 * What {@link runJob} would do: the same checks, with the trainer made and closed again; nothing is
 * written.
 *
 * @returns the plan, and how long one training step takes (it is trained, and undone)
 * @throws as `runJob`
 */
export async function planJob(
  request: JobRequest,
  hooks: TrainerHooks = {},
): Promise<JobPlan & { readonly stepMs: number }> {
  checkObject("request", request);
  checkKeys("the hooks of planJob", hooks, HOOK_KEYS);
  checkJobHooks(hooks);
  const redactor = jobRedactor(request.trainer, request.name, request.keepCommand);
  try {
    const job = await openJob(request, hooks, redactor);
    const { parts: _parts, trainer, logInto: _logInto, redactor: _redactor, ...plan } = job;
    try {
      return { ...plan, stepMs: await timeStep(trainer, plan.search.sweep.startLr) };
    } finally {
      await trainer.close();
    }
  } catch (thrown) {
    throw redactor.error(thrown);
  }
}

/** A job whose trainer is open. */
interface OpenJob extends JobPlan {
  readonly parts: JobParts;
  readonly trainer: Trainer;
  readonly logInto: ((folder: string) => void) | undefined;
  /** What is in the plan has been through it; what the search brings has not. */
  readonly redactor: Redactor;
}

/** Everything that can be refused before there is a folder. */
async function openJob(
  request: JobRequest,
  hooks: TrainerHooks,
  redactor: Redactor,
): Promise<OpenJob> {
  const parts = jobParts(request);
  await checkFolderRequest(parts.folder);
  if (parts.apply !== undefined) await (await configs()).checkApply(parts.apply);
  const { trainer, name, setup, logInto, ...made } = await makeTrainer(
    parts.source,
    parts.sweep,
    request.seed,
    { ...hooks, redactor },
  );
  try {
    const { preset, strategy, horizon } = parts.search;
    checkEpochs(made.warnings, horizon.epochs);
    const plan = planSearch(trainer, seededAs(trainer.info, parts));
    const options = {
      ...setup,
      preset: preset ?? null,
      ...(strategy === "ladder" && { strategy }),
      ...horizon,
      budget: plan.budget.name,
      // Journals of before there were aims are for the end, and say nothing.
      ...(plan.aim !== "end" && { for: plan.aim }),
    };
    const { info } = trainer;
    const warnings = [...made.warnings, ...redactionNotes(redactor)];
    return {
      ...redactor.deep({ ...made, warnings, name: parts.name ?? name, info, options }),
      parts,
      trainer,
      logInto,
      redactor,
      search: plan,
    };
  } catch (thrown) {
    await trainer.close();
    throw thrown;
  }
}

/** The process that started this one has made its model with a seed of its own. */
function seededAs({ seed }: TrainerInfo, { source, search }: JobParts): JobParts["search"] {
  if (source.kind !== "trainer" || source.command !== PARENT) return search;
  return { ...search, sweep: { ...search.sweep, seed } };
}

async function trainAndWrite(
  job: OpenJob,
  hooks: JobHooks,
  commit: Promise<string | undefined>,
): Promise<JobOutcome> {
  const now = new Date();
  const folder = await openResultFolder(job.parts.folder, job.name, now, job.redactor);
  try {
    return await trainInto(folder, job, now, hooks, commit);
  } finally {
    folder.close();
  }
}

async function trainInto(
  folder: ResultFolder,
  job: OpenJob,
  now: Date,
  hooks: JobHooks,
  commit: Promise<string | undefined>,
): Promise<JobOutcome> {
  const { parts, trainer, logInto, redactor, ...plan } = job;
  const { source, keepCommand } = parts;
  const command = source.kind === "trainer" ? source.command : undefined;
  logInto?.(folder.path);
  const header: JournalHeader = {
    type: "header",
    version: 1,
    options: plan.search.sweep,
    info: plan.info,
    setup: plan.options,
    identity: await identityOf(trainer),
    ...(command !== undefined && !keepCommand && { command: commandDigest(command) }),
  };
  const resumed = folder.resume(header, command);
  const unchecked =
    resumed === null ? [] : await checkSameTrainer(trainer, header, resumed, folder.path);
  const warnings = [...plan.warnings, ...unchecked];
  await hooks.onStart?.({
    ...plan,
    warnings,
    folder: folder.path,
    movedTo: folder.movedTo,
    resumed,
  });
  folder.start(header);
  const { failure, ...found } = await train({ ...job, warnings }, folder, resumed, now, hooks);
  const project = await commit;
  const versions = { ...found.result.versions, ...(project !== undefined && { project }) };
  const options = { ...found.result.options, ...(keepCommand && { keepCommand }) };
  const made = redactor.deep({ ...found.result, versions, options });
  const written = await folder.write(made);
  const { result } = written;
  const faults = written.faults.map(({ file, error }) => ({ file, error: redactor.error(error) }));
  if (failure !== null) {
    return { status: "failed", failure: redactor.error(failure), result, faults };
  }
  if (result.sweep.stopReason === "cancelled") return { status: "cancelled", result, faults };
  if (result.status === "none") return { status: "none", result, faults };
  const { apply } = parts;
  const update = apply === undefined || faults.length > 0 ? null : await updateOf(result, apply);
  return { status: "found", result, faults, update };
}

async function train(
  { trainer, name, data, warnings, options, redactor, search: plan }: OpenJob,
  folder: ResultFolder,
  resumed: Journal | null,
  now: Date,
  { onWarning, onEvent, onTrained, signal }: JobHooks,
) {
  try {
    for (const warning of warnings) onWarning?.(warning);
    return await search(trainer, plan, {
      name,
      data,
      warnings,
      options,
      finishedRuns: resumed?.finishedRuns,
      finishedTrials: resumed?.finishedTrials,
      budgetSteps: resumed?.budgetSteps ?? undefined,
      versions: { "lr-finder": packageVersion(), node: process.versions.node },
      createdAt: now.toISOString(),
      files: folder.files,
      signal,
      onEvent(event) {
        const clean = redactor.deep(event);
        const fault = folder.record(clean);
        if (fault !== null) onWarning?.(redactor.deep(fault));
        onEvent?.(clean);
      },
    });
  } finally {
    onTrained?.();
  }
}

async function updateOf(result: Result, apply: ApplyRequest): Promise<JobUpdate> {
  try {
    const { configUpdate } = await configs();
    return { status: "ready", update: await configUpdate(result, result.files.result, apply) };
  } catch (error) {
    return { status: "refused", error };
  }
}

/** A job without a config loads none of their parsers. */
const configs = () => import("./apply.ts");

/** Updates that are timed, and ms after which fewer will do. */
const TIMED_STEPS = 10;
const ENOUGH_MS = 300;

/** What an update takes in ms, after those that build what the others use. */
async function timeStep(trainer: Trainer, lr: number): Promise<number> {
  await trainer.snapshot();
  try {
    await trainer.step(lr);
    const begun = performance.now();
    const times: number[] = [];
    do {
      const started = performance.now();
      await trainer.step(lr);
      times.push(performance.now() - started);
    } while (times.length < TIMED_STEPS && performance.now() - begun < ENOUGH_MS);
    return median(times);
  } finally {
    await trainer.restore();
  }
}
