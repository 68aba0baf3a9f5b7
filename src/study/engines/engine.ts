import type { CancelSignal } from "../../core/signal.ts";
import { readDocumentSync } from "../../files/index.ts";

/** What an engine is asked for. */
export interface EngineRequest {
  /** The study's folder, as it is where the engine is started: absolute, but for a dry run. */
  readonly folder: string;
  /** Of the study. */
  readonly name: string;
  /** Tasks that can be measured now; at least 1. */
  readonly tasks: number;
  /** Workers that were asked for; undefined: as many as the engine thinks good. */
  readonly workers: number | undefined;
  /** Devices, of which each worker gets one in turn as `CUDA_VISIBLE_DEVICES`; none where empty. */
  readonly devices: readonly string[];
  /** A file that lists the tasks that may be measured, one key a line; undefined: all may. */
  readonly only: string | undefined;
  /** Ends the workers. */
  readonly signal: CancelSignal;
  /** Words for a person. */
  readonly say: (words: string) => void;
}

/** Workers that an engine has started. */
export interface EngineRun {
  /**
   * How many there are; they may be elsewhere, and end at any time. What they have done the study's folder
   * says.
   */
  readonly workers: number;
  /** Over when none of them runs any more; never rejects for what a task did. */
  readonly ended: Promise<void>;
  /** Tasks that are being measured where the folder does not show it; none where missing. */
  running?(): number;
}

/** What engines other than the local one must be told; each reads its own. */
export interface EngineOptions {
  /** BullMQ: `redis://…`, `rediss://…` or `postgres://…`. Holds a password: never stored, printed or thrown. */
  readonly queue?: string | undefined;
  /** Slurm: options of `sbatch`, as they are typed. */
  readonly sbatch?: string | undefined;
  /** Slurm: tasks that one job of the array measures at most. */
  readonly tasksPerJob?: number | undefined;
  /** Slurm: whether the jobs are cancelled when the study is interrupted. */
  readonly cancel?: boolean | undefined;
}

/** What starts workers, and nothing else: the study's folder says what they have to do. */
export interface Engine {
  /** What it would start, in a few words. */
  describe(request: EngineRequest): string;
  /** What it would submit, for a person to look at. */
  script?(request: EngineRequest): Promise<string>;
  /**
   * Starts workers for the tasks that are free.
   *
   * @throws InputError for what is missing: a program, a server, an optional package
   */
  start(request: EngineRequest): Promise<EngineRun>;
}

/** Whether a task may be measured, by the file that lists those that may. */
export function isWantedBy(only: string | undefined): (key: string) => boolean {
  if (only === undefined) return () => true;
  const keys = new Set(readDocumentSync(only, "study").toString("utf8").split("\n"));
  return (key) => keys.has(key);
}

/** What lr-finder's program is started with to be a worker, on any machine that sees the study's folder. */
export function workerArguments({
  folder,
  only,
}: Pick<EngineRequest, "folder" | "only">): string[] {
  return ["study", "worker", folder, "--quiet", ...(only === undefined ? [] : ["--tasks", only])];
}
