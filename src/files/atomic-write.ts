import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import * as nodeFs from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { InputError, LrFinderError, messageOf } from "../core/errors.ts";
import { makeFolders } from "./folders.ts";
import { calledOther } from "./open-file.ts";
import { renamePause } from "./platform.ts";
import { onProcessEnd } from "./process-end.ts";

/** The calls that {@link writeAtomically} makes; a test puts a failing disk here. */
export type AtomicFs = Pick<
  typeof nodeFs,
  | "access"
  | "lstat"
  | "mkdir"
  | "open"
  | "readFile"
  | "readlink"
  | "realpath"
  | "rename"
  | "stat"
  | "unlink"
>;

export interface AtomicWriteOptions {
  /**
   * What the file must still hold: its bytes as they were read, or null for "must not exist".
   * @default no condition
   */
  readonly expected?: Uint8Array | null;
  /** Makes missing parent folders. @default false */
  readonly makeFolders?: boolean;
  readonly fs?: AtomicFs;
}

/**
 * Writes a file so that at any moment, a kill or a full disk included, it holds either the old or the
 * new content, whole: temporary file in the same folder, fsync, rename, fsync of the folder. Symbolic
 * links are followed; mode and owner of an existing file are kept (not its extended attributes, and
 * other hard links keep the old content). The temporary file is removed on any failure and by signals;
 * only a kill can leave one (`.<name>.<random>.tmp`).
 *
 * @param data text is written as UTF-8
 * @throws InputError `file-changed`, `read-only`, `folder-missing` or `not-a-file`; LrFinderError
 *   `disk-full` or `write-failed`. Nothing was changed then.
 */
export async function writeAtomically(
  path: string,
  data: string | Uint8Array,
  options: AtomicWriteOptions = {},
): Promise<void> {
  const fs = options.fs ?? nodeFs;
  try {
    if (options.makeFolders === true) await makeFolders(dirname(resolve(path)), fs);
    await checkKind(fs, path);
    const target = await followLinks(fs, path);
    const old = await existing(fs, target);
    await checkUnchanged(fs, path, target, options.expected);
    const temporary = join(
      dirname(target),
      `.${basename(target).slice(0, 200)}.${randomBytes(6).toString("hex")}.tmp`,
    );
    const forget = onProcessEnd(() => rmSync(temporary, { force: true }));
    try {
      await writeNew(fs, path, temporary, data, old);
      await checkUnchanged(fs, path, target, options.expected);
      await rename(fs, temporary, target);
    } catch (failure) {
      await fs.unlink(temporary).catch(() => {});
      throw failure;
    } finally {
      forget();
    }
    await syncFolder(fs, dirname(target));
  } catch (failure) {
    throw writeError(path, failure);
  }
}

/** Asked by its own name: links to pipes of this process (/dev/stdout) cannot be followed by name. */
async function checkKind(fs: AtomicFs, path: string): Promise<void> {
  const stats = await fs.stat(path).catch(() => null);
  const other = stats === null ? null : await calledOther(path, stats, "file");
  if (other === null) return;
  throw new InputError("not-a-file", `${path} ${other}: give the name of a file`, {
    data: { path },
  });
}

async function rename(fs: AtomicFs, from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fs.rename(from, to);
    } catch (failure) {
      const pause = renamePause((failure as NodeJS.ErrnoException).code, attempt);
      if (pause === null) throw failure;
      await delay(pause);
    }
  }
}

