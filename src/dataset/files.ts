import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { InputError } from "../core/errors.ts";
import { readBytes, unreadable } from "../files/index.ts";

// Large reads keep the number of waits for the disk small; small pieces are parsed fastest.
const READ_BYTES = 1024 * 1024;
const PIECE_BYTES = 128 * 1024;
const HEAD_BYTES = 64 * 1024;

/** A file being read once, front to back: gunzipped where needed, and hashed as it passes. */
export interface Content {
  readonly path: string;
  /** At least the first 64 KiB of content, or all of it when there is less; never empty. */
  readonly head: Buffer;
  /** All content, head included; can be iterated once. */
  chunks(): AsyncGenerator<Buffer>;
  /** SHA-256 of the file's own bytes, hex. Valid once `chunks` has come to its end. */
  digest(): string;
  /** Frees the file when it has not been read to its end. */
  close(): Promise<void>;
}

/**
 * Opens a data file; gzip is recognised by its first bytes, whatever the name.
 * A missing, unreadable or empty file, a folder, and a damaged gzip are `InputError`s that name it.
 */
export async function openContent(path: string): Promise<Content> {
  await checkFile(path);
  const bytes = readBytes(path, {
    readBytes: READ_BYTES,
    onDamage(why, cause) {
      throw new InputError("bad-gzip", `${path} is a damaged or truncated gzip file: ${why}`, {
        data: { path },
        cause,
      });
    },
  });
  const source = bytes.chunks();
  const { head, ended } = await peek(source);
  if (head.length === 0) throw new InputError("empty-file", `${path} is empty`, { data: { path } });
  return {
    path,
    head,
    async *chunks() {
      try {
        yield* pieces(head);
        if (ended) return;
        for await (const chunk of source) yield* pieces(chunk);
      } finally {
        await source.return(undefined);
      }
    },
    digest: bytes.digest,
    async close() {
      await source.return(undefined);
    },
  };
}

/** A file's name for people: no folder, no endings such as `.csv.gz` or `-images-idx3-ubyte`. */
export function shortName(path: string): string {
  const name = basename(path);
  const bare = name
    .replace(/(\.(csv|tsv|txt|gz))+$/i, "")
    .replace(/([.-]images)?[.-]idx\d-ubyte$/i, "");
  return bare === "" ? name : bare;
}

async function checkFile(path: string): Promise<void> {
  let stats: Stats;
  try {
    stats = await stat(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  if (stats.isDirectory()) {
    throw new InputError("not-a-file", `${path} is a folder; give one data file`, {
      data: { path },
    });
  }
}

function* pieces(chunk: Buffer): Generator<Buffer> {
  for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
    yield chunk.subarray(start, start + PIECE_BYTES);
  }
}

async function peek(source: AsyncGenerator<Buffer>): Promise<{ head: Buffer; ended: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const part = await source.next();
    if (part.done === true) return { head: Buffer.concat(parts), ended: true };
    parts.push(part.value);
    length += part.value.length;
  }
  return { head: Buffer.concat(parts), ended: false };
}
