import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { InputError, LrFinderError, messageOf } from "../core/errors.ts";
import { toJson } from "../core/json.ts";
import { endSignals, readDocumentSync, writeAtomically } from "../files/index.ts";
import { type JobHooks, type JobRequest, jobRedactor, runJob } from "../job/index.ts";
import {
  type ChildEnd,
  type ChildTask,
  type FromChild,
  FULL,
  isFullDisk,
  type ToChild,
} from "./child-messages.ts";
import { outcomeOf } from "./rows.ts";

/** Most characters of a trainer's log that a failure keeps. */
const LOG_END = 2000;

/** From one sign of life to the next, in ms, while a task is trained. */
const BEAT_MS = 500;

/**
 * A process that trains tasks, one after the other, as a worker says over its pipe; ends with it.
 * What is loaded for the first task serves the others.
 */
export async function serveTasks(): Promise<void> {
  let controller: AbortController | undefined;
  const say = (message: FromChild) => {
    // One that has died meanwhile is seen by `disconnect`.
    if (process.connected) process.send?.(message, undefined, undefined, () => {});
  };
  // The worker has died: nobody waits for what is trained here.
  process.on("disconnect", () => process.exit(0));
  // A Ctrl-C of the terminal reaches the worker, which decides.
  for (const name of endSignals()) {
    if (name !== "SIGTERM") process.on(name, () => {});
  }
  process.on("message", (message: ToChild) => {
    if (message.type === "cancel") {
      controller?.abort();
      return;
    }
    controller = new AbortController();
    void trainTask(message.task, controller.signal, () => say({ type: "beat" })).then((end) => {
      controller = undefined;
      say({ type: "end", end, rssBytes: process.memoryUsage.rss() });
    });
  });
  // The rooms that every task needs, while there is none yet.
  await import("../trainer/index.ts");
  say({ type: "ready" });
}

/** Never throws. */
async function trainTask(
  { request, name, out, resultFile, resume }: ChildTask,
  signal: AbortSignal,
  beat: () => void,
): Promise<ChildEnd> {
  let last = 0;
  let trainings = 0;
  try {
    const job = { ...request, name, out, report: false as const };
    const hooks: JobHooks = {
      signal,
      onEvent(event) {
        if (event.type === "run-end" || event.type === "trial-end") {
          trainings += event.stopReason === "cancelled" ? 0 : 1;
        }
        if (performance.now() - last < BEAT_MS) return;
        last = performance.now();
        beat();
      },
    };
    const outcome = await (resume ? resumeJob(job, hooks) : runJob(job, hooks));
    if (outcome.status === "cancelled" || signal.aborted) return { type: "cancelled", trainings };
    if (outcome.status === "failed") return failed(request, outcome.failure, out);
    const fault = outcome.faults.find(({ file }) => file === "result");
    if (fault !== undefined) return failed(request, fault.error, out);
    const { batchSize } = outcome.result.record.info;
    if (request.batchSize !== undefined && batchSize !== request.batchSize) {
      throw new InputError(
        "other-batch",
        `it was trained with batches of ${batchSize} where ${request.batchSize} were asked for: there are no more rows to train on, or the module does not take the batch size`,
      );
    }
    // The files move to another place once all of them are there.
    const result = { ...outcome.result, files: { result: resultFile, report: null } };
    await writeAtomically(join(out, "result.json"), `${toJson(result)}\n`);
    return { type: "done", outcome: outcomeOf(result) };
  } catch (thrown) {
    if (signal.aborted) return { type: "cancelled", trainings };
    return failed(request, thrown, out);
  }
}

/** Goes on with what an attempt that was interrupted has left; from the start where that cannot be. */
async function resumeJob(job: JobRequest & { readonly out: string }, hooks: JobHooks) {
  try {
    return await runJob({ ...job, resume: true }, hooks);
  } catch (error) {
    if (!(error instanceof InputError) || hooks.signal?.aborted) throw error;
    rmSync(job.out, { recursive: true, force: true });
    mkdirSync(job.out);
    return runJob(job, hooks);
  }
}

function failed(
  { trainer, name, keepCommand }: ChildTask["request"],
  thrown: unknown,
  out: string,
): ChildEnd {
  const redactor = jobRedactor(trainer, name, keepCommand);
  const own = thrown instanceof LrFinderError ? thrown.code : "failure";
  const code = isFull(thrown) ? FULL : own;
  // What cannot be used now cannot be used the next time; a disk may have room again.
  const isFinal = thrown instanceof InputError && !AGAIN.includes(own);
  return {
    type: "failed",
    kind: isFinal ? "final" : "error",
    code,
    message: redactor.text(messageOf(thrown)),
    stderr: redactor.text(endOfLog(join(out, "trainer.log"))),
  };
}

/** Errors of input that the machine is to blame for. */
const AGAIN: readonly string[] = ["read-only", "cannot-write", "folder-in-use", "folder-missing"];

/** Whether an error, or what caused it, is that there is no room on a disk. */
function isFull(thrown: unknown): boolean {
  for (let at = thrown; at instanceof Error; at = at.cause) {
    if (isFullDisk(at)) return true;
  }
  return false;
}

function endOfLog(path: string): string {
  try {
    return existsSync(path)
      ? readDocumentSync(path, "journal").toString("utf8").slice(-LOG_END)
      : "";
  } catch {
    return "";
  }
}
