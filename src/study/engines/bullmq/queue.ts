import { setTimeout as delay } from "node:timers/promises";
import { parse, type Schema } from "../../../contract/index.ts";
import { InputError, LrFinderError, messageOf } from "../../../core/errors.ts";
import type { QueueAddress } from "./address.ts";
import { type BullMq, loadBullMq } from "./packages.ts";

/** Where all that is lr-finder's lies: Redis keys begin with it, and it is the schema in PostgreSQL. */
const PREFIX = "lr-finder";
const SCHEMA = "lr_finder";

/** How long a server may take to answer the first time, in ms. */
const REACH_MS = 10_000;
/** Tries of a command while the server is away, before that is an error. */
const TRIES = 3;
/** Events that BullMQ keeps: they hold what jobs returned, and nobody here reads them. */
const EVENTS = 10;

/** How long a job is a worker's without a sign of life, and between looks for those that gave none; ms. */
const LOCK_MS = 15_000;
const STALLED_MS = 5_000;
/** A job whose workers died more often is given to the study as failed: it may be the job that kills them. */
export const MOST_STALLS = 2;
/** From one try to reach a server that went away to the next, in ms at most. */
const RECONNECT_MS = 2_000;
/** How long the end of a job and of connections may take, and to cut them where they do not end, in ms. */
const CLOSE_MS = 8_000;
const CUT_MS = 1_000;
/** From one try to the next to say how a job ended, while the server is away, in ms. */
const RETRY_MS = 2_000;

/** A job that ended, in one way or the other. */
export interface FinishedJob {
  readonly id: string;
  readonly data: unknown;
  /** What its worker returned; undefined where it failed. */
  readonly answer: unknown;
  /** Why it failed. */
  readonly failure: string | undefined;
}

/** What is used of a queue; all of it rejects with {@link LrFinderError} `queue-away` while the server is away. */
export interface JobQueue {
  /** Adds those whose ids are not there yet. */
  add(jobs: readonly { readonly id: string; readonly data: object }[]): Promise<void>;
  /** @returns null where there is none */
  data(id: string): Promise<unknown>;
  /** Jobs that nobody has taken, the oldest first. */
  waiting(most: number): Promise<unknown[]>;
  finished(most: number): Promise<FinishedJob[]>;
  /** @returns whether it was there, and nobody else has removed it */
  remove(id: string): Promise<boolean>;
  counts(): Promise<{
    readonly waiting: number;
    readonly active: number;
    readonly finished: number;
  }>;
  /** Removes what nobody has taken. */
  drain(): Promise<void>;
  /** Removes all of it. */
  destroy(): Promise<void>;
  close(): Promise<void>;
}

/** A server that was reached. */
export interface QueueHost {
  queue(name: string): JobQueue;
  work(name: string, options: WorkOptions): QueueWork;
  /** From here on a server that is away, or goes away, is not waited for. */
  letGo(): void;
  close(): Promise<void>;
}

export interface WorkOptions {
  /** Jobs are taken one at a time. Throwing {@link GiveBack} gives the job back. */
  readonly process: (data: unknown) => Promise<object>;
  readonly onError: (words: string) => void;
}

export interface QueueWork {
  /** Takes no job any more, and ends when the one at hand has ended, or cannot say so for a while. */
  close(): Promise<unknown>;
}

/** A job that was not worked on, and is somebody else's. */
export class GiveBack extends Error {}

/**
 * Reaches a queue's server.
 *
 * @throws InputError `package-missing`; LrFinderError `queue-away` where it does not answer within ten seconds,
 *   or not as it should
 */
