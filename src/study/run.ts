import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { StudyCounts, StudySpec, StudySummary, StudyTask } from "../contract/index.ts";
import type { Check } from "../core/check.ts";
import { checkObject } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { CancelSignal } from "../core/signal.ts";
import { putFileSync, removeIfThere } from "../files/index.ts";
import { type JobRequest, jobParts } from "../job/request.ts";
import { cellsOf } from "./cells.ts";
import type { Engine, EngineOptions, EngineRun } from "./engines/engine.ts";
import { type EngineName, engineNamed } from "./engines/index.ts";
import {
  minorVersion,
  openStudy,
  STUDY_FILE,
  type StudyFolder,
  type StudyPlan,
  studyState,
  writePlan,
} from "./folder.ts";
import { DEFAULT_RETRIES, studyChecks } from "./options.ts";
import { type ResolvedSpec, resolveSpec } from "./spec.ts";
import { writeTables } from "./summary.ts";
import { tasksOf } from "./tasks.ts";
import { bury } from "./worker.ts";

/** How a study is run, beside its spec. */
export interface StudyHooks extends EngineOptions {
  /** The study's folder; made where it is missing. */
  readonly out: string;
  /** What starts the workers. @default "local" */
  readonly engine?: EngineName | undefined;
  /**
   * Workers: processes here with `local` and `bullmq`, jobs that run at the same time with `slurm`.
   *
   * @default local: one a device, else one a core; bullmq: none here; slurm: as many as the site gives
   */
  readonly workers?: number | undefined;
  /** Each worker gets one of them in turn, as `CUDA_VISIBLE_DEVICES`. @default none: workers see all */
  readonly devices?: readonly string[] | undefined;
  /** How often a task is tried again after a failure. @default 2 */
  readonly retries?: number | undefined;
  /** Give the tasks that have failed their attempts again, and measure no others. @default false */
  readonly onlyFailed?: boolean | undefined;
  /** What paths and commands in the spec start from. @default the working folder */
  readonly workingFolder?: string | undefined;
  /** The plan is written; no worker has started. */
  readonly onPlan?: ((plan: StudyStart) => void) | undefined;
  /** How far it is, every now and then. */
  readonly onProgress?: ((progress: StudyProgress) => void) | undefined;
  /** Words for a person: a worker that died, a disk that is full. */
  readonly onMessage?: ((words: string) => void) | undefined;
  /** Ends the workers; what they have finished stays. */
  readonly signal?: CancelSignal | undefined;
}

const HOOK_KEYS: KeyTable<StudyHooks> = {
  out: true,
  engine: true,
  workers: true,
  devices: true,
  retries: true,
  onlyFailed: true,
  queue: true,
  sbatch: true,
  tasksPerJob: true,
  cancel: true,
  workingFolder: true,
  onPlan: true,
  onProgress: true,
  onMessage: true,
  signal: true,
};

/** What will be measured. */
export interface StudyStart {
  readonly name: string;
  readonly cells: number;
  readonly counts: StudyCounts;
  /** Tasks that this run measures. */
  readonly toDo: number;
  /** In words, e.g. `2 workers on this machine`. */
  readonly engine: string;
}

/** How far a run of a study is. */
export interface StudyProgress {
  readonly counts: StudyCounts;
  /** Of this run: tasks that came to a result, and seconds since it began. */
  readonly measured: number;
  readonly seconds: number;
  /** Null where nothing was measured yet. */
  readonly secondsLeft: number | null;
  /** The study, to read what is new. */
  readonly study: StudyFolder;
  /** Tasks that have come to a result since the last time; at first all that have one. */
  readonly newlyDone: readonly string[];
  /** Tasks that are given up. */
  readonly failed: readonly string[];
}

/** How a run of a study ended. */
export interface StudyOutcomes {
  /** `done`: every task has a result or is given up; `cancelled`: `signal` ended it; `left`: workers ended before. */
  readonly status: "done" | "cancelled" | "left";
  readonly folder: string;
  readonly summary: StudySummary;
}

/** A study that was planned, and is not written yet. */
export interface PlannedStudy {
  readonly spec: ResolvedSpec;
  readonly plan: StudyPlan;
  readonly cells: number;
}

/**
 * The tasks of a spec; nothing is written or started.
 *
 * @throws InputError for a spec that cannot be used
 */
