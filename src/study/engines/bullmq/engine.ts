import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import {
  parse,
  type QueueAnswer,
  queueAnswerSchema,
  queuedTaskSchema,
  STUDY_VERSION,
  studyOutcomeSchema,
} from "../../../contract/index.ts";
import { LrFinderError } from "../../../core/errors.ts";
import { parseJson } from "../../../core/json.ts";
import { readDocumentSync, writeFresh } from "../../../files/index.ts";
import { isFullDisk } from "../../child-messages.ts";
import {
  type Failure,
  minorVersion,
  OUTCOME_FILE,
  openStudy,
  type StudyFolder,
  studyState,
} from "../../folder.ts";
import { bury, taskName } from "../../worker.ts";
import {
  type Engine,
  type EngineOptions,
  type EngineRequest,
  type EngineRun,
  isWantedBy,
} from "../engine.ts";
import { startProcesses } from "../local.ts";
import { QUEUE_VARIABLE, type QueueAddress, queueAddress } from "./address.ts";
import { jobId, queueName, STUDIES, studyId } from "./names.ts";
import { type FinishedJob, type JobQueue, type QueueHost, reachQueues, read } from "./queue.ts";

/** Tasks that lie in the queue at most, and that are added with one call. */
const WINDOW = 1_000;
const CHUNK = 200;
/** Results that are taken with one call. */
const TAKEN = 50;
/** From one look at the queue to the next, and at the folder at least, in ms. */
const POLL_MS = 250;
const LOOK_MS = 1_000;
/** A look at the folder may take this part of the time. */
const LOOK_SHARE = 0.05;
/** How long nobody may take anything before that is said, in ms. */
const LONELY_MS = 30_000;

/**
 * Workers at a BullMQ queue, wherever they are: this one puts the tasks into it, and the results in
 * their place where their worker could not. At least once: results count by their key, so that what
 * a worker measures again changes nothing.
 */
export function bullmqEngine({ queue }: EngineOptions): Engine {
  const address = queueAddress(queue);
  return {
    describe({ workers }) {
      const here =
        workers === undefined ? "" : ` and ${workers} worker${workers === 1 ? "" : "s"} here`;
      return `a BullMQ queue on ${address.server}${here}`;
    },
    async start(request) {
      const study = openStudy(request.folder);
      const host = await reachQueues(address);
      return serve(study, host, address, request);
    },
  };
}

function serve(
  study: StudyFolder,
  host: QueueHost,
  address: QueueAddress,
  request: EngineRequest,
): EngineRun {
  const id = studyId(study);
  let active = 0;
  const controller = new AbortController();
  const end = () => {
    controller.abort();
    host.letGo();
  };
  if (request.signal.aborted) end();
  request.signal.addEventListener("abort", end, { once: true });
  const local = keepLocal(request, address, controller.signal);
  const { workers = 0, devices } = request;
  if (workers === 0) {
    if (devices.length > 0) {
      request.say("`devices` has no effect: this run starts no workers of its own (`workers`)");
    }
    request.say(
      `Workers take the tasks from the queue: lr-finder study worker --engine bullmq --study ${id}, with ${QUEUE_VARIABLE} in the environment; where they see this folder, with it instead of --study`,
    );
  }
  const ended = Promise.race([
    feed(study, host, id, request, (now) => {
      active = now;
    }),
    local,
  ]).finally(async () => {
    request.signal.removeEventListener("abort", end);
    end();
    await host.close();
  });
  // Awaited by who started it, perhaps later.
  ended.catch(() => {});
  return { workers, ended, running: () => active };
}

/** Workers of this machine, as long as the study runs; rejects where they cannot work. */
async function keepLocal(
  request: EngineRequest,
  address: QueueAddress,
  signal: AbortSignal,
): Promise<never> {
  const { workers, folder } = request;
  const forever = new Promise<never>(() => {});
  if (workers === undefined) return forever;
  while (!signal.aborted) {
    const run = startProcesses({ ...request, signal }, workers, {
      arguments: ["study", "worker", folder, "--engine", "bullmq", "--quiet"],
      env: { ...process.env, [QUEUE_VARIABLE]: address.url },
    });
    await run.ended;
    // They end where nothing came for a while.
    await delay(POLL_MS, undefined, { signal }).catch(() => {});
  }
  return forever;
}