export async function reachQueues(address: QueueAddress): Promise<QueueHost> {
  const bullmq = await loadBullMq(address.server);
  const life: Life = { isOver: false };
  const open: { close(): Promise<unknown>; disconnect(): Promise<unknown> }[] = [];
  const failed = (thrown: unknown) => {
    // Of a command that was tried several times it is said that it was.
    const why = /max retries per request|Connection is closed/.test(messageOf(thrown))
      ? (life.error ?? thrown)
      : thrown;
    const words = address.wordsOf(why);
    return new LrFinderError(
      "queue-away",
      `the queue's ${address.server} cannot be used: ${words}`,
    );
  };
  const asked = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (thrown) {
      throw failed(thrown);
    }
  };
  await reach(bullmq, address, failed);
  return {
    queue(name) {
      const queue = makeQueue(bullmq, address, name, life);
      open.push(queue);
      return {
        add: (jobs) =>
          asked(async () => {
            await queue.addBulk(
              jobs.map(({ id, data }) => ({ name: "task", data, opts: { jobId: id } })),
            );
          }),
        data: (id) => asked(async () => (await queue.getJob(id))?.data ?? null),
        waiting: (most) =>
          asked(async () => (await queue.getJobs(["waiting"], 0, most - 1, true)).map(dataOf)),
        finished: (most) =>
          asked(async () =>
            (await queue.getJobs(["completed", "failed"], 0, most - 1, true)).flatMap(finishedOf),
          ),
        remove: (id) => asked(async () => (await queue.remove(id)) === 1),
        counts: () =>
          asked(async () => {
            const counts = await queue.getJobCounts();
            const of = (...names: string[]) =>
              names.reduce((sum, each) => sum + (counts[each] ?? 0), 0);
            return {
              waiting: of("waiting", "paused", "delayed", "prioritized"),
              active: of("active"),
              finished: of("completed", "failed"),
            };
          }),
        drain: () => asked(() => queue.drain()),
        destroy: () => asked(() => queue.obliterate({ force: true })),
        close: () => queue.close(),
      };
    },
    work(name, { process, onError }) {
      let isClosing = false;
      const worker = makeWorker(bullmq, address, name, life, async (job, token) => {
        try {
          if (isClosing) throw new GiveBack();
          return await process(job.data);
        } catch (thrown) {
          if (!(thrown instanceof GiveBack)) throw thrown;
          await job.moveToWait(token);
          throw new bullmq.WaitingError();
        }
      });
      worker.on("error", (thrown) => onError(address.wordsOf(thrown)));
      const close = () => {
        isClosing = true;
        return worker.close();
      };
      open.push({ close, disconnect: () => worker.disconnect() });
      return { close: () => within(CLOSE_MS, close()) };
    },
    letGo() {
      life.isOver = true;
    },
    async close() {
      life.isOver = true;
      const closed = Promise.allSettled(open.map((each) => each.close()));
      if (await within(CLOSE_MS, closed)) return;
      // Cut off from the server they would wait for it, and keep this process for as long.
      await within(CUT_MS, Promise.allSettled(open.map((each) => each.disconnect())));
    },
  };
}

/** @returns whether something was over in time */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const controller = new AbortController();
  try {
    return await Promise.race([
      work.then(() => true),
      delay(ms, false, { signal: controller.signal }),
    ]);
  } finally {
    controller.abort();
  }
}

/** While it is over nothing is connected anew: a client that waits for its server would keep the process. */
interface Life {
  isOver: boolean;
  /** What connections said last. */
  error?: unknown;
}

/** The server may be starting: it is tried again for a while; what it refuses it would refuse again. */
async function reach(
  bullmq: BullMq,
  address: QueueAddress,
  failed: (thrown: unknown) => LrFinderError,
): Promise<void> {
  for (const started = performance.now(); ; ) {
    const life: Life = { isOver: false };
    const queue = makeQueue(bullmq, address, "studies", life);
    try {
      await withinReach(queue);
      return;
    } catch (thrown) {
      if (!isAway(thrown)) {
        const { code, message } = failed(thrown);
        throw new InputError(code, message);
      }
      if (performance.now() - started > REACH_MS) throw failed(thrown);
    } finally {
      life.isOver = true;
      await within(
        CUT_MS,
        queue.close().catch(() => {}),
      );
    }
    await delay(500);
  }
}

