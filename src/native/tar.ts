import { createReadStream } from "node:fs";
import { type FileHandle, open, symlink } from "node:fs/promises";
import { dirname, posix } from "node:path";
import { createGunzip } from "node:zlib";
import { LrFinderError } from "../core/errors.ts";
import { makeFolders } from "../files/index.ts";
import { insideFolder } from "./disk.ts";

const BLOCK = 512;

/**
 * Unpacks files and symbolic links of a `.tar.gz` (ustar, with GNU and pax long names).
 *
 * @param place gives the path of an entry below `folder`, or undefined to leave it out
 * @throws LrFinderError `native-archive` for an archive that is cut off or leads outside the folder
 */
export async function untar(
  file: string,
  folder: string,
  place: (name: string) => string | undefined,
): Promise<void> {
  let pending: Buffer = Buffer.alloc(0);
  let out: FileHandle | undefined;
  let left = 0;
  let padding = 0;
  let collect: { kind: string; bytes: Buffer[] } | undefined;
  let longName: string | undefined;
  let longLink: string | undefined;

  const endEntry = async () => {
    await out?.close();
    out = undefined;
    if (collect === undefined) return;
    const text = Buffer.concat(collect.bytes).toString().replace(/\0+$/, "");
    if (collect.kind === "L") longName = text;
    if (collect.kind === "K") longLink = text;
    if (collect.kind === "x") {
      longName = /(?:^|\n)\d+ path=([^\n]*)/.exec(text)?.[1] ?? longName;
      longLink = /(?:^|\n)\d+ linkpath=([^\n]*)/.exec(text)?.[1] ?? longLink;
    }
    collect = undefined;
  };

  const beginEntry = async (header: Buffer) => {
    const kind = String.fromCharCode(header[156] as number);
    left = Number.parseInt(cString(header, 124, 12).trim() || "0", 8);
    if (!Number.isFinite(left)) throw broken(file, "a header that makes no sense");
    padding = (BLOCK - (left % BLOCK)) % BLOCK;
    if (kind === "L" || kind === "K" || kind === "x") {
      collect = { kind, bytes: [] };
      return;
    }
    const prefix = cString(header, 345, 155);
    const short = cString(header, 0, 100);
    const name = longName ?? (prefix === "" ? short : `${prefix}/${short}`);
    const link = longLink ?? cString(header, 157, 100);
    longName = undefined;
    longLink = undefined;
    const isLink = kind === "2";
    if (!isLink && kind !== "0" && kind !== "\0") return;
    const to = place(posix.normalize(name));
    if (to === undefined) return;
    const path = insideFolder(folder, to);
    await makeFolders(dirname(path));
    if (isLink) {
      insideFolder(folder, posix.join(posix.dirname(to), link));
      await symlink(link, path);
    } else {
      out = await open(path, "w");
    }
  };

  let inEntry = false;
  let ended = false;
  for await (const chunk of gunzipped(file)) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (!ended) {
      if (!inEntry) {
        if (pending.length < BLOCK) break;
        const header = pending.subarray(0, BLOCK);
        pending = pending.subarray(BLOCK);
        if (header[0] === 0) {
          ended = true;
          break;
        }
        await beginEntry(header);
        inEntry = true;
      }
      const part = pending.subarray(0, left);
      if (part.length > 0) {
        await out?.write(part);
        collect?.bytes.push(Buffer.from(part));
        left -= part.length;
        pending = pending.subarray(part.length);
      }
      if (left > 0 || pending.length < padding) break;
      pending = pending.subarray(padding);
      inEntry = false;
      await endEntry();
    }
    if (ended) break;
  }
  await out?.close();
  if (!ended) throw broken(file, "no end");
}

async function* gunzipped(file: string): AsyncGenerator<Buffer> {
  const gunzip = createReadStream(file).pipe(createGunzip());
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (cause) {
    throw broken(file, "bad compressed data", cause);
  }
}

function cString(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? length : end).toString();
}

function broken(file: string, what: string, cause?: unknown): LrFinderError {
  return new LrFinderError("native-archive", `${file} cannot be unpacked: it has ${what}`, {
    data: { file },
    cause,
  });
}
