import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** What tells one process from all others, dead ones and those of other machines included. */
export interface ProcessMark {
  readonly pid: number;
  /** When it started, as the system writes it; null where that cannot be known. */
  readonly processStart: string | null;
  readonly host: string;
  /**
   * Where process numbers mean the same: one boot of one machine and one container on it. From
   * another space nothing can be said about a process.
   */
  readonly processSpace: string;
}

/** This process. */
export function ownMark(): ProcessMark {
  return {
    pid: process.pid,
    processStart: ownStart(),
    host: hostname(),
    processSpace: processSpace(),
  };
}

/**
 * Whether a process is running: its number is in use, by a process that started when it did (numbers
 * are given out again). Null where that cannot be known from here: it belongs to another machine or
 * container, or to this machine before it was started anew.
 */
export function isRunning(mark: ProcessMark): boolean | null {
  if (mark.host !== hostname() || mark.processSpace !== processSpace()) return null;
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    // Not ours to signal, but there.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const start = startOf(mark.pid);
  if (start === DEAD) return false;
  return start === null || mark.processStart === null || start === mark.processStart;
}

/** Boot and process namespace on Linux; on other systems the machine's name has to do. */
function processSpace(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return process.platform;
  }
}

/** A process that has ended, whose parent has not asked for its exit code yet. */
const DEAD = Symbol("dead");

/** Linux: ticks since boot; other systems of Unix: what `ps` prints; null where it cannot be known. */
function startOf(pid: number): string | null | typeof DEAD {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The name, in brackets, may hold spaces and brackets; the start is the 20th field behind it.
      const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return state === "Z" || state === "X" ? DEAD : (fields[18] ?? null);
    }
    if (process.platform === "win32") return null;
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

function ownStart(): string | null {
  const start = startOf(process.pid);
  return start === DEAD ? null : start;
}
