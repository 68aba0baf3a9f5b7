import { open } from "node:fs/promises";
import { LrFinderError, messageOf } from "../core/errors.ts";
import { checkCancelled } from "./failure.ts";

interface FetchFileOptions {
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for the answer to begin. @default 10,000 ms */
  readonly connectMs?: number;
  /** Longest pause between two parts of the answer. @default 20,000 ms */
  readonly stallMs?: number;
}

/**
 * Downloads a URL to a file. A network that drops packets silently ends in an error within seconds.
 *
 * @throws LrFinderError `native-network` (no answer, a stall, a cut), `native-not-found` (an HTTP
 *   status other than 200), `native-cancelled`
 */
export async function fetchFile(
  url: string,
  file: string,
  options: FetchFileOptions,
): Promise<void> {
  const { connectMs = 10_000, stallMs = 20_000, signal } = options;
  const host = new URL(url).host;
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = (ms: number, message: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(new Error(message)), ms);
  };
  const cancel = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", cancel);
  try {
    checkCancelled(signal);
    wait(connectMs, `no answer within ${connectMs / 1000} s`);
    const response = await ended(stop.signal, options.fetch(url, { signal: stop.signal }));
    if (!response.ok || response.body === null) {
      throw new LrFinderError(
        "native-not-found",
        `${host} answered ${response.status} for ${url}`,
        {
          data: { url, status: response.status },
        },
      );
    }
    const out = await open(file, "w");
    try {
      const reader = response.body.getReader();
      for (;;) {
        wait(stallMs, `nothing more came for ${stallMs / 1000} s`);
        const part = await ended(stop.signal, reader.read());
        if (part.done) break;
        await out.write(part.value);
      }
    } finally {
      await out.close();
    }
  } catch (cause) {
    checkCancelled(signal);
    if (cause instanceof LrFinderError || (cause as { syscall?: unknown }).syscall === "write") {
      throw cause;
    }
    const inner = (cause as Error).cause;
    const why = messageOf(inner instanceof Error ? inner : cause);
    throw new LrFinderError("native-network", `${host} cannot be reached (${why})`, {
      data: { url },
      cause,
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

/** The promise, or the reason of the signal as soon as it fires, even if the promise ignores it. */
function ended<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
