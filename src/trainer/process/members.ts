import { readdirSync, readFileSync } from "node:fs";
import { escapeesFoundBy } from "../../files/index.ts";

/** Name of the environment variable by which all descendants of one trainer are known. */
export const MARKER = "LR_FINDER_TRAINER_ID";

/** The processes that one trainer has started. */
export interface Members {
  /** Those that live. Ones that have ended and only wait to be collected do not count. */
  living(): number[];
}

/**
 * Living processes of a process group and, if a marker is given, all others that were started with it
 * in their environment, the descendants of all these, and what of them was seen before: those that left
 * the group (`setsid`), those whose parents have ended.
 *
 * Where there is no `/proc` (macOS) only the group's leader stands for the whole group, and
 * processes that left it are not seen. Nowhere is one seen that left the group with an empty
 * environment and lost its parent before it was looked for.
 */
export function membersOf(group: number, marker?: string): Members {
  if (escapeesFoundBy() === "none") return { living: () => (groupAnswers(group) ? [group] : []) };
  const wanted = marker === undefined ? undefined : `${MARKER}=${marker}`;
  // By their time of start: numbers are given out again.
  const seen = new Map<number, string>();
  const isOurs = ({ pid, pgrp, start }: Living) =>
    pgrp === group || seen.get(pid) === start || (wanted !== undefined && isMarked(pid, wanted));
  return {
    living() {
      const all = processes();
      const found = new Map(all.filter(isOurs).map(({ pid, start }) => [pid, start]));
      for (let before = -1; wanted !== undefined && before !== found.size; ) {
        before = found.size;
        for (const { pid, ppid, start } of all) if (found.has(ppid)) found.set(pid, start);
      }
      seen.clear();
      for (const [pid, start] of found) seen.set(pid, start);
      return [...found.keys()];
    },
  };
}

interface Living {
  readonly pid: number;
  readonly ppid: number;
  readonly pgrp: number;
  /** Ticks since the machine was started. */
  readonly start: string;
}

function processes(): Living[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => living(name) ?? []);
}

function living(pid: string): Living | undefined {
  try {
    // "pid (name) state ppid pgrp …": the name may hold anything, so count from its last ")".
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ppid, pgrp] = fields;
    if (state === "Z" || state === "X") return undefined;
    return { pid: Number(pid), ppid: Number(ppid), pgrp: Number(pgrp), start: fields[19] ?? "" };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

function isMarked(pid: number, wanted: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`).includes(wanted);
  } catch {
    // It ended meanwhile, or belongs to somebody else.
    return false;
  }
}

/** Whether the group has any process at all, ended ones included. */
function groupAnswers(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === "EPERM";
  }
}
