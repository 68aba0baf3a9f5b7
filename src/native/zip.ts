import { createReadStream, createWriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { LrFinderError, messageOf } from "../core/errors.ts";
import { makeFolders } from "../files/index.ts";
import { insideFolder } from "./disk.ts";

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/**
 * Unpacks chosen files of a zip (a wheel), up to 4 GiB, stored or deflated.
 *
 * @param place gives the path of an entry below `folder`, or undefined to leave it out
 * @returns how many files were written
 * @throws LrFinderError `native-archive` for a file that is no zip, is cut off, or leads outside
 */
export async function unzip(
  file: string,
  folder: string,
  place: (name: string) => string | undefined,
): Promise<number> {
  const handle = await open(file, "r");
  try {
    let written = 0;
    for (const entry of await directory(file, handle)) {
      const to = entry.name.endsWith("/") ? undefined : place(entry.name);
      if (to === undefined) continue;
      await unpackEntry(file, handle, entry, insideFolder(folder, to));
      written++;
    }
    return written;
  } finally {
    await handle.close();
  }
}

// Layout: PKWARE APPNOTE 4.3: end record (4.3.16), central directory (4.3.12), local header (4.3.7).
async function directory(file: string, handle: FileHandle): Promise<ZipEntry[]> {
  const { size } = await handle.stat();
  const tail = await bytesAt(file, handle, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || end + 22 > tail.length) throw broken(file, "no zip directory");
  const count = tail.readUInt16LE(end + 10);
  const table = await bytesAt(
    file,
    handle,
    tail.readUInt32LE(end + 16),
    tail.readUInt32LE(end + 12),
  );
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > table.length || table.readUInt32LE(at) !== 0x02014b50) {
      throw broken(file, "a damaged zip directory");
    }
    const nameBytes = table.readUInt16LE(at + 28);
    entries.push({
      name: table.toString("utf8", at + 46, at + 46 + nameBytes),
      method: table.readUInt16LE(at + 10),
      packedBytes: table.readUInt32LE(at + 20),
      bytes: table.readUInt32LE(at + 24),
      offset: table.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + table.readUInt16LE(at + 30) + table.readUInt16LE(at + 32);
  }
  return entries;
}

async function unpackEntry(
  file: string,
  handle: FileHandle,
  entry: ZipEntry,
  path: string,
): Promise<void> {
  const header = await bytesAt(file, handle, entry.offset, 30);
  if (entry.method !== 0 && entry.method !== 8) throw broken(file, "an unknown compression");
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  await makeFolders(dirname(path));
  const out = createWriteStream(path);
  if (entry.packedBytes === 0) {
    out.end();
  } else {
    const packed = createReadStream(file, { start, end: start + entry.packedBytes - 1 });
    try {
      await (entry.method === 0
        ? pipeline(packed, out)
        : pipeline(packed, createInflateRaw(), out));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code?.startsWith("Z_") !== true) throw cause;
      throw broken(file, `damaged data in ${entry.name} (${messageOf(cause)})`, cause);
    }
  }
  if (out.bytesWritten !== entry.bytes) throw broken(file, `too little data in ${entry.name}`);
}

async function bytesAt(
  file: string,
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw broken(file, "an early end");
  return buffer;
}

function broken(file: string, what: string, cause?: unknown): LrFinderError {
  return new LrFinderError("native-archive", `${file} cannot be unpacked: it has ${what}`, {
    data: { file },
    cause,
  });
}
