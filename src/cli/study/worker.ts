import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { readDocument, unreadable } from "../../files/index.ts";
import { SIGNAL_EXIT_CODES } from "../../files/platform.ts";
import { openStudy, runWorker } from "../../study/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { withSignals } from "../signals.ts";

interface WorkerValues {
  readonly dir: string;
  readonly most?: number;
  readonly tasks?: string;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** The whole of `study worker`. */
export async function executeWorker(values: WorkerValues, io: Io): Promise<number> {
  const { dir, most, tasks, quiet, json } = values;
  const study = openStudy(dir);
  const only = tasks === undefined ? undefined : new Set(await linesOf(tasks));
  return withSignals(io, async (taken) => {
    const controller = new AbortController();
    const end = () => controller.abort();
    taken.signal.addEventListener("abort", end, { once: true });
    // Started by a study that runs: without it there is nobody to work for.
    if (process.connected) process.once("disconnect", end);
    try {
      const ended = await runWorker(study, {
        signal: controller.signal,
        most,
        only,
        onEvent(event) {
          if (event.type === "waiting") io.err(`${event.message}\n`);
          else if (!quiet) io.err(`${wordsOf(event)}\n`);
        },
      });
      if (json) io.out(`${toJson({ version: 1, ...ended })}\n`);
      else if (!quiet) io.out(`${ended.done} done, ${ended.failed} failed\n`);
      return taken.received === undefined ? EXIT.ok : SIGNAL_EXIT_CODES[taken.received];
    } finally {
      process.removeListener("disconnect", end);
    }
  });
}

type Said = Exclude<
  Parameters<NonNullable<NonNullable<Parameters<typeof runWorker>[1]>["onEvent"]>>[0],
  { readonly type: "waiting" }
>;

function wordsOf(event: Said): string {
  switch (event.type) {
    case "task-start":
      return `${event.key} starts`;
    case "task-done":
      return `${event.key} done${event.isFirst ? "" : ", after another worker"}`;
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
