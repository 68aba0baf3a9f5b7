import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import {
  type QueueAnswer,
  type QueuedStudy,
  type QueuedTask,
  queuedStudySchema,
  queuedTaskSchema,
} from "../../../contract/index.ts";
import { InputError, LrFinderError, messageOf } from "../../../core/errors.ts";
import { readDocumentSync } from "../../../files/index.ts";
import type { JobRequest } from "../../../job/request.ts";
import { packageVersion } from "../../../resources.ts";
import { FULL } from "../../child-messages.ts";
import { digestOf } from "../../digests.ts";
import { checkVersion, minorVersion, type StudyFolder } from "../../folder.ts";
import { type TaskRunner, taskRunner } from "../../runner.ts";
import {
  bury,
  takeTask,
  type WorkerEnd,
  type WorkerEvent,
  type WorkerOptions,
  writeOutcome,
} from "../../worker.ts";
import { QUEUE_VARIABLE, queueAddress } from "./address.ts";
import { queueName, STUDIES, studyId } from "./names.ts";
import { GiveBack, type QueueHost, reachQueues, read } from "./queue.ts";

export interface QueueWorkerOptions
  extends Pick<WorkerOptions, "signal" | "onEvent" | "most" | "env"> {
  /** @default the environment's `LR_FINDER_QUEUE` */
  readonly queue?: string | undefined;
  /** The study's folder, where it is seen from here. @default results travel back through the queue */
  readonly study?: StudyFolder | undefined;
  /** Without a folder: the id of the study. @default one that has something to do */
  readonly id?: string | undefined;
  /** Without a folder: what paths and commands start from. @default the working folder */
  readonly workingFolder?: string | undefined;
}

/** From one look at whether there is still something to do to the next, in ms. */
const LOOK_MS = 500;
/** How long a study may be gone from the server before it is over: a server that was emptied gets it again. */
const GONE_MS = 3_000;
/** How long a worker waits for a study, and for a task, in ms. */
const IDLE_MS = 60_000;
/** Largest result that travels through a queue, in bytes of all its files. */
const MOST_BYTES = 256 << 20;

/**
 * Measures tasks that it takes from a BullMQ queue until the study is over, or nothing came for a
 * minute. With the study's folder it puts the results there; without, they travel back through the queue
 * to the run of the study, and the files that decide a task's numbers must be the same here.
 *
 * @throws InputError for a queue that cannot be used, a study that is not there, another version, other files
 */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<WorkerEnd> {
  const { queue, study, signal } = options;
  const address = queueAddress(queue);
  if (study !== undefined) checkVersion(study);
  const host = await reachQueues(address);
  const letGo = () => host.letGo();
  signal?.addEventListener("abort", letGo, { once: true });
  try {
    const id = study === undefined ? await findStudy(host, options) : studyId(study);
    return id === null ? { done: 0, failed: 0, isCancelled: true } : await work(host, id, options);
  } catch (thrown) {
    if (signal?.aborted) return { done: 0, failed: 0, isCancelled: true };
    throw thrown;
  } finally {
    signal?.removeEventListener("abort", letGo);
    await host.close();
  }
}

/** @returns null where the signal came meanwhile */
async function findStudy(
  host: QueueHost,
  { id, signal }: Pick<QueueWorkerOptions, "id" | "signal">,
): Promise<string | null> {
  const studies = host.queue(STUDIES);
  for (const started = performance.now(); ; ) {
    const all = id === undefined ? await studies.waiting(100) : [await studies.data(queueName(id))];
    let other: QueuedStudy | undefined;
    for (const each of all) {
      const found = read(queuedStudySchema, each);
      if (found === null) continue;
      const { waiting, active } = await host.queue(queueName(found.id)).counts();
      if (id === undefined && waiting + active === 0) continue;
      if (found.lrFinder === minorVersion()) return found.id;
      other = found;
    }
    if (other !== undefined) throw otherVersion(other.name, other.lrFinder);
    if (performance.now() - started > IDLE_MS) {
      throw new InputError(
        "no-study",
        id === undefined
          ? "no study on this queue has anything to do: start one with lr-finder study run SPEC --engine bullmq"
          : `there is no study ${id} on this queue: lr-finder study run says the id of its study`,
      );
    }
    await delay(LOOK_MS, undefined, { signal }).catch(() => {});
    if (signal?.aborted) return null;
  }
}

