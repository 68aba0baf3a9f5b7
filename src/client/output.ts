import { writeSync } from "node:fs";

/** stdout, shared by messages and by what the trainer prints. */
export interface Output {
  /** Writes a message on a line of its own. */
  message(line: string): void;
  /** Gives stdout back. */
  release(): void;
}

const LOOKS_LIKE_A_MESSAGE = /^\s*\{\s*"lrf"\s*:/;

/**
 * Takes `process.stdout` over: what is printed from here on still goes to stdout, but only as whole
 * lines, so that it never runs into a message; a line that looks like a message gets a `> ` in
 * front. Every byte is written before the call returns, in order.
 *
 * @param write writes bytes to stdout, all of them
 */
export function takeOutput(write: (bytes: Buffer) => void = writeAll): Output {
  const original = process.stdout.write;
  let unfinished = "";

  const line = (text: string) => {
    write(Buffer.from(`${LOOKS_LIKE_A_MESSAGE.test(text) ? "> " : ""}${text}\n`));
  };

  process.stdout.write = ((
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ) => {
    const text =
      typeof chunk === "string" && typeof encoding === "string"
        ? Buffer.from(chunk, encoding).toString("utf8")
        : typeof chunk === "string"
          ? chunk
          : Buffer.from(chunk).toString("utf8");
    const lines = `${unfinished}${text}`.split("\n");
    unfinished = lines.pop() as string;
    for (const whole of lines) line(whole);
    const callback = typeof encoding === "function" ? encoding : done;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  }) as typeof process.stdout.write;

  const flush = () => {
    if (unfinished !== "") line(unfinished);
    unfinished = "";
  };

  return {
    message(text) {
      flush();
      write(Buffer.from(`${text}\n`));
    },
    release() {
      flush();
      process.stdout.write = original;
    },
  };
}

const nap = new Int32Array(new SharedArrayBuffer(4));

/** Writes all bytes to stdout, also where the pipe is full for the moment. */
function writeAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (fault) {
      const { code } = fault as NodeJS.ErrnoException;
      // The finder has gone: nobody is left to answer to.
      if (code === "EPIPE") process.exit(1);
      if (code !== "EAGAIN") throw fault;
      Atomics.wait(nap, 0, 0, 1);
    }
  }
}
