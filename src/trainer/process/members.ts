import { readdirSync, readFileSync } from "node:fs";

/** Name of the environment variable by which all descendants of one trainer are known. */
export const MARKER = "LR_FINDER_TRAINER_ID";

/**
 * Living processes of a process group and, if a marker is given, all others that were started with
 * it in their environment: those that left the group (`setsid`) and lost their parent. Processes
 * that have ended and only wait to be collected do not count.
 *
 * Where there is no `/proc` (macOS) only the group's leader stands for the whole group, and
 * processes that left it are not seen.
 */
export function livingMembers(group: number, marker?: string): number[] {
  let names: string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return groupAnswers(group) ? [group] : [];
  }
  const wanted = marker === undefined ? undefined : `${MARKER}=${marker}`;
  return names
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => belongs(name, group, wanted))
    .map(Number);
}

/** Whether the group has any process at all, ended ones included. Cheap. */
export function groupAnswers(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === "EPERM";
  }
}

function belongs(pid: string, group: number, wanted: string | undefined): boolean {
  try {
    // "pid (name) state ppid pgrp …": the name may hold anything, so count from its last ")".
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return false;
    if (Number(pgrp) === group) return true;
    return wanted !== undefined && readFileSync(`/proc/${pid}/environ`).includes(wanted);
  } catch {
    // It ended meanwhile, or belongs to somebody else.
    return false;
  }
}