function otherVersion(name: string, planned: string): InputError {
  return new InputError(
    "other-version",
    `the study ${name} was planned by lr-finder ${planned}, and this is ${packageVersion()}: results of both cannot be put side by side. Start this worker with ${planned}`,
    { data: { planned, own: minorVersion() } },
  );
}

async function work(host: QueueHost, id: string, options: QueueWorkerOptions): Promise<WorkerEnd> {
  const { study, signal, onEvent, most = Number.POSITIVE_INFINITY, env = process.env } = options;
  const { workingFolder = study?.workingFolder ?? process.cwd() } = options;
  // A trainer has no use for the queue's password.
  const { [QUEUE_VARIABLE]: _, ...rest } = env;
  const runner = taskRunner({ workingFolder, env: rest });
  const controller = new AbortController();
  const end = () => controller.abort();
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end, { once: true });
  const count = { done: 0, failed: 0 };
  let fault: unknown;
  let lastAt = performance.now();
  let isBusy = false;
  let isSaid = false;
  const measure = measurer(runner, { ...options, signal: controller.signal, workingFolder });
  const at = host.work(queueName(id), {
    async process(data) {
      if (controller.signal.aborted || count.done + count.failed >= most) throw new GiveBack();
      isBusy = true;
      isSaid = false;
      try {
        const { ended, answer } = await measure(data);
        if (ended !== null) count[ended] += 1;
        return answer;
      } catch (thrown) {
        if (!(thrown instanceof GiveBack)) {
          fault ??= thrown;
          end();
        }
        throw new GiveBack();
      } finally {
        isBusy = false;
        lastAt = performance.now();
        if (count.done + count.failed >= most) end();
      }
    },
    onError(words) {
      // While the server is away, every try fails; it goes on when it is back.
      if (!isSaid) onEvent?.({ type: "waiting", message: `the queue: ${words}; trying again` });
      isSaid = true;
    },
  });
  const isOver = overSayer(host, id, study);
  try {
    while (!controller.signal.aborted) {
      await delay(LOOK_MS, undefined, { signal: controller.signal }).catch(() => {});
      if (isBusy) continue;
      if (performance.now() - lastAt > IDLE_MS || (await isOver())) break;
    }
    await at.close();
  } finally {
    signal?.removeEventListener("abort", end);
    await runner.close();
  }
  if (fault !== undefined) throw fault;
  return { ...count, isCancelled: signal?.aborted === true };
}

/** Whether the study has ended. */
function overSayer(host: QueueHost, id: string, study: StudyFolder | undefined) {
  const studies = host.queue(STUDIES);
  let goneSince: number | undefined;
  return async () => {
    const found = await studies.data(queueName(id)).catch(() => undefined);
    if (found !== null) {
      // There, or the server is away.
      goneSince = undefined;
      return false;
    }
    goneSince ??= performance.now();
    return performance.now() - goneSince > (study === undefined ? GONE_MS : 0);
  };
}

interface Measured {
  /** Null where it was somebody else's. */
  readonly ended: "done" | "failed" | null;
  readonly answer: QueueAnswer;
}

