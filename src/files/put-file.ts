import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** What file systems without hard links answer. */
export const NO_LINKS: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

/**
 * Writes one of many small files so that nobody ever reads a part of it: beside it, then renamed over
 * what is there. Unlike `writeAtomically` it does not wait for the disk: for what can be made again.
 *
 * @throws the file system's error; nothing was changed then
 */
export function putFileSync(path: string, text: string): void {
  const temporary = beside(path);
  try {
    writeFresh(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    removeIfThere(temporary);
    throw error;
  }
}

/**
 * Makes a file whole, once: by a hard link, which is atomic on NFS too.
 *
 * @returns false where there is one already
 * @throws the file system's error
 */
export function createFileSync(path: string, text: string): boolean {
  const temporary = beside(path);
  try {
    writeFresh(temporary, text, true);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (!NO_LINKS.includes(code)) throw error;
    return createWithoutLinks(path, text);
  } finally {
    removeIfThere(temporary);
  }
}

function createWithoutLinks(path: string, text: string): boolean {
  try {
    writeFresh(path, text, true);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    removeIfThere(path);
    throw error;
  }
}

/**
 * Writes a file that is not there yet; a kill leaves a part of it: for folders that are put in their place
 * whole.
 *
 * @throws the file system's error, EEXIST where it is there
 */
export function writeFresh(path: string, content: string | Uint8Array, isSynced = false): void {
  const fd = openSync(path, "wx");
  try {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    if (isSynced) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Removes a file, if it is there. */
export function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** A name beside a file that no other call has; it begins with a dot and ends in `.tmp`. */
export function beside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
}