interface OldFile {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

// realpath alone fails for a link whose target is still to be made.
async function followLinks(fs: AtomicFs, path: string): Promise<string> {
  let at = resolve(path);
  for (let hops = 0; hops < 40; hops++) {
    const folder = await fs.realpath(dirname(at));
    at = join(folder, basename(at));
    const stats = await fs.lstat(at).catch(ifMissing);
    if (stats === undefined || !stats.isSymbolicLink()) return at;
    at = resolve(folder, await fs.readlink(at));
  }
  throw new InputError("not-a-file", `${path} is a link that leads in a circle`, {
    data: { path },
  });
}

async function existing(fs: AtomicFs, target: string): Promise<OldFile | undefined> {
  const stats = await fs.stat(target).catch(ifMissing);
  if (stats === undefined) return undefined;
  if (!(await isWritable(target, fs))) throw Object.assign(new Error("mode"), { code: "EACCES" });
  return { mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
}

async function checkUnchanged(
  fs: AtomicFs,
  path: string,
  target: string,
  expected: Uint8Array | null | undefined,
): Promise<void> {
  if (expected === undefined) return;
  const now = await fs.readFile(target).catch(ifMissing);
  if (expected === null ? now === undefined : now?.equals(expected)) return;
  const what = expected === null ? "already exists" : "was changed by another program meanwhile";
  throw new InputError("file-changed", `${path} ${what}: nothing was written. Try again.`, {
    data: { path },
  });
}

async function writeNew(
  fs: AtomicFs,
  path: string,
  temporary: string,
  data: string | Uint8Array,
  old: OldFile | undefined,
): Promise<void> {
  // A new file's mode is what the umask leaves; a copy is private until it has the old one's.
  const handle = await fs.open(temporary, "wx", old === undefined ? 0o666 : 0o600);
  try {
    await handle.writeFile(data);
    if (old !== undefined) {
      const { uid, gid } = await handle.stat();
      if (uid !== old.uid || gid !== old.gid) await keepOwner(handle, path, old);
      await handle.chmod(old.mode);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function keepOwner(handle: nodeFs.FileHandle, path: string, old: OldFile): Promise<void> {
  try {
    await handle.chown(old.uid, old.gid);
  } catch (cause) {
    throw new InputError(
      "read-only",
      `${path} belongs to another user or group, and you cannot give them the new file: nothing was changed. Write it as its owner.`,
      { data: { path }, cause },
    );
  }
}

// Some file systems and Windows cannot sync a folder: the rename itself has been done.
async function syncFolder(fs: AtomicFs, folder: string): Promise<void> {
  const handle = await fs.open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close().catch(() => {});
}

function ifMissing(failure: NodeJS.ErrnoException): undefined {
  if (failure.code !== "ENOENT") throw failure;
}

/** The calls that {@link isWritable} makes. */
export interface WritableFs {
  access(path: string, mode: number): Promise<void>;
  stat(path: string): Promise<{ readonly mode: number }>;
}

/**
 * Whether a file may be replaced: its mode lets somebody write it, and the system lets us. For root
 * every access is granted, and a rename succeeds on a read-only file, so the mode is asked too.
 *
 * @throws what `stat` throws, e.g. for a file that is not there
 */
export async function isWritable(path: string, fs: WritableFs = nodeFs): Promise<boolean> {
  const { mode } = await fs.stat(path);
  if ((mode & 0o222) === 0) return false;
  return fs.access(path, nodeFs.constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Turns a failed write into the error that says what to do. Errors of ours pass through. */
function writeError(path: string, failure: unknown): LrFinderError {
  if (failure instanceof LrFinderError) return failure;
  const code = (failure as NodeJS.ErrnoException | undefined)?.code ?? "";
  const options = { data: { path, code }, cause: failure };
  switch (code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new InputError(
        "read-only",
        `${path} or its folder cannot be written: nothing was changed. Give yourself write permission, or choose another file.`,
        options,
      );
    case "ENOENT":
    case "ENOTDIR":
      return new InputError(
        "folder-missing",
        `The folder of ${path} does not exist: nothing was written. Make it first.`,
        options,
      );
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new LrFinderError(
        "disk-full",
        `There is no room to write ${path}: nothing was changed. Free some space and try again.`,
        options,
      );
    default:
      return new LrFinderError(
        "write-failed",
        `${path} could not be written: ${messageOf(failure)}. Nothing was changed.`,
        options,
      );
  }
}