export async function planStudy(
  spec: StudySpec | unknown,
  options: Pick<StudyHooks, "workingFolder" | "retries"> & {
    readonly called?: string | undefined;
  } = {},
): Promise<PlannedStudy> {
  const resolved = resolveSpec(spec, options.called);
  const { workingFolder = process.cwd(), retries = DEFAULT_RETRIES } = options;
  const cells = cellsOf(resolved).length;
  const tasks = await tasksOf(resolved, workingFolder, minorVersion());
  await checkData(tasks, workingFolder);
  const { name, axes, repeats, design, run, at, ...source } = resolved;
  const file = { name, ...source, axes, repeats, design, run, at, retries };
  return { spec: resolved, plan: { file, tasks, workingFolder }, cells };
}

/**
 * Reads the data of the first cell of each path: what is wrong with it is wrong with every cell.
 *
 * @throws InputError as `loadData`
 */
async function checkData(tasks: readonly StudyTask[], folder: string): Promise<void> {
  const requests = new Map<string, JobRequest>();
  for (const { request } of tasks as readonly { readonly request: JobRequest }[]) {
    if (request.data !== undefined && !requests.has(request.data)) {
      requests.set(request.data, request);
    }
  }
  if (requests.size === 0) return;
  const { loadData } = await import("../dataset/index.ts");
  for (const request of requests.values()) {
    const { source } = jobParts(request);
    if (source.kind !== "data") continue;
    // As it is given, where that is the way to it: messages name it.
    const wayTo = (path: string) => (folder === process.cwd() ? path : resolve(folder, path));
    const { labels } = source.load;
    const load = labels === undefined ? {} : { labels: wayTo(labels) };
    await loadData(wayTo(source.path), { ...source.load, ...load });
  }
}

/**
 * Measures every cell of a study that is not measured yet, and writes its tables. The folder is the
 * truth: what was interrupted, here or by the end of any process, goes on by the same call; values
 * that were added are measured, and nothing again. Several may run one study in one folder.
 *
 * @param spec as {@link StudySpec}: plain data, as a YAML or JSON file has it
 * @throws InputError for a spec, hook or folder that cannot be used; LrFinderError where workers cannot go
 *   on (a full disk)
 */
export async function runStudy(spec: StudySpec, hooks: StudyHooks): Promise<StudyOutcomes> {
  checkObject("spec", spec);
  checkKeys("the hooks of runStudy", hooks, HOOK_KEYS);
  for (const [name, check] of Object.entries(studyChecks)) {
    const value = hooks[name as keyof typeof studyChecks];
    if (value !== undefined || name === "out") (check as Check<unknown>)(name, value);
  }
  return measureStudy(await planStudy(spec, hooks), hooks);
}

/** {@link runStudy} from a plan on. */
export async function measureStudy(
  planned: PlannedStudy,
  hooks: StudyHooks,
): Promise<StudyOutcomes> {
  const { out, engine: name = "local", onlyFailed = false } = hooks;
  const engine = await engineNamed(name, hooks);
  checkNotInUse(out, planned.plan);
  const study = await writePlan(out, planned.plan);
  let state = studyState(study);
  const only = onlyFailed ? new Set(state.failed) : undefined;
  if (only !== undefined) {
    study.forgetFailures(only);
    state = studyState(study);
  }
  const open = [...state.waiting, ...state.running].filter((key) => only?.has(key) !== false);
  const onlyFile =
    only === undefined ? undefined : join(study.path, "work", `only-${process.pid}.txt`);
  if (only !== undefined && onlyFile !== undefined)
    putFileSync(onlyFile, `${[...only].join("\n")}\n`);
  try {
    const { cells } = planned;
    const described = { cells, counts: state.counts, toDo: open.length };
    return await supervise(study, { engine, only, onlyFile, ...described }, hooks);
  } finally {
    if (onlyFile !== undefined) removeIfThere(onlyFile);
  }
}

/**
 * Refuses to take tasks away from a study that is being measured; one that only gets more may be planned anew.
 *
 * @throws InputError `study-in-use`
 */
function checkNotInUse(out: string, { tasks }: StudyPlan): void {
  if (!existsSync(join(out, STUDY_FILE))) return;
  const there = openStudy(out);
  const view = there.view();
  const { running } = studyState(there, view);
  if (running.length === 0) return;
  const planned = new Set(tasks.map(({ key }) => key));
  const lost = view.tasks.filter((key) => !planned.has(key));
  if (lost.length === 0) return;
  throw new InputError(
    "study-in-use",
    `${out} is being measured (${running.length} ${running.length === 1 ? "run" : "runs"} now), and this plan is without ${lost.length} of its runs: wait until it has ended, or give another --out`,
    { data: { out, running: running.length, lost: lost.length } },
  );
}

