import { isAscii } from "node:buffer";
import { createHash } from "node:crypto";
import { pipeline } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import { Refusal } from "../contract/refusals.ts";
import { InputError, messageOf } from "../core/errors.ts";
import type { CancelSignal } from "../core/signal.ts";
import type { Utf8Decoder } from "../core/text-decoder.ts";
import { readPieces } from "./open-file.ts";

/** The bytes of one file, gunzipped where needed, and the hash of the file's own bytes. */
export interface FileBytes {
  /** Can be iterated once. */
  chunks(): AsyncGenerator<Buffer>;
  /** SHA-256 of everything read, hex; valid once the chunks have come to their end. */
  digest(): string;
}

/** How a file is read. */
export interface ReadBytesOptions {
  /** Read in the file's place, e.g. standard input; the path is then a name for messages. */
  readonly stream?: AsyncIterable<Buffer | string> | undefined;
  /** Bytes that are read at once. */
  readonly readBytes: number;
  /** Bytes that are unpacked at once. @default 16 KiB */
  readonly gunzipBytes?: number;
  readonly signal?: CancelSignal | undefined;
  /** A cut-off or damaged gzip ends the bytes, unless this throws. */
  onDamage(why: string, cause: unknown): void;
}

/**
 * Reads a file or a pipe front to back; gzip is recognised by its first bytes, whatever the name.
 *
 * @throws InputError `missing-file`, `unreadable-file`, `not-a-file` or `silent-pipe` while iterating
 */
export function readBytes(path: string, options: ReadBytesOptions): FileBytes {
  const hash = createHash("sha256");
  let digest: string | undefined;
  return {
    chunks: () => gunzipped(hashed(path, options, hash), options),
    digest: () => {
      digest ??= hash.digest("hex");
      return digest;
    },
  };
}

async function* hashed(
  path: string,
  { stream, readBytes: pieceBytes, signal }: ReadBytesOptions,
  hash: { update(chunk: Buffer): unknown },
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream ?? readPieces(path, { pieceBytes, signal })) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      hash.update(bytes);
      yield bytes;
    }
  } catch (cause) {
    throw cause instanceof InputError ? cause : unreadable(path, cause);
  }
}

async function* gunzipped(
  source: AsyncGenerator<Buffer>,
  { gunzipBytes, onDamage }: ReadBytesOptions,
): AsyncGenerator<Buffer> {
  const first = await source.next();
  if (first.done === true) return;
  const all = prepend(first.value, source);
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* all;
    return;
  }
  const gunzip = createGunzip(gunzipBytes === undefined ? {} : { chunkSize: gunzipBytes });
  try {
    // The iterator below throws what went wrong; the callback only keeps pipeline quiet.
    pipeline(all, gunzip, () => undefined);
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof InputError) throw error;
    onDamage(messageOf(error), error);
  }
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    yield* rest;
  } finally {
    // Whoever stops at the first bytes leaves an open file otherwise.
    await rest.return(undefined);
  }
}

/** The error for a file that is not there or cannot be read. */
export function unreadable(path: string, cause: unknown): Refusal {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new Refusal("missing-file", `there is no file ${path}`, { path }, { cause });
  }
  const why = messageOf(cause);
  const message = `${path} cannot be read: ${why}`;
  return new Refusal("unreadable-file", message, { path, why }, { cause });
}

/** Node's own decoder, which keeps plain ASCII as one byte a character, with a short cut for that. */
export const nodeUtf8: Utf8Decoder = () => {
  const decoder = new StringDecoder("utf8");
  let isWhole = true;
  return {
    write(bytes) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      if (isWhole && isAscii(buffer)) return buffer.toString("latin1");
      // A character cut in two ends in a byte that is no ASCII.
      if (bytes.length > 0) isWhole = (bytes.at(-1) as number) < 0x80;
      return decoder.write(buffer);
    },
    end: () => decoder.end(),
  };
};
