import { createHash } from "node:crypto";
import { createReadStream, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError, messageOf } from "../core/errors.ts";

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
  const hash = createHash("sha256");
  const source = gunzipped(path, hashed(path, hash));
  const { head, ended } = await peek(source);
  if (head.length === 0) throw new InputError("empty-file", `${path} is empty`, { data: { path } });
  let digest: string | undefined;
  return {
    path,
    head,
    async *chunks() {
      yield* pieces(head);
      if (ended) return;
      for await (const chunk of source) yield* pieces(chunk);
    },
    digest() {
      digest ??= hash.digest("hex");
      return digest;
    },
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

async function* hashed(path: string, hash: { update(chunk: Buffer): unknown }) {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
      hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* gunzipped(path: string, source: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const first = await source.next();
  if (first.done === true) return;
  const all = prepend(first.value, source);
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* all;
    return;
  }
  try {
    const gunzip = createGunzip({ chunkSize: READ_BYTES });
    // The iterator below throws what went wrong; the callback only keeps pipeline quiet.
    pipeline(all, gunzip, () => undefined);
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof InputError) throw error;
    const why = messageOf(error);
    throw new InputError("bad-gzip", `${path} is a damaged or truncated gzip file: ${why}`, {
      data: { path },
      cause: error,
    });
  }
}

function* pieces(chunk: Buffer): Generator<Buffer> {
  for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
    yield chunk.subarray(start, start + PIECE_BYTES);
  }
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>) {
  yield first;
  yield* rest;
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

function unreadable(path: string, error: unknown): InputError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new InputError("missing-file", `there is no file ${path}`, {
      data: { path },
      cause: error,
    });
  }
  return new InputError("unreadable-file", `${path} cannot be read: ${messageOf(error)}`, {
    data: { path },
    cause: error,
  });
}
