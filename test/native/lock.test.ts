import { spawnSync } from "node:child_process";
import { access, mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LOCK_FILE, withLock } from "../../src/native/lock.ts";
import { world } from "./helpers/world.ts";

async function locked(holder: unknown): Promise<string> {
  const { folder } = await world();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, LOCK_FILE), JSON.stringify(holder));
  return folder;
}

const startedAt = new Date().toISOString();

test("of two at the same time one works and the other is told who is at it", async () => {
  const { folder } = await world();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = withLock(folder, () => held.then(() => "done"));
  await access(join(folder, LOCK_FILE)).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(withLock(folder, async () => "second")).rejects.toMatchObject({
    code: "native-busy",
    message: expect.stringContaining(`process ${process.pid}`),
  });
  release();
  expect(await first).toBe("done");
  expect(await withLock(folder, async () => "third")).toBe("third");
});

test("the lock is gone after a failure", async () => {
  const { folder } = await world();
  await expect(withLock(folder, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await withLock(folder, async () => "free")).toBe("free");
});

test("a lock of a process that is gone is taken over", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const folder = await locked({ pid, host: hostname(), startedAt });
  expect(await withLock(folder, async () => "taken")).toBe("taken");
});

test("a lock that was cut short is taken over", async () => {
  const folder = await locked("half a");
  expect(await withLock(folder, async () => "taken")).toBe("taken");
});

test("a lock of another host holds for two hours", async () => {
  const folder = await locked({ pid: 1, host: "elsewhere", startedAt });
  await expect(withLock(folder, async () => "taken")).rejects.toMatchObject({
    code: "native-busy",
  });
  const old = new Date(Date.now() - 3 * 3_600_000).toISOString();
  const stale = await locked({ pid: 1, host: "elsewhere", startedAt: old });
  expect(await withLock(stale, async () => "taken")).toBe("taken");
});
