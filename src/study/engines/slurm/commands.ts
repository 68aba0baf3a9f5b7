import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { InputError, LrFinderError } from "../../../core/errors.ts";

/** How long a command of Slurm's may take, in ms. */
const PATIENCE_MS = 60_000;

/** A job of the queue, or several of an array that wait. */
export interface SlurmJob {
  /** Of the whole array. */
  readonly id: string;
  /** As Slurm calls it: `PENDING`, `RUNNING`, `COMPLETING`, … */
  readonly state: string;
  /** Why it waits. */
  readonly reason: string;
}

/**
 * Submits a script.
 *
 * @returns the job's id
 * @throws InputError `program-missing`; LrFinderError `slurm-refused` with what `sbatch` says
 */
export async function submit(script: string): Promise<string> {
  const { code, out, err } = await called("sbatch", ["--parsable", script]);
  const [, id] = /^(\d+)(;.*)?$/m.exec(out.trim()) ?? [];
  if (code === 0 && id !== undefined) return id;
  throw new LrFinderError("slurm-refused", `Slurm took no job: ${(err || out).trim()}`);
}

/** Jobs that the site lets an array have (0: it has no arrays); null where it does not tell. */
export async function arraySize(): Promise<number | null> {
  const answer = await called("scontrol", ["show", "config"]).catch(() => null);
  const [, most] = /^MaxArraySize\s*=\s*(\d+)/m.exec(answer?.out ?? "") ?? [];
  return most === undefined ? null : Number(most);
}

/**
 * The user's jobs that have not ended.
 *
 * @throws LrFinderError `slurm-away` where Slurm does not answer
 */
export async function queuedJobs(): Promise<SlurmJob[]> {
  const user = userInfo().username;
  const { code, out, err } = await called("squeue", ["-h", "-u", user, "-o", "%F|%T|%r"]);
  if (code !== 0) throw new LrFinderError("slurm-away", `Slurm does not answer: ${err.trim()}`);
  return out.split("\n").flatMap((line) => {
    const [id = "", state = "", reason = ""] = line.trim().split("|");
    return id === "" ? [] : [{ id, state, reason }];
  });
}

/** Cancels jobs; @returns what Slurm said against it */
export async function cancelJobs(ids: readonly string[]): Promise<string> {
  return (await called("scancel", ids)).err.trim();
}

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function called(program: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: PATIENCE_MS, maxBuffer: 1 << 26 }, (error, out, err) => {
      if (error !== null && error.code === "ENOENT") {
        reject(
          new InputError(
            "program-missing",
            `${program} was not found: the engine slurm submits jobs with Slurm's own commands, which are there on a cluster's login node. Start study run there`,
            { data: { program } },
          ),
        );
        return;
      }
      const failed = typeof error?.code === "number" ? error.code : 1;
      const words = error?.killed ? `${program} did not answer within a minute` : err;
      resolve({ code: error === null ? 0 : failed, out, err: words });
    });
  });
}
