import { closeSync, writeSync } from "node:fs";
import { InputError, messageOf } from "../../core/errors.ts";
import type { Redactor } from "../../core/redact/redactor.ts";
import { openToAppendSync } from "../../files/index.ts";

/** Where the words of a trainer go: a file once there is one, a bounded buffer before. */
export interface TrainerLog {
  /** The file, once there is one. */
  readonly path: string | undefined;
  /** Appends; never throws. After a fault of the disk the rest is left out. */
  write(bytes: Uint8Array): void;
  /** From here on everything goes into this file, and what was said before comes first. */
  openFile(path: string): void;
  close(): void;
}

const MAX_HELD_BYTES = 2 ** 20;

/** A line that has not ended is held back up to this, in bytes: a secret may come in two pieces. */
const MAX_LINE_BYTES = 65_536;
/** Of a longer one, what may still be the beginning of a secret. */
const MAX_SECRET_BYTES = 4096;

/** A log without a file yet: it holds the first MiB. Secrets that a trainer prints do not reach it. */
export function trainerLog(redactor?: Pick<Redactor, "text">): TrainerLog {
  const log = plainLog();
  if (redactor === undefined) return log;
  let line = Buffer.alloc(0);
  const pass = (upTo: number) => {
    if (upTo > 0) log.write(withoutSecrets(line.subarray(0, upTo), redactor));
    line = Buffer.from(line.subarray(upTo));
  };
  return {
    write(bytes) {
      line = Buffer.concat([line, bytes]);
      const end = Math.max(line.lastIndexOf(0x0a), line.lastIndexOf(0x0d)) + 1;
      if (end > 0 || line.length <= MAX_LINE_BYTES) return pass(end);
      const last = line.length - MAX_SECRET_BYTES;
      const blank = line.lastIndexOf(0x20, last);
      pass(blank > 0 ? blank : last);
    },
    get path() {
      return log.path;
    },
    openFile: (path) => log.openFile(path),
    close() {
      pass(line.length);
      log.close();
    },
  };
}

/** Bytes that are no UTF-8 stay as they are. */
function withoutSecrets(bytes: Buffer, redactor: Pick<Redactor, "text">): Uint8Array {
  const utf8 = bytes.toString();
  const encoding = utf8.includes("\ufffd") ? "latin1" : "utf8";
  const text = encoding === "utf8" ? utf8 : bytes.toString(encoding);
  const clean = redactor.text(text);
  return clean === text ? bytes : Buffer.from(clean, encoding);
}

function plainLog(): TrainerLog {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let file: number | undefined;
  let name: string | undefined;

  const write = (bytes: Uint8Array) => {
    if (file === undefined) {
      // A copy: the bytes lie in a buffer that the stream uses again.
      if (heldBytes + bytes.length <= MAX_HELD_BYTES) held.push(Uint8Array.from(bytes));
      heldBytes += bytes.length;
      return;
    }
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } catch {
      // A full disk must not cost the user the sweep.
    }
  };

  return {
    get path() {
      return name;
    },
    write,
    openFile(path) {
      try {
        file = openToAppendSync(path);
        name = path;
      } catch (cause) {
        throw new InputError(
          "cannot-write",
          `cannot write the trainer's log ${path}: ${messageOf(cause)}`,
          {
            data: { path },
            cause,
          },
        );
      }
      const first = held;
      held = [];
      for (const bytes of first) write(bytes);
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
      // Nobody will ask for it any more.
      heldBytes = Number.POSITIVE_INFINITY;
      held = [];
    },
  };
}
