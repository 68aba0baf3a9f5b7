import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { LrFinderError } from "../core/errors.ts";
import { makeFolders } from "../files/index.ts";

export const LOCK_FILE = "install.lock";

/** Age after which a lock of another host, which we cannot ask, counts as left behind. */
const FOREIGN_LOCK_MS = 2 * 3_600_000;

interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: string;
}

/**
 * Runs `work` while no other install or uninstall uses the folder. A lock whose process is gone is
 * taken over.
 *
 * @throws LrFinderError `native-busy` when another one is at work
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await makeFolders(folder);
  const path = join(folder, LOCK_FILE);
  const mine: LockHolder = {
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
  };
  if (!(await take(path, mine))) {
    const holder = await read(path);
    if (holder !== undefined && isAlive(holder)) throw busy(folder, holder);
    // Moved aside, not removed: of two that find the same dead lock, one alone gets to move it.
    const aside = `${path}.${randomBytes(4).toString("hex")}`;
    await rename(path, aside).catch(() => {});
    await rm(aside, { force: true });
    if (!(await take(path, mine))) throw busy(folder, await read(path));
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string, mine: LockHolder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(mine), { flag: "wx" });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

async function read(path: string): Promise<LockHolder | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, "utf8")) as LockHolder;
    return typeof holder.pid === "number" ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) {
    return Date.now() - Date.parse(holder.startedAt) < FOREIGN_LOCK_MS;
  }
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

function busy(folder: string, holder: LockHolder | undefined): LrFinderError {
  const who =
    holder === undefined
      ? "another process"
      : `process ${holder.pid} on ${holder.host}, started ${holder.startedAt},`;
  return new LrFinderError(
    "native-busy",
    `${who} is installing or removing the native engine in ${folder}: wait for it to end, then run this again`,
    { data: { folder, ...holder } },
  );
}