/** Rejects with what the connection says of itself, which waiting for it does not always. */
async function withinReach(queue: ReturnType<typeof makeQueue>): Promise<void> {
  const controller = new AbortController();
  try {
    await Promise.race([
      queue.waitUntilReady(),
      new Promise((_, reject) => queue.once("error", reject)),
      delay(REACH_MS, undefined, { signal: controller.signal }).then(() => {
        throw Object.assign(new Error("it does not answer"), { code: "ETIMEDOUT" });
      }),
    ]);
  } finally {
    controller.abort();
  }
}

/** Whether a server may be there in a moment. */
function isAway(thrown: unknown): boolean {
  const codes = thrown instanceof AggregateError ? thrown.errors : [thrown];
  return (
    codes.some(({ code = "" }: { code?: string }) => AWAY.test(code)) ||
    LOADING.test(messageOf(thrown))
  );
}

/** 57P03: PostgreSQL is starting. */
const AWAY = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|57P03)$/;
const LOADING = /^LOADING|Connection is closed|Connection terminated|timeout expired/;

function makeQueue(bullmq: BullMq, { server, url }: QueueAddress, name: string, life: Life) {
  const streams = { events: { maxLen: EVENTS } };
  const queue =
    server === "Redis"
      ? new bullmq.Queue(name, { connection: redis(url, TRIES, life), prefix: PREFIX, streams })
      : new bullmq.Queue(name, { connection: postgres(url) }, bullmq.createPostgresBackend);
  // What nobody listens to BullMQ prints; every command says it as well.
  queue.on("error", (error) => {
    life.error = error;
  });
  return queue;
}

function makeWorker(
  bullmq: BullMq,
  { server, url }: QueueAddress,
  name: string,
  life: Life,
  process: (job: WorkedJob, token: string) => Promise<object>,
) {
  const processor = (job: WorkedJob, token = "") => process(job, token);
  const common = {
    concurrency: 1,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_MS,
    maxStalledCount: MOST_STALLS,
    runRetryDelay: RETRY_MS,
  };
  return server === "Redis"
    ? new bullmq.Worker(name, processor, {
        ...common,
        connection: redis(url, null, life),
        prefix: PREFIX,
      })
    : new bullmq.Worker(
        name,
        processor,
        { ...common, connection: postgres(url) },
        bullmq.createPostgresBackend,
      );
}

interface WorkedJob {
  readonly data: unknown;
  moveToWait(token: string): Promise<unknown>;
}

/** @param tries of a command while the server is away; null: it is waited for */
function redis(url: string, tries: number | null, life: Life) {
  return {
    url,
    maxRetriesPerRequest: tries,
    retryStrategy: (times: number) =>
      life.isOver ? null : Math.min(RECONNECT_MS, 250 * 2 ** Math.min(times, 8)),
  };
}

function postgres(url: string) {
  return {
    connectionString: url,
    schema: SCHEMA,
    migrate: true,
    max: 4,
    connectionTimeoutMillis: REACH_MS,
    keepAlive: true,
  };
}

interface Job {
  readonly id?: string | undefined;
  readonly data: unknown;
  readonly returnvalue: unknown;
  readonly failedReason?: string;
}

// A job that was removed while they were listed is none.
const dataOf = (job: Job | undefined): unknown => job?.data;

function finishedOf(job: Job | undefined): FinishedJob[] {
  if (job?.id === undefined) return [];
  const { id, data, returnvalue, failedReason } = job;
  const failure = failedReason === undefined || failedReason === "" ? undefined : failedReason;
  return [{ id, data, answer: returnvalue, failure }];
}

/** What came through a queue, as what it must be; null where it is not. */
export function read<T>(schema: Schema<T>, value: unknown): T | null {
  const parsed = parse(schema, value);
  return parsed.ok ? parsed.value : null;
}
