import { closeSync, writeSync } from "node:fs";
import { InputError, messageOf } from "../../core/errors.ts";
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

/** A log without a file yet: it holds the first MiB. */
export function trainerLog(): TrainerLog {
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
