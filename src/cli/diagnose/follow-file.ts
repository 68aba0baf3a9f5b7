import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { openRegular } from "../../files/index.ts";

/** What happens to a file that is being written. */
export type FileEvent =
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  /** Truncated, or another file under its name: what comes next is from its beginning. */
  | { readonly type: "restarted"; readonly why: "truncated" | "replaced" }
  /** Not there yet, or not any more. */
  | { readonly type: "missing" }
  /** Everything there is has been read. */
  | { readonly type: "caught-up" };

const CHUNK_BYTES = 1 << 20;

/**
 * Follows a file as it grows, from its beginning, until the signal. Looks again every `intervalMs`:
 * no watcher, so that network drives and containers work alike. A shorter file was truncated, one
 * with another inode has replaced it (log rotation).
 *
 * @throws what opening or reading throws, except for a file that is not there
 */
export async function* followFile(
  path: string,
  intervalMs: number,
  signal: AbortSignal,
): AsyncGenerator<FileEvent> {
  let offset = 0;
  let inode: number | null = null;
  while (!signal.aborted) {
    const found = await stat(path).catch((fault: NodeJS.ErrnoException) => {
      if (fault.code === "ENOENT") return null;
      throw fault;
    });
    if (found === null) yield { type: "missing" };
    else {
      if (inode !== null && (found.ino !== inode || found.size < offset)) {
        yield { type: "restarted", why: found.ino === inode ? "truncated" : "replaced" };
        offset = 0;
      }
      inode = found.ino;
      for await (const bytes of bytesFrom(path, offset)) {
        offset += bytes.length;
        yield { type: "bytes", bytes };
      }
      yield { type: "caught-up" };
    }
    await sleep(intervalMs, undefined, { signal }).catch(() => {});
  }
}

async function* bytesFrom(path: string, offset: number): AsyncGenerator<Uint8Array> {
  const file = await openRegular(path).catch((fault: NodeJS.ErrnoException) => {
    // Gone since it was looked at: the next look tells.
    if (fault.code === "ENOENT") return null;
    throw fault;
  });
  if (file === null) return;
  try {
    for (let at = offset; ; ) {
      const { bytesRead, buffer } = await file.read(
        new Uint8Array(CHUNK_BYTES),
        0,
        CHUNK_BYTES,
        at,
      );
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
