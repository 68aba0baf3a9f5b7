import { randomInt } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { STUDY_VERSION, type StudyOutcome, type StudyTask } from "../contract/index.ts";
import { LrFinderError } from "../core/errors.ts";
import { toJson } from "../core/json.ts";
import { random } from "../core/random.ts";
import type { CancelSignal } from "../core/signal.ts";
import { writeAtomically } from "../files/index.ts";
import type { Lease } from "../files/lease.ts";
import type { JobRequest } from "../job/request.ts";
import { cellText } from "./cells.ts";
import { type ChildEnd, FULL, isFullDisk } from "./child-messages.ts";
import { checkVersion, isGivenUp, OUTCOME_FILE, type StudyFolder } from "./folder.ts";
import { type RunnerOptions, type TaskRunner, taskRunner } from "./runner.ts";

/** What happens in a worker. */
export type WorkerEvent =
  | { readonly type: "task-start"; readonly key: string }
  | { readonly type: "task-done"; readonly key: string; readonly isFirst: boolean }
  | {
      readonly type: "task-failed";
      readonly key: string;
      readonly message: string;
      readonly attempt: number;
    }
  /** Given back: the next attempt goes on after so many trainings that this one has recorded. */
  | { readonly type: "task-kept"; readonly key: string; readonly trainings: number }
  /** No room on the disk: it waits, and tries again. */
  | { readonly type: "waiting"; readonly message: string };

/** What {@link runWorker} takes. */
export interface WorkerOptions extends Omit<RunnerOptions, "workingFolder"> {
  /** Ends it: the task that is being trained is given back. */
  readonly signal?: CancelSignal | undefined;
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined;
  /** Most tasks that it measures. @default all */
  readonly most?: number | undefined;
  /** Tasks that it may measure. @default all */
  readonly only?: ReadonlySet<string> | undefined;
  /** From one try to the next where the disk is full, in ms. @default 15,000 */
  readonly fullMs?: number | undefined;
}

/** What a worker did. */
export interface WorkerEnd {
  readonly done: number;
  readonly failed: number;
  /** Ended by its signal. */
  readonly isCancelled: boolean;
}

/** Between looks at leases whose holders cannot be asked, in ms. */
const LOOK_MS = 1_000;
/** Between tries where the disk is full, in ms, and how many of them. */
const FULL_MS = 15_000;
const FULL_TRIES = 40;

/**
 * Measures tasks of a study until none is free: takes a lease, trains in a warm child, puts the result
 * in its place. May be killed at any time: what it had finished stays, and what it was at is measured
 * by another one. Any number of workers may be at one folder, on any machines that share it.
 *
 * @throws InputError `other-version`; LrFinderError `disk-full` or the file system's error where the
 *   folder cannot be written any more
 */
export async function runWorker(
  study: StudyFolder,
  options: WorkerOptions = {},
): Promise<WorkerEnd> {
  checkVersion(study);
  const { most = Number.POSITIVE_INFINITY, only, env, stuckMs, ...following } = options;
  const { signal } = following;
  const runner = taskRunner({ env, stuckMs, workingFolder: study.workingFolder });
  let done = 0;
  let failed = 0;
  // Held leases are looked at for as long as it takes to see their holders alive, or dead.
  const alive = new Set<string>();
  try {
    while (!signal?.aborted && done + failed < most) {
      const { free, leased } = candidates(study, only);
      if (free.length === 0) {
        const unsure = leased.filter((key) => !alive.has(key));
        for (const key of unsure) {
          const verdict = study.watch.look(study.leasePath(key));
          if (verdict === "held") alive.add(key);
          if (verdict === "dead") bury(study, key);
        }
        if (unsure.length === 0) break;
        // One whose holder was found alive is the holder's; one found dead is free at the next look.
        if (unsure.every((key) => alive.has(key))) break;
        await delay(LOOK_MS, undefined, { signal }).catch(() => {});
        continue;
      }
      for (const key of free) {
        if (signal?.aborted || done + failed >= most) break;
        const ended = await takeTask(study, key, runner, following);
        if (ended === null) continue;
        if (ended === "done") done += 1;
        else if (ended === "failed") failed += 1;
        else break;
        // The others may have done much of the list meanwhile, and a task that failed is tried again.
        if (ended === "failed") break;
      }
    }
    return { done, failed, isCancelled: signal?.aborted === true };
  } finally {
    await runner.close();
  }
}

/**
 * Takes one task and measures it.
 *
 * @returns null where it cannot be taken: somebody is at it, or it is done, given up or no part of the study
 */
export async function takeTask(
  study: StudyFolder,
  key: string,
  runner: TaskRunner,
  following: Following,
): Promise<"done" | "failed" | "cancelled" | null> {
  const lease = await withRoom(study, following, async () => study.claim(key));
  if (lease === null) return null;
  try {
    const task = study.task(key);
    // It may have left the study since the caller saw it, or have failed once more.
    if (task === null || isGivenUp(study.attempts(key), study.file)) return null;
    following.onEvent?.({ type: "task-start", key });
    return await measure(study, task, lease, runner, following);
  } finally {
    lease.release();
  }
}

