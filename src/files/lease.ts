import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, renameSync, writeSync } from "node:fs";
import { parse } from "../contract/schema.ts";
import { type StudyLease, studyLeaseSchema } from "../contract/study.ts";
import { STUDY_VERSION } from "../contract/versions.ts";
import { parseJson } from "../core/json.ts";
import { readDocumentSync } from "./open-file.ts";
import { isRunning, ownMark } from "./process-mark.ts";
import { beside, createFileSync, removeIfThere } from "./put-file.ts";

/** From one beat to the next, in ms. */
const BEAT_MS = 5_000;
/** How long a lease may be seen without a beat, in ms of the looker's own time. */
const STALE_MS = 60_000;

/** Waiting times of leases; tests make them short. */
export interface LeaseTimes {
  /** @default 5,000 */
  readonly beatMs?: number;
  /** @default 60,000 */
  readonly staleMs?: number;
}

/** A lease that is held. */
export interface Lease {
  readonly holder: StudyLease;
  /** Whether it still is: false once the file was removed, or somebody else took it. */
  isHeld(): boolean;
  /** Removes it, if it is still held. May be called twice. */
  release(): void;
}

const BEAT_DIGITS = 12;

/**
 * Takes a lease: a file that exists while somebody works on a thing, with a counter that its holder
 * makes grow. It comes into being by a hard link, which is atomic on NFS too; no locks of the file
 * system and no clocks are needed. Whoever loses a lease and does not know goes on with its work: what
 * comes of it must be put in place in a way that two can try.
 *
 * @returns null where somebody has it
 * @throws the file system's error where a file cannot be made
 */
export function takeLease(path: string, { beatMs = BEAT_MS }: LeaseTimes = {}): Lease | null {
  const holder: StudyLease = {
    version: STUDY_VERSION,
    beat: 0,
    token: randomBytes(12).toString("hex"),
    ...ownMark(),
    since: new Date().toISOString(),
  };
  if (!createFileSync(path, textOf(holder))) return null;
  let beat = 0;
  let isReleased = false;
  const isHeld = () => !isReleased && readLease(path)?.token === holder.token;
  const timer = setInterval(() => {
    try {
      if (!isHeld()) return;
      beat += 1;
      // The same number of bytes at the same place: a reader finds the old beat or the new one.
      const fd = openSync(path, "r+");
      try {
        writeSync(fd, textOf({ ...holder, beat }), 0);
        // Other machines see what the server has.
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    } catch {
      // A disk that is full or gone for a moment: the next beat may reach it.
    }
  }, beatMs);
  timer.unref();
  return {
    holder,
    isHeld,
    release() {
      if (isReleased) return;
      const wasHeld = isHeld();
      isReleased = true;
      clearInterval(timer);
      if (wasHeld) removeIfThere(path);
    },
  };
}

function textOf({ version, beat, ...rest }: StudyLease): string {
  const counter = String(beat).padEnd(BEAT_DIGITS);
  return `{"version":${version},"beat":${counter},${JSON.stringify(rest).slice(1)}\n`;
}

/** Who holds a lease; null where nobody does, or what lies there cannot be read. */
export function readLease(path: string): StudyLease | null {
  try {
    const parsed = parse(
      studyLeaseSchema,
      parseJson(readDocumentSync(path, "lock").toString("utf8")),
    );
    return parsed.ok ? parsed.value : null;
  } catch {
    return null;
  }
}

/** Somebody who looks at leases again and again, and finds those whose holders have died. */
export interface LeaseWatch {
  /**
   * - `free`: there is none, or none any more;
   * - `held`: its holder was seen running, or its counter grew while it was watched;
   * - `unsure`: its holder cannot be asked, and nothing was seen yet;
   * - `dead`: its holder has ended, or its counter did not grow for a minute of watching.
   */
  look(path: string): "free" | "held" | "unsure" | "dead";
  /** Removes a lease that was found dead: the very one, or none. @returns the one that was removed */
  takeAway(path: string): StudyLease | null;
}

/** @param now a clock that only runs forward, in ms */
export function watchLeases(
  { staleMs = STALE_MS }: LeaseTimes = {},
  now: () => number = () => performance.now(),
): LeaseWatch {
  const seen = new Map<string, { token: string; beat: number; since: number; grew: boolean }>();
  const judge = (path: string, lease: StudyLease) => {
    const running = isRunning(lease);
    if (running !== null) return running ? "held" : "dead";
    const before = seen.get(path);
    if (before === undefined || before.token !== lease.token) {
      seen.set(path, { token: lease.token, beat: lease.beat, since: now(), grew: false });
      return "unsure";
    }
    if (before.beat !== lease.beat) {
      seen.set(path, { token: lease.token, beat: lease.beat, since: now(), grew: true });
      return "held";
    }
    if (now() - before.since >= staleMs) return "dead";
    return before.grew ? "held" : "unsure";
  };
  return {
    look(path) {
      const lease = readLease(path);
      if (lease !== null) return judge(path, lease);
      // Made without links and half written, or damaged: it has no beat that could grow.
      const text = textAt(path);
      if (text === null) return "free";
      const before = seen.get(path);
      if (before?.token !== text) {
        seen.set(path, { token: text, beat: 0, since: now(), grew: false });
        return "unsure";
      }
      return now() - before.since >= staleMs ? "dead" : "unsure";
    },
    takeAway(path) {
      const aside = beside(path);
      try {
        renameSync(path, aside);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
      const taken = readLease(aside);
      const judged = seen.get(path)?.token;
      const isDead = taken === null || isRunning(taken) === false || taken.token === judged;
      if (!isDead) {
        // Between look and rename somebody else had put theirs in its place: it is put back.
        try {
          linkSync(aside, path);
        } catch {
          // A third one was faster, or there are no links: who lost it works on, and its result counts.
        }
      }
      removeIfThere(aside);
      seen.delete(path);
      return isDead ? taken : null;
    },
  };
}

function textAt(path: string): string | null {
  try {
    return readDocumentSync(path, "lock").toString("utf8");
  } catch {
    return null;
  }
}
