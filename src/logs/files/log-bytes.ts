import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError, messageOf } from "../../core/errors.ts";

const READ_BYTES = 256 * 1024;

/** The bytes of one log, gunzipped where needed, and the hash of the file's own bytes. */
export interface LogBytes {
  /** Can be iterated once. A damaged gzip ends it: see `cut`. */
  chunks(): AsyncGenerator<Buffer>;
  /** SHA-256 of everything read, hex. */
  digest(): string;
  /** Why the bytes ended before the file did: a cut-off or damaged gzip; null when they did not. */
  cut(): string | null;
}

/**
 * Opens a file, or standard input for `-`; gzip is recognised by its first bytes, whatever the name.
 *
 * @param stdin what `-` stands for
 * @throws InputError (while iterating) when it cannot be read
 */
export function openLogBytes(path: string, stdin: AsyncIterable<Buffer | string>): LogBytes {
  const hash = createHash("sha256");
  let cut: string | null = null;
  const source = path === "-" ? stdin : createReadStream(path, { highWaterMark: READ_BYTES });
  async function* hashed(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of source) {
        const bytes = typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Buffer);
        hash.update(bytes);
        yield bytes;
      }
    } catch (cause) {
      throw unreadable(path, cause);
    }
  }
  async function* chunks(): AsyncGenerator<Buffer> {
    const bytes = hashed();
    const first = await bytes.next();
    if (first.done === true) return;
    const all = prepend(first.value, bytes);
    if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
      yield* all;
      return;
    }
    const gunzip = createGunzip({ chunkSize: READ_BYTES });
    try {
      // The iterator below throws what went wrong; the callback only keeps pipeline quiet.
      pipeline(all, gunzip, () => undefined);
      for await (const chunk of gunzip) yield chunk as Buffer;
    } catch (error) {
      if (error instanceof InputError) throw error;
      cut = messageOf(error);
    }
  }
  return { chunks, digest: () => hash.digest("hex"), cut: () => cut };
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function unreadable(path: string, cause: unknown): InputError {
  const code = (cause as NodeJS.ErrnoException).code;
  const missing = code === "ENOENT" || code === "ENOTDIR";
  const message = missing
    ? `there is no file ${path}`
    : `${path} cannot be read: ${messageOf(cause)}`;
  return new InputError(missing ? "missing-file" : "unreadable-file", message, {
    data: { path },
    cause,
  });
}