/** Puts tasks into the queue and takes results out of it, until the study has neither, or is cancelled. */
async function feed(
  study: StudyFolder,
  host: QueueHost,
  id: string,
  { only, say, signal }: EngineRequest,
  onActive: (active: number) => void,
): Promise<void> {
  const isWanted = isWantedBy(only);
  const studies = host.queue(STUDIES);
  const queue = host.queue(queueName(id));
  const said = sayer(say);
  const sent = new Set<string>();
  let lookAt = 0;
  let lonelySince = performance.now();
  while (!signal.aborted) {
    try {
      const isSettled = await settle(study, queue, sent, said);
      const now = performance.now();
      if (now >= lookAt) {
        const { waiting, running, dead } = studyState(study);
        lookAt = performance.now() + Math.max(LOOK_MS, (performance.now() - now) / LOOK_SHARE);
        const free = waiting.filter(isWanted);
        for (const key of dead) {
          bury(study, key);
          sent.delete(key);
        }
        if (free.length === 0 && !running.some(isWanted)) break;
        await register(studies, study, id);
        const counts = await queue.counts();
        onActive(counts.active);
        // Another run of this study has taken them out, or the server has lost them.
        if (counts.waiting + counts.active + counts.finished === 0) sent.clear();
        await fill({ study, queue, sent }, free, WINDOW - counts.waiting);
        if (counts.active > 0 || running.length > 0) lonelySince = now;
        if (now - lonelySince > LONELY_MS) {
          said("lonely", "nobody has taken a task from the queue yet: start workers");
        }
      }
      said("away", null);
      // There may be more of them.
      if (isSettled) continue;
    } catch (thrown) {
      if (!isAway(thrown)) throw thrown;
      if (signal.aborted) break;
      said("away", `${thrown.message}; trying again until it can`);
    }
    await delay(POLL_MS, undefined, { signal }).catch(() => {});
  }
  await leave(studies, queue, id, signal.aborted).catch((thrown) => {
    if (!isAway(thrown)) throw thrown;
  });
}

function isAway(thrown: unknown): thrown is LrFinderError {
  return thrown instanceof LrFinderError && thrown.code === "queue-away";
}

/** Says what goes on once, and again after it was over (`null`). */
function sayer(say: (words: string) => void) {
  const going = new Set<string>();
  return (what: "away" | "full" | "lonely", words: string | null) => {
    if (words === null) {
      if (going.delete(what) && what === "away") say("the queue is there again");
    } else if (!going.has(what)) {
      going.add(what);
      say(words);
    }
  };
}

function register(studies: JobQueue, { file }: StudyFolder, id: string): Promise<void> {
  const data = {
    version: STUDY_VERSION,
    id,
    name: file.name,
    lrFinder: minorVersion(),
    since: new Date().toISOString(),
  };
  return studies.add([{ id: queueName(id), data }]);
}

/** Of a study that is cancelled the results that are still to come stay for the next run. */
async function leave(
  studies: JobQueue,
  queue: JobQueue,
  id: string,
  isCancelled: boolean,
): Promise<void> {
  await studies.remove(queueName(id));
  if (isCancelled) await queue.drain();
  else await queue.destroy();
}

interface Filled {
  readonly study: StudyFolder;
  readonly queue: JobQueue;
  readonly sent: Set<string>;
}

async function fill(
  { study, queue, sent }: Filled,
  free: readonly string[],
  room: number,
): Promise<void> {
  const keys = free.filter((key) => !sent.has(key)).slice(0, Math.max(0, room));
  for (let at = 0; at < keys.length; at += CHUNK) {
    const jobs = keys.slice(at, at + CHUNK).flatMap((key) => {
      const task = study.task(key);
      if (task === null) return [];
      const resultFile = join(study.resultPath(key), "result.json");
      const data = {
        version: STUDY_VERSION,
        task,
        name: taskName(study, task),
        resultFile,
        lrFinder: study.file.lrFinder,
      };
      return [{ id: jobId(key, study.attempts(key).length), data }];
    });
    await queue.add(jobs);
    for (const key of keys.slice(at, at + CHUNK)) sent.add(key);
  }
}

