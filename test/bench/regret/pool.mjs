// Worker processes that take pairs one after the other.
import { fork } from "node:child_process";

/**
 * Runs every pair once and gives all answers.
 *
 * @param ids of the pairs
 * @param settings.jobs processes at most
 * @param settings.options for `runPair`
 * @param settings.onDone called with (id, number done) after each pair
 * @throws what a worker reports, with the pair's id; the others are stopped
 */
export async function runPairs(ids, { jobs, options, onDone }) {
  const waiting = [...ids];
  const answers = [];
  let done = 0;
  const workers = [];
  const work = () =>
    new Promise((resolve, reject) => {
      const worker = fork(new URL("worker.mjs", import.meta.url));
      workers.push(worker);
      const next = () => {
        const id = waiting.shift();
        if (id === undefined) worker.disconnect();
        else worker.send({ id, options });
      };
      worker.on("message", (message) => {
        if (message.failed !== undefined) {
          reject(new Error(`${message.id}: ${message.failed}`));
          return;
        }
        answers.push(...message.answers);
        done += 1;
        onDone?.(message.id, done);
        next();
      });
      worker.on("exit", (code) =>
        code === 0 ? resolve() : reject(new Error(`a worker ended with code ${code}`)),
      );
      worker.on("error", reject);
      next();
    });
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, ids.length) }, work));
  } catch (thrown) {
    for (const worker of workers) worker.kill();
    throw thrown;
  }
  return answers;
}
