import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { LockHolder } from "../../src/contract/lock.ts";
import { type Lock, lockHolder, takeLock } from "../../src/files/index.ts";
import { isRunning, ownMark } from "../../src/files/process-mark.ts";
import { temporaryFolder } from "../helpers/cli.ts";

const times = { staleMs: 400, beatMs: 20 };
const held: Lock[] = [];
afterEach(() => {
  for (const lock of held.splice(0)) lock.release();
});

async function take(path: string): Promise<Lock | null> {
  const lock = await takeLock(path, times);
  if (!("release" in lock)) return null;
  held.push(lock);
  return lock;
}

const lockPath = () => join(temporaryFolder(), "lock");

/** Leaves a lock as another process would have. */
function leave(path: string, holder: Partial<LockHolder>, silentMs = 0): void {
  const whole = { version: 1, token: "theirs", since: "2026-01-01T00:00:00.000Z", ...ownMark() };
  writeFileSync(path, JSON.stringify({ ...whole, ...holder }));
  const then = new Date(Date.now() - silentMs);
  utimesSync(path, then, then);
}

describe("a lock", () => {
  test("is held by one at a time, names its holder, and leaves nothing behind", async () => {
    const path = lockPath();
    const first = await take(path);
    expect(first?.isHeld()).toBe(true);
    expect(first?.holder).toMatchObject({ pid: process.pid, host: hostname() });
    expect(await takeLock(path, times)).toEqual({ holder: first?.holder, silentMs: null });
    expect(lockHolder(path, times)?.holder).toEqual(first?.holder);
    first?.release();
    first?.release();
    expect(first?.isHeld()).toBe(false);
    expect(lockHolder(path, times)).toBeNull();
    expect((await take(path))?.isHeld()).toBe(true);
    held.splice(0).forEach((lock) => void lock.release());
    expect(readdirSync(join(path, ".."))).toEqual([]);
  });

  test("of many who ask at once, also for a stale one, one gets it", async () => {
    for (const stale of [false, true]) {
      const path = lockPath();
      if (stale) leave(path, { pid: 2 ** 22 + 1 });
      const asked = await Promise.all(Array.from({ length: 20 }, () => take(path)));
      expect(asked.filter((lock) => lock?.isHeld())).toHaveLength(1);
    }
  });

  test("that was removed or replaced is found lost, and is not removed for the other", async () => {
    const path = lockPath();
    const lock = await take(path);
    renameSync(path, `${path}.gone`);
    expect(lock?.isHeld()).toBe(false);
    const other = await take(path);
    lock?.release();
    expect(other?.isHeld()).toBe(true);
  });
});

describe("whose holder", () => {
  test.each([
    ["is a process that has ended", { pid: 2 ** 22 + 1 }],
    ["had a number that was given out again", { processStart: "1" }],
  ])("%s: is taken over at once", async (_what, holder) => {
    const path = lockPath();
    leave(path, holder);
    expect(lockHolder(path, times)).toBeNull();
    expect(await take(path)).not.toBeNull();
  });

  test.each([
    ["on another machine", { host: "elsewhere" }],
    ["in another container or before a reboot", { processSpace: "other" }],
  ])("is %s: its heartbeat decides", async (_what, holder) => {
    const path = lockPath();
    leave(path, holder, 100);
    const other = await takeLock(path, times);
    expect(other).toMatchObject({ holder, silentMs: expect.any(Number) });
    leave(path, holder, 10_000);
    expect(await take(path)).not.toBeNull();
  });

  test("lives elsewhere behind a clock that was put forward: a beat keeps its lock", async () => {
    const path = lockPath();
    leave(path, { host: "elsewhere" }, 10_000);
    const beat = setTimeout(() => utimesSync(path, new Date(), new Date()), 20);
    expect(await takeLock(path, times)).toMatchObject({ holder: { host: "elsewhere" } });
    clearTimeout(beat);
  });

  test.each(['{"version":2}', '{"version":1,"tok', '{"version":1}'])(
    "cannot be read from %j: heartbeat decides",
    async (text) => {
      const path = lockPath();
      writeFileSync(path, text);
      expect(await takeLock(path, times)).toMatchObject({ holder: null });
      utimesSync(path, new Date(0), new Date(0));
      expect(await take(path)).not.toBeNull();
    },
  );
});

describe("what is no lock of ours", () => {
  const things: Readonly<Record<string, (path: string) => void>> = {
    "a file": (path) => writeFileSync(path, "my own notes"),
    "an empty file": (path) => writeFileSync(path, ""),
    "another program's JSON": (path) => writeFileSync(path, "{}"),
    "a folder": (path) => mkdirSync(path),
    "a folder with something in it": (path) => {
      mkdirSync(path);
      writeFileSync(join(path, "inner"), "x");
    },
    "a link to nothing": (path) => symlinkSync(join(path, "..", "nowhere"), path),
    "a link to a file": (path) => {
      writeFileSync(`${path}.other`, "x");
      symlinkSync(`${path}.other`, path);
    },
  };

  test.each(
    Object.keys(things).flatMap(
      (name) =>
        [
          [name, "young", 0],
          [name, "old", 1e6],
        ] as const,
    ),
  )(
    "%s, %s: is refused and stays as it is, at once",
    async (name, _age, silentMs) => {
      const path = lockPath();
      things[name]?.(path);
      const then = new Date(Date.now() - silentMs);
      lutimesSync(path, then, then);
      const before = [lstatSync(path).ino, readdirSync(join(path, ".."))];
      await expect(takeLock(path, times)).rejects.toMatchObject({ code: "not-a-lock" });
      expect(() => lockHolder(path, times)).toThrow(path);
      expect([lstatSync(path).ino, readdirSync(join(path, ".."))]).toEqual(before);
    },
    2000,
  );
});

test("a holder beats, by the clock of the file system", async () => {
  const path = lockPath();
  await take(path);
  utimesSync(path, new Date(0), new Date(0));
  await expect.poll(() => Date.now() - statSync(path).mtimeMs).toBeLessThan(10_000);
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ pid: process.pid });
});

test("a process is told from one that had its number, and from one that has ended", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const pid = child.pid as number;
  expect(isRunning({ ...ownMark(), pid, processStart: null })).toBe(true);
  expect(isRunning({ ...ownMark(), pid })).toBe(ownMark().processStart === null);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isRunning({ ...ownMark(), pid, processStart: null })).toBe(false);
  expect(isRunning({ ...ownMark(), host: "elsewhere" })).toBeNull();
});
