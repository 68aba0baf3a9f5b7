import { randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type LockHolder, lockSchema } from "../contract/lock.ts";
import { parse } from "../contract/schema.ts";
import { LOCK_VERSION } from "../contract/versions.ts";
import { InputError, messageOf } from "../core/errors.ts";
import { parseJson } from "../core/json.ts";
import { readDocumentSync } from "./open-file.ts";
import { onProcessEnd } from "./process-end.ts";
import { isRunning, ownMark } from "./process-mark.ts";
import { beside, NO_LINKS } from "./put-file.ts";

/** How long a heartbeat may be missing, in ms, where the holder cannot be asked. */
const STALE_MS = 120_000;
/** From one heartbeat to the next. */
const BEAT_MS = 5_000;

/** Waiting times of a lock; tests make them short. */
export interface LockTimes {
  /** @default 120,000 */
  readonly staleMs?: number;
  /** @default 5,000 */
  readonly beatMs?: number;
}

/** An exclusive lock that is held. */
export interface Lock {
  readonly holder: LockHolder;
  /** Whether it still is: false once the file was removed, or another process took the lock over. */
  isHeld(): boolean;
  /** Removes the lock, if it is still held. May be called twice. */
  release(): void;
}

/** Somebody else holds it. */
export interface HeldByOther {
  /** Null where the file says nothing that can be read. */
  readonly holder: LockHolder | null;
  /** Time since the holder's last sign of life in ms, by the clock of the file system; null where it was seen running. */
  readonly silentMs: number | null;
}

/**
 * Takes an exclusive lock: a file that exists while the lock is held. One caller at a time has it, on
 * one machine or several (NFS included: a lock comes into being by a hard link, which is atomic there).
 *
 * A lock whose holder has died is taken over. On the holder's own machine that is asked of the system
 * (number and start of the process, so that a number given out again is no holder). From another
 * machine or container the file's heartbeat decides: where none came for two minutes by the clock of
 * the file system, and none comes while this waits, the holder counts as dead.
 *
 * A lock that was lost all the same (removed by hand, or taken over while its process was stopped) is
 * found lost by `isHeld`. What lies at the path and is no lock of ours is never taken away.
 *
 * @throws InputError `not-a-lock` where something else lies there; the file system's error where a file
 *   cannot be made
 */
export async function takeLock(
  path: string,
  { staleMs = STALE_MS, beatMs = BEAT_MS }: LockTimes = {},
): Promise<Lock | HeldByOther> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const made = makeLock(path);
    if (made !== null) return keepAlive(path, made, beatMs);
    const seen = look(path);
    if (seen === null) continue;
    const held = judge(path, seen, staleMs);
    if (held === "silent") {
      // The clock may have been put forward: a holder that lives beats again.
      await sleep(2 * beatMs);
      if (!isSame(look(path), seen)) continue;
    } else if (held !== "dead") return held;
    removeStale(path, seen);
  }
  throw notALock(path, "can neither be made nor read");
}

/** Somebody else may be faster now and then, not each time. */
const MAX_TRIES = 1000;

/**
 * Who holds a lock, as far as one can see without waiting; null where nobody does.
 *
 * @throws InputError `not-a-lock`
 */
export function lockHolder(
  path: string,
  { staleMs = STALE_MS }: LockTimes = {},
): HeldByOther | null {
  const seen = look(path);
  if (seen === null) return null;
  const held = judge(path, seen, staleMs);
  return held === "dead" || held === "silent" ? null : held;
}

/** Who holds a lock that was seen; `silent`: its holder cannot be asked, and its heartbeat is overdue. */
function judge(
  path: string,
  { holder, stats }: Seen,
  staleMs: number,
): HeldByOther | "dead" | "silent" {
  const running = holder === null ? null : isRunning(holder);
  if (running !== null) return running ? { holder, silentMs: null } : "dead";
  const silentMs = clockOf(path) - stats.mtimeMs;
  return silentMs < staleMs ? { holder, silentMs: Math.max(0, silentMs) } : "silent";
}

interface MadeLock {
  readonly fd: number;
  readonly holder: LockHolder;
}

/** Null where there is a lock already. */
function makeLock(path: string): MadeLock | null {
  const holder: LockHolder = {
    version: LOCK_VERSION,
    token: randomBytes(12).toString("hex"),
    ...ownMark(),
    since: new Date().toISOString(),
  };
  const temporary = beside(path);
  const fd = openSync(temporary, "wx");
  try {
    writeSync(fd, `${JSON.stringify(holder)}\n`);
    // What a power cut leaves under this name can be told from a file of the user's.
    fsyncSync(fd);
    linkSync(temporary, path);
    unlinkSync(temporary);
    return { fd, holder };
  } catch (error) {
    closeSync(fd);
    unlinkSync(temporary);
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return null;
    if (NO_LINKS.includes(code)) return makeWithoutLinks(path, holder);
    throw error;
  }
}

