import { InputError } from "../../core/errors.ts";
import { counted } from "../../core/format.ts";
import { toJson } from "../../core/json.ts";
import { readDocument, unreadable } from "../../files/index.ts";
import { SIGNAL_EXIT_CODES } from "../../files/platform.ts";
import {
  openStudy,
  runWorker,
  type StudyFolder,
  type WorkerEnd,
  type WorkerEvent,
  type WorkerOptions,
} from "../../study/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { withSignals } from "../signals.ts";

interface WorkerValues {
  readonly dir: string | undefined;
  readonly engine: "local" | "bullmq";
  readonly queue?: string;
  readonly study?: string;
  readonly most?: number;
  readonly tasks?: string;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** The whole of `study worker`. */
export async function executeWorker(values: WorkerValues, io: Io): Promise<number> {
  const { dir, engine, queue, most, tasks, quiet, json } = values;
  if (dir !== undefined && values.study !== undefined) {
    throw new InputError(
      "bad-option",
      "`study` cannot be used with a folder, which says what its study is",
      { data: { option: "study" } },
    );
  }
  const study = dir === undefined ? undefined : openStudy(dir);
  const only = tasks === undefined ? undefined : new Set(await linesOf(tasks));
  return withSignals(io, async (taken) => {
    const controller = new AbortController();
    const end = () => controller.abort();
    let keptTrainings = 0;
    taken.signal.addEventListener("abort", end, { once: true });
    // Started by a study that runs: without it there is nobody to work for.
    if (process.connected) process.once("disconnect", end);
    try {
      const common = {
        signal: controller.signal,
        most,
        onEvent(event: WorkerEvent) {
          if (event.type === "task-kept") keptTrainings += event.trainings;
          // For who started it: it can work.
          if (event.type === "task-start" && process.connected) {
            process.send?.(event, undefined, undefined, () => {});
          }
          if (event.type === "waiting") io.err(`${event.message}\n`);
          else if (!quiet) io.err(`${wordsOf(event)}\n`);
        },
      };
      const ended = await work(engine, study, common, only, { queue, id: values.study });
      if (json) io.out(`${toJson({ version: 1, ...ended, keptTrainings })}\n`);
      else if (!quiet) printText(io, `${ended.done} done, ${ended.failed} failed\n`);
      return taken.received === undefined ? EXIT.ok : SIGNAL_EXIT_CODES[taken.received];
    } finally {
      process.removeListener("disconnect", end);
    }
  });
}

async function work(
  engine: WorkerValues["engine"],
  study: StudyFolder | undefined,
  common: Pick<WorkerOptions, "signal" | "most" | "onEvent">,
  only: ReadonlySet<string> | undefined,
  at: { readonly queue: string | undefined; readonly id: string | undefined },
): Promise<WorkerEnd> {
  if (engine === "bullmq") {
    const { runQueueWorker } = await import("../../study/engines/bullmq/worker.ts");
    return runQueueWorker({ ...common, ...at, study });
  }
  if (study !== undefined) return runWorker(study, { ...common, only });
  throw new InputError(
    "bad-option",
    "a worker needs the study's folder (lr-finder study worker DIR), or a queue (--engine bullmq)",
  );
}

type Said = Exclude<WorkerEvent, { readonly type: "waiting" }>;

function wordsOf(event: Said): string {
  switch (event.type) {
    case "task-start":
      return `${event.key} starts`;
    case "task-done":
      return `${event.key} done${event.isFirst ? "" : ", after another worker"}`;
    case "task-kept":
      return `${event.key} given back, with ${counted(event.trainings, "training")} recorded`;
    case "task-failed":
      return `${event.key} failed (attempt ${event.attempt}): ${event.message}`;
  }
}

async function linesOf(path: string): Promise<string[]> {
  const bytes = await readDocument(path, "study").catch((cause) => {
    throw cause instanceof InputError ? cause : unreadable(path, cause);
  });
  return bytes
    .toString("utf8")
    .split("\n")
    .map((line) => line.trim());
}
