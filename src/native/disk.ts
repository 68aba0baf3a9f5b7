import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, statfs } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { LrFinderError } from "../core/errors.ts";

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

/** Digest of a file, read as a stream; undefined when the file is not there. */
export async function fileDigest(
  path: string,
  algorithm: "sha256" | "sha512",
  encoding: "hex" | "base64",
): Promise<string | undefined> {
  const hash = createHash(algorithm);
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
  return hash.digest(encoding);
}

/** The path of an archive entry below a folder; one that leads outside it is refused. */
export function insideFolder(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (!path.startsWith(resolve(folder) + sep)) {
    throw new LrFinderError(
      "native-archive",
      `an archive entry leads outside its folder: ${name}`,
      {
        data: { folder, name },
      },
    );
  }
  return path;
}