function makeWithoutLinks(path: string, holder: LockHolder): MadeLock | null {
  let fd: number;
  try {
    fd = openSync(path, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return null;
    throw error;
  }
  try {
    writeSync(fd, `${JSON.stringify(holder)}\n`);
    fsyncSync(fd);
  } catch (error) {
    closeSync(fd);
    unlinkSync(path);
    throw error;
  }
  return { fd, holder };
}

function keepAlive(path: string, { fd, holder }: MadeLock, beatMs: number): Lock {
  const own = fstatSync(fd);
  let released = false;
  const isHeld = () => {
    if (released) return false;
    const now = statOf(path);
    return now !== null && isSameFile(now, own);
  };
  // The same byte again: the file system sets the time of the change by its own clock.
  const beat = setInterval(() => {
    try {
      writeSync(fd, "{", 0);
    } catch {
      // A disk that is full or gone for a moment: the next beat may reach it.
    }
  }, beatMs);
  beat.unref();
  const release = () => {
    if (released) return;
    const wasHeld = isHeld();
    released = true;
    clearInterval(beat);
    offEnd();
    closeSync(fd);
    if (wasHeld) {
      try {
        unlinkSync(path);
      } catch {
        // Removed meanwhile, or on a disk that has gone: nobody is kept out by it for long.
      }
    }
  };
  const offEnd = onProcessEnd(release);
  return { holder, isHeld, release };
}

interface Seen {
  readonly holder: LockHolder | null;
  readonly stats: Stats;
}

/** How every lock begins, those of other versions too. */
const LOCK_START = '{"version":';

/** @throws InputError `not-a-lock` */
function look(path: string): Seen | null {
  const stats = statOf(path);
  if (stats === null) return null;
  if (!stats.isFile()) throw notALock(path, kindOf(stats));
  let text: string;
  try {
    text = readDocumentSync(path, "lock").toString("utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw notALock(path, `cannot be read (${messageOf(cause)})`);
  }
  if (!text.startsWith(LOCK_START)) throw notALock(path, "is a file of another program or yours");
  try {
    const parsed = parse(lockSchema, parseJson(text));
    return { holder: parsed.ok ? parsed.value : null, stats };
  } catch {
    return { holder: null, stats };
  }
}

function kindOf(stats: Stats): string {
  if (stats.isSymbolicLink()) return "is a link";
  return stats.isDirectory() ? "is a folder" : "is no file";
}

function notALock(path: string, what: string): InputError {
  return new InputError(
    "not-a-lock",
    `${path} ${what}, and stands where the lock of a run would be: it is left as it is. Move it away, or give another folder`,
    { data: { path } },
  );
}

/** Of the thing itself, not of what a link leads to. */
function statOf(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

function isSameFile(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

function isSame(now: Seen | null, before: Seen): boolean {
  return (
    now !== null &&
    isSameFile(now.stats, before.stats) &&
    now.stats.mtimeMs === before.stats.mtimeMs &&
    now.holder?.token === before.holder?.token
  );
}

/** What time the file system says that it is, in ms: a machine's own clock may be another. */
function clockOf(path: string): number {
  const file = beside(path);
  const fd = openSync(file, "wx");
  try {
    writeSync(fd, "\n");
    return fstatSync(fd).mtimeMs;
  } finally {
    closeSync(fd);
    unlinkSync(file);
  }
}

/** Takes a stale lock away: the very one that was judged, or none. */
function removeStale(path: string, judged: Seen): void {
  const aside = beside(path);
  try {
    renameSync(path, aside);
  } catch (error) {
    // Somebody else was faster.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const taken = statOf(aside);
  if (taken !== null && !isSameFile(taken, judged.stats)) {
    // Between look and rename another caller took the stale lock's place: put its lock back.
    if (statOf(path) === null) {
      renameSync(aside, path);
      return;
    }
  }
  unlinkSync(aside);
}

/** The holder for a sentence: `process 4711 on host (since 2026-01-01T12:00:00.000Z)`. */
export function holderText({ holder, silentMs }: HeldByOther): string {
  if (holder === null) return "a process that its lock does not name";
  const seen =
    silentMs === null ? "" : `, last heard of ${Math.round(silentMs / 1000)} seconds ago`;
  return `process ${holder.pid} on ${holder.host}, since ${holder.since}${seen}`;
}