interface Supervised extends Pick<StudyStart, "cells" | "counts" | "toDo"> {
  readonly engine: Engine;
  readonly only: ReadonlySet<string> | undefined;
  readonly onlyFile: string | undefined;
}

/** Longest and shortest time from one look at the folder to the next, in ms. */
const LOOK_MS = [500, 10_000] as const;
/** A look may take this part of the time. */
const LOOK_SHARE = 0.05;
/** From one writing of the tables to the next, in ms. */
const TABLES_MS = 30_000;

async function supervise(
  study: StudyFolder,
  { engine, only, onlyFile, cells, counts, toDo }: Supervised,
  { workers, devices = [], signal, onPlan, onProgress, onMessage }: StudyHooks,
): Promise<StudyOutcomes> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const request = (tasks: number) => ({
    folder: study.path,
    name: study.file.name,
    tasks,
    workers,
    devices,
    only: onlyFile,
    signal: controller.signal,
    say: (words: string) => onMessage?.(words),
  });
  const isWanted = (key: string) => only?.has(key) !== false;
  const started = performance.now();
  const seen = new Set<string>();
  let first: number | undefined;
  let run: EngineRun | null = null;
  const look = () => {
    const state = studyState(study);
    first ??= state.counts.done;
    const measured = state.counts.done - first;
    const seconds = (performance.now() - started) / 1000;
    const left = [...state.waiting, ...state.running].filter(isWanted);
    const secondsLeft = measured === 0 ? null : (seconds / measured) * left.length;
    const newlyDone = state.done.filter((key) => !seen.has(key));
    for (const key of newlyDone) seen.add(key);
    const { running, waiting } = state.counts;
    // Elsewhere than at the folder, of those that wait in it.
    const more = Math.max(0, Math.min(waiting, (run?.running?.() ?? 0) - running));
    const counts = { ...state.counts, running: running + more, waiting: waiting - more };
    const { failed } = state;
    onProgress?.({ counts, measured, seconds, secondsLeft, study, newlyDone, failed });
    return {
      ...state,
      free: state.waiting.filter(isWanted),
      taken: state.running.filter(isWanted),
    };
  };
  try {
    const described = toDo === 0 ? "nothing to measure" : engine.describe(request(toDo));
    onPlan?.({ name: study.file.name, cells, counts, toDo, engine: described });
    let tablesAt = performance.now();
    let status: StudyOutcomes["status"] = "done";
    for (;;) {
      const before = look();
      if (controller.signal.aborted) {
        status = "cancelled";
        break;
      }
      for (const key of before.dead) bury(study, key);
      if (before.free.length === 0 && before.taken.length === 0) break;
      // Others may be at the last ones: they are waited for, and replaced where they have died.
      run = before.free.length === 0 ? null : await engine.start(request(before.free.length));
      const isOver =
        run?.ended.then(() => true) ?? delay(LOOK_MS[0], true, { signal: controller.signal });
      for (let over = false; !over; ) {
        const lookedAt = performance.now();
        look();
        const cost = performance.now() - lookedAt;
        const pause = Math.min(LOOK_MS[1], Math.max(LOOK_MS[0], cost / LOOK_SHARE));
        over = await Promise.race([
          isOver.catch((thrown) => raise(thrown, controller.signal)),
          delay(pause, false),
        ]);
        if (performance.now() - tablesAt < TABLES_MS) continue;
        const began = performance.now();
        await writeTables(study);
        // Of a large study they take a while: they are written the more seldom.
        tablesAt = performance.now() + (performance.now() - began) / LOOK_SHARE;
      }
      const after = look();
      const isStill =
        run !== null && after.free.length >= before.free.length && after.taken.length === 0;
      if (isStill && !controller.signal.aborted) {
        status = "left";
        break;
      }
    }
    study.tidy();
    return { status, folder: study.path, summary: await writeTables(study) };
  } finally {
    signal?.removeEventListener("abort", abort);
    controller.abort();
  }
}

/** What a cancelled wait throws is its end. */
function raise(thrown: unknown, signal: CancelSignal): true {
  if (signal.aborted) return true;
  throw thrown;
}