/** @returns whether there may be more of them */
async function settle(
  study: StudyFolder,
  queue: JobQueue,
  sent: Set<string>,
  said: ReturnType<typeof sayer>,
): Promise<boolean> {
  const finished = await queue.finished(TAKEN);
  let settled = 0;
  for (const job of finished) {
    try {
      if (!(await settleOne(study, queue, job))) continue;
      settled += 1;
      said("full", null);
    } catch (error) {
      if (!isFullDisk(error)) throw error;
      said("full", `There is no room for results in ${study.path}: free some space`);
      break;
    }
    const key = keyOf(job);
    if (key !== undefined) sent.delete(key);
  }
  return settled === TAKEN;
}

function keyOf({ data }: FinishedJob): string | undefined {
  return read(queuedTaskSchema, data)?.task.key;
}

/** @returns false where it cannot be settled now: somebody holds its lease */
async function settleOne(study: StudyFolder, queue: JobQueue, job: FinishedJob): Promise<boolean> {
  const { id, failure } = job;
  const key = keyOf(job);
  const answer = failure === undefined ? read(queueAnswerSchema, job.answer) : null;
  const task = key === undefined ? null : study.task(key);
  // Of a task that is no part of the study any more nothing is wanted, nor of one that is done.
  if (task === null || key === undefined || study.isDone(key) || answer?.type === "in-folder") {
    await queue.remove(id);
    return true;
  }
  if (answer?.type === "files") {
    const placed = place(study, key, answer);
    if (placed === "held") return false;
    await queue.remove(id);
    if (placed !== null) study.fail(task, badResult(placed));
    return true;
  }
  // Only who removes it notes it, so that it counts once.
  if (!(await queue.remove(id))) return true;
  if (answer !== null) study.fail(task, answer);
  else if (failure === undefined)
    study.fail(task, badResult("its worker sent no answer of a worker"));
  else if (!study.attempts(key).includes("died")) {
    // Where its workers had the folder, their deaths are noted there.
    const message = `the workers that measured it died, or could not go on (${failure})`;
    study.fail(task, { kind: "error", code: "worker-died", message, stderr: "" });
  }
  return true;
}

function badResult(message: string): Failure {
  return { kind: "error", code: "bad-result", message, stderr: "" };
}

/**
 * Puts a result that came through the queue in its place.
 *
 * @returns null where it is there, `held` where somebody holds the task's lease, else what is wrong with it
 */
function place(
  study: StudyFolder,
  key: string,
  { files, bytes }: Extract<QueueAnswer, { readonly type: "files" }>,
): string | null {
  const lease = study.claim(key);
  if (lease === null) {
    if (study.isDone(key)) return null;
    if (study.watch.look(study.leasePath(key)) === "dead") bury(study, key);
    return "held";
  }
  const work = study.makeWork(key, `${lease.holder.token}-1`);
  try {
    let left = bytes;
    for (const [name, packed] of Object.entries(files)) {
      if (!/^\w[\w.-]*$/.test(name))
        return `its worker sent a file of the name ${JSON.stringify(name)}`;
      const content = gunzipSync(Buffer.from(packed, "base64"), { maxOutputLength: left + 1 });
      left -= content.length;
      writeFresh(join(work, name), content, true);
    }
    const outcome = parse(
      studyOutcomeSchema,
      parseJson(readDocumentSync(join(work, OUTCOME_FILE), "study").toString("utf8")),
    );
    if (!outcome.ok || outcome.value.key !== key)
      return "its worker sent what is no result of this task";
    study.place(key, work);
    return null;
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    // What the disk says is not the result's fault.
    if (code.startsWith("E") && !code.startsWith("ERR_")) throw error;
    return `its worker sent a damaged result: ${message}`;
  } finally {
    study.discard(work);
    lease.release();
  }
}