/** @returns what measures one job's task; throws {@link GiveBack}, or why this worker cannot go on */
function measurer(
  runner: TaskRunner,
  options: QueueWorkerOptions & { readonly signal: AbortSignal; readonly workingFolder: string },
): (data: unknown) => Promise<Measured> {
  const { study, onEvent } = options;
  // What was measured here, and could not be said because the server was away.
  let last: { readonly key: string; readonly measured: Measured } | undefined;
  const checked = new Map<string, Promise<string | null>>();
  return async (data) => {
    const queued = read(queuedTaskSchema, data);
    if (queued === null) {
      throw new LrFinderError("bad-study", "the queue holds what is no task of a study");
    }
    if (queued.lrFinder !== minorVersion()) throw otherVersion(queued.name, queued.lrFinder);
    const { key } = queued.task;
    if (study !== undefined) return inFolder(study, key, runner, options);
    if (last?.key === key) return last.measured;
    await checkFiles(queued, options.workingFolder, checked);
    onEvent?.({ type: "task-start", key });
    const answer = await elsewhere(queued, runner, options);
    const measured: Measured = { ended: answer.type === "files" ? "done" : "failed", answer };
    last = { key, measured };
    onEvent?.(eventOf(key, answer));
    return measured;
  };
}

function eventOf(key: string, answer: QueueAnswer): WorkerEvent {
  return answer.type === "failed"
    ? { type: "task-failed", key, message: answer.message, attempt: 1 }
    : { type: "task-done", key, isFirst: true };
}

/** Measures with the study's folder: its lease says whose the task is. */
async function inFolder(
  study: StudyFolder,
  key: string,
  runner: TaskRunner,
  { signal, onEvent }: QueueWorkerOptions,
): Promise<Measured> {
  const answer = { type: "in-folder" } as const;
  for (;;) {
    const ended = await takeTask(study, key, runner, { signal, onEvent });
    if (ended === "cancelled") throw new GiveBack();
    if (ended !== null) return { ended, answer };
    const holder = study.isDone(key) ? "free" : study.watch.look(study.leasePath(key));
    if (holder === "dead") bury(study, key);
    else if (holder !== "unsure") return { ended: null, answer };
    if (signal?.aborted) throw new GiveBack();
    if (holder === "unsure") await delay(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}

/** Measures without the study's folder, and packs what came of it. */
async function elsewhere(
  { task, name, resultFile }: QueuedTask,
  runner: TaskRunner,
  { signal }: QueueWorkerOptions,
): Promise<QueueAnswer> {
  const out = mkdtempSync(join(tmpdir(), "lr-finder-task-"));
  try {
    const request = task.request as JobRequest;
    const end = await runner.run({ request, name, out, resultFile, resume: false }, signal);
    if (end.type === "cancelled") throw new GiveBack();
    // Not the task's fault: it is somebody else's.
    if (end.type === "failed" && end.code === FULL) throw new LrFinderError(FULL, end.message);
    if (end.type === "failed") return { ...end, host: hostname() };
    await writeOutcome(task, end, out);
    return packed(out);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function packed(folder: string): QueueAnswer {
  const files: Record<string, string> = {};
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = readDocumentSync(join(folder, entry.name), "result");
    bytes += content.length;
    files[entry.name] = gzipSync(content).toString("base64");
  }
  if (bytes <= MOST_BYTES) return { type: "files", files, bytes };
  return {
    type: "failed",
    kind: "final",
    code: "result-too-large",
    message: `the result has ${Math.round(bytes / 2 ** 20)} MiB, too much for a queue: give the workers the study's folder`,
    stderr: "",
    host: hostname(),
  };
}

/**
 * @throws InputError `other-files` where a file that decides the task's numbers is missing here, or another
 */
async function checkFiles(
  { task, name }: QueuedTask,
  folder: string,
  known: Map<string, Promise<string | null>>,
): Promise<void> {
  for (const [path, wanted] of Object.entries(task.files)) {
    const digest = known.get(path) ?? digestOf(resolve(folder, path));
    known.set(path, digest);
    let found: string | null;
    try {
      found = await digest;
    } catch (cause) {
      throw new InputError("other-files", `${path} cannot be read: ${messageOf(cause)}`, { cause });
    }
    if (found === wanted) continue;
    throw new InputError(
      "other-files",
      `${path} ${found === null ? "is not" : "is another file"} in ${folder}, and ${name} was planned with it: start this worker in a folder that holds the study's files as they were`,
      { data: { path, folder } },
    );
  }
}
