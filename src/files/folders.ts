import * as nodeFs from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { InputError } from "../core/errors.ts";
import { calledOther } from "./open-file.ts";

/** The calls that {@link makeFolders} makes. */
export type FolderFs = Pick<typeof nodeFs, "mkdir" | "stat">;

/**
 * Makes a folder and those above it that are missing, each once: Node's own way of making several tries
 * for ever where the system refuses with a code that it does not expect (/proc).
 *
 * @throws InputError `not-a-folder` where something else lies on the way, `read-only` where none can be
 *   made; and what the system says otherwise
 */
export async function makeFolders(path: string, fs: FolderFs = nodeFs): Promise<void> {
  const { missing } = await missingFolders(path, fs);
  for (const folder of missing) {
    try {
      await fs.mkdir(folder);
    } catch (failure) {
      // Another process may have made it meanwhile; a link that leads to nothing is in the way.
      const isThere = await fs.stat(folder).then(
        (stats) => stats.isDirectory(),
        () => false,
      );
      if (!isThere) throw notMade(folder, failure);
    }
  }
}

/**
 * Refuses a folder that {@link makeFolders} could not make, or in which no file can be made, as far as
 * can be seen without trying.
 *
 * @throws InputError as `makeFolders`
 */
export async function checkFolder(path: string): Promise<void> {
  const { found } = await missingFolders(path, nodeFs);
  const other = await calledOther(found, await nodeFs.stat(found), "folder");
  if (other !== null) throw inTheWay(found, other);
  try {
    await nodeFs.access(found, nodeFs.constants.W_OK | nodeFs.constants.X_OK);
  } catch (failure) {
    throw notMade(path, failure);
  }
}

/** The folders that are missing, the uppermost first, and the one that is there. */
async function missingFolders(
  path: string,
  fs: FolderFs,
): Promise<{ readonly missing: readonly string[]; readonly found: string }> {
  const missing: string[] = [];
  for (let at = path; ; at = above(at)) {
    const stats = await fs.stat(at).catch(ifMissing);
    if (stats !== null) {
      const other = stats.isDirectory() ? null : await calledOther(at, stats, "folder");
      if (other !== null) throw inTheWay(at, other);
      return { missing, found: at };
    }
    if (above(at) === at) return { missing, found: at };
    missing.unshift(at);
  }
}

/** The folder above, as the user wrote it as far as that goes. */
function above(path: string): string {
  const up = dirname(path);
  return up === path || up === "." ? dirname(resolve(path)) : up;
}

function ifMissing(failure: NodeJS.ErrnoException): null {
  if (failure.code === "ENOENT" || failure.code === "ENOTDIR") return null;
  throw failure;
}

function inTheWay(path: string, called: string): InputError {
  return new InputError("not-a-folder", `${path} ${called}, where a folder is needed`, {
    data: { path },
  });
}

function notMade(path: string, failure: unknown): unknown {
  const { code = "" } = failure as NodeJS.ErrnoException;
  const why = WHY[code];
  if (why === undefined) return failure;
  const known = code === "EEXIST" ? "not-a-folder" : "read-only";
  return new InputError(known, `no folder can be made at ${path}: ${why}`, {
    data: { path, code },
    cause: failure,
  });
}

const WHY: Readonly<Record<string, string>> = {
  EROFS: "the disk is read-only",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  ENOENT: "the system lets none be made there (/proc, /sys)",
  EEXIST: "a link that leads to nothing lies there",
  ENAMETOOLONG: "its name is too long",
};
