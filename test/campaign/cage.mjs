// Runs cases where they can do no harm: in threads of their own, each case bounded in time, each thread
// in memory. What hangs or eats everything is ended, and the case knows how it ended.
import { Worker } from "node:worker_threads";

/** Characters that a message for people may have, as it is printed. */
const LONGEST_MESSAGE = 10_200;
/** How many times slower a busy machine may be. */
const BUSY = 5;
const SCRIPT = new URL("cage-worker.mjs", import.meta.url);

/**
 * @param room module (in rooms/) whose `attempt(job)` runs a job and gives something plain
 * @param options `rssMb`: what the whole process may grow by, buffers outside the heap included
 */
export function openCage(
  room,
  { threads = 2, heapMb = 512, rssMb = 2000, caseMs = 10_000, setup } = {},
) {
  const workerData = { room: new URL(`rooms/${room}`, import.meta.url).href, setup };
  const idle = [];
  const all = new Set();
  const queue = [];
  const before = process.memoryUsage.rss();
  let peak = before;

  const start = () => {
    const worker = new Worker(SCRIPT, {
      workerData,
      stdin: true,
      // The stack of a main thread: what overflows there should overflow here.
      resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: 1 },
    });
    const thread = { worker, end: null };
    all.add(thread);
    worker.on("message", (outcome) => {
      if (outcome.isReady) ready(thread);
      else thread.end?.(outcome);
    });
    worker.on("error", (error) => {
      all.delete(thread);
      const isMemory = error?.code === "ERR_WORKER_OUT_OF_MEMORY";
      const lost = isMemory
        ? { end: "memory", text: `the heap of ${heapMb} MB is full` }
        : { end: "crash", text: error?.stack ?? String(error) };
      if (thread.end === null) console.error(`a thread of the campaign ended: ${lost.text}`);
      start();
      thread.end?.(lost);
    });
  };
  const kill = (thread, outcome) => {
    all.delete(thread);
    void thread.worker.terminate();
    start();
    thread.end?.(outcome);
  };
  const ready = (thread) => {
    const next = queue.shift();
    if (next === undefined) idle.push(thread);
    else next(thread);
  };
  const watch = setInterval(() => {
    const rss = process.memoryUsage.rss();
    peak = Math.max(peak, rss);
    if (rss - before < rssMb * 1e6) return;
    const text = `the process grew by ${((rss - before) / 1e6).toFixed(0)} MB`;
    for (const thread of all) if (thread.end !== null) kill(thread, { end: "memory", text });
  }, 20);
  for (let i = 0; i < threads; i++) start();

  return {
    /** How a job ended: `{ end: "value", value }`, `refused` with a message, or what must not be. */
    async run(job) {
      const thread = idle.pop() ?? (await new Promise((resolve) => queue.push(resolve)));
      return new Promise((resolve) => {
        const begun = performance.now();
        const used = process.cpuUsage();
        // On a machine that is busy with other things, 10 s are those that this process got.
        const look = setInterval(() => {
          const { user, system } = process.cpuUsage(used);
          const ms = performance.now() - begun;
          if (ms < caseMs || ((user + system) / 1000 < caseMs && ms < BUSY * caseMs)) return;
          kill(thread, { end: "hang", text: `nothing after ${(ms / 1000).toFixed(0)} s` });
        }, 200);
        thread.end = (outcome) => {
          thread.end = null;
          clearInterval(look);
          if (all.has(thread)) ready(thread);
          resolve(outcome);
        };
        thread.worker.postMessage(job);
      });
    },
    async close() {
      clearInterval(watch);
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
      return `note: the process grew by up to ${((peak - before) / 1e6).toFixed(0)} MB`;
    },
  };
}

/** What is wrong with the way a job ended; a value and a refusal for people are both fine. */
export function faultsOf({ end, text, message }) {
  if (end === "value") return [];
  if (end !== "refused") return [`${end}: ${text}`];
  const faults = [];
  if (message.length > LONGEST_MESSAGE) {
    faults.push(`a message of ${message.length} characters: ${message.slice(0, 300)}…`);
  }
  if (hasControl(message)) faults.push(`a control byte in ${JSON.stringify(message)}`);
  return faults;
}

/** Whether a text would do something to a terminal. */
export function hasControl(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
  return /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text);
}
