import { lstat, readdir, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Bytes of the files under a folder (links not followed); 0 when it is not there. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      bytes += entry.isDirectory() ? await folderBytes(path) : (await lstat(path)).size;
    }
  } catch {
    // Not there, or it went away while we looked.
  }
  return bytes;
}

/** Bytes free for this user on the disk that holds a folder, or will hold it once it is made. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const disk = await statfs(folder);
    return disk.bavail * disk.bsize;
  } catch (cause) {
    const above = dirname(folder);
    if (above === folder) throw cause;
    return freeBytes(above);
  }
}

/** "187 MB": megabytes of a million bytes, rounded up. */
export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