/** Tasks that can be taken, those that failed before last, in an order of this worker's own. */
function candidates(study: StudyFolder, only: ReadonlySet<string> | undefined) {
  const { tasks, done, leased, attempts } = study.view();
  const open = tasks.filter(
    (key) =>
      !done.has(key) && !isGivenUp(attempts.get(key), study.file) && only?.has(key) !== false,
  );
  const order = open.flatMap((key, i) => (leased.has(key) ? [] : [i]));
  random(randomInt(2 ** 31), "order").shuffle(order);
  const free = order.map((i) => open[i] as string);
  const fresh = free.filter((key) => !attempts.has(key));
  const tried = free.filter((key) => attempts.has(key));
  return { free: [...fresh, ...tried], leased: open.filter((key) => leased.has(key)) };
}

/** Takes a dead holder's lease away, and counts its death. */
export function bury(study: StudyFolder, key: string): void {
  const holder = study.watch.takeAway(study.leasePath(key));
  if (holder === null) return;
  const task = study.task(key);
  if (task === null || study.isDone(key)) return;
  study.fail(task, {
    kind: "died",
    code: "worker-died",
    message: `the worker that measured it died (process ${holder.pid} on ${holder.host})`,
    stderr: "",
  });
}

export type Following = Pick<WorkerOptions, "signal" | "onEvent" | "fullMs">;

/** Trains a task whose lease is held, and gives the lease back. */
async function measure(
  study: StudyFolder,
  task: StudyTask,
  lease: Lease,
  runner: TaskRunner,
  following: Following,
): Promise<"done" | "failed" | "cancelled"> {
  const { key } = task;
  const { signal, onEvent } = following;
  const name = taskName(study, task);
  let tries = 0;
  const ended = await withRoom(study, following, async () => {
    tries += 1;
    const token = `${lease.holder.token}-${tries}`;
    const kept = study.takeKept(key, token);
    const work = kept ?? study.makeWork(key, token);
    let isLeft = false;
    try {
      const child = {
        request: task.request as JobRequest,
        name,
        out: work,
        resume: kept !== null,
        resultFile: join(study.resultPath(key), "result.json"),
      };
      const end = await runner.run(child, signal);
      if (end.type === "failed" && end.code === FULL) throw new LrFinderError(FULL, end.message);
      isLeft = end.type === "cancelled";
      if (end.type !== "done") return end;
      await writeOutcome(task, end, work);
      return { type: "done", isFirst: study.place(key, work) } as const;
    } finally {
      // Where it was put in its place nothing is left here.
      if (isLeft && !study.isDone(key)) study.keep(key, work);
      else study.discard(work);
    }
  });
  if (ended === null) return "cancelled";
  if (ended.type === "cancelled") {
    onEvent?.({ type: "task-kept", key, trainings: ended.trainings });
    return "cancelled";
  }
  if (ended.type === "done") {
    onEvent?.({ type: "task-done", key, isFirst: ended.isFirst });
    return "done";
  }
  const failed = await withRoom(study, following, async () => study.fail(task, ended));
  if (failed === null) return "cancelled";
  const attempt = study.attempts(key).length;
  onEvent?.({ type: "task-failed", key, message: ended.message, attempt });
  return "failed";
}

/**
 * Does what needs room on the disk; where there is none it waits for it, and does it again.
 *
 * @returns null where the signal came meanwhile
 * @throws LrFinderError `disk-full` after ten minutes; what `action` throws for other reasons
 */
async function withRoom<T>(
  study: StudyFolder,
  { signal, onEvent, fullMs = FULL_MS }: Following,
  action: () => Promise<T>,
): Promise<T | null> {
  for (let tries = 1; ; tries++) {
    try {
      return await action();
    } catch (error) {
      if (!isFullDisk(error)) throw error;
      const message = `There is no room for results in ${study.path}: free some space`;
      if (tries === FULL_TRIES) throw new LrFinderError(FULL, message, { cause: error });
      const again = `${message}; trying again every ${fullMs / 1000} seconds`;
      onEvent?.({ type: "waiting", message: again });
      await delay(fullMs, undefined, { signal }).catch(() => {});
      if (signal?.aborted) return null;
    }
  }
}

/** What a task's result is called, for a person. */
export function taskName(
  { file }: Pick<StudyFolder, "file">,
  { factors, seed }: StudyTask,
): string {
  return `${file.name}: ${cellText(factors)}${file.repeats > 1 ? `, seed ${seed}` : ""}`;
}

/** Puts what a study reads of a result beside it. */
export function writeOutcome(
  { key, factors, seed }: StudyTask,
  { outcome }: Extract<ChildEnd, { type: "done" }>,
  work: string,
): Promise<void> {
  const whole: StudyOutcome = {
    version: STUDY_VERSION,
    key,
    factors,
    seed,
    ...outcome,
    host: hostname(),
    finishedAt: new Date().toISOString(),
  };
  return writeAtomically(join(work, OUTCOME_FILE), `${toJson(whole)}\n`);
}
