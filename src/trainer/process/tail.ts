/** The end of what somebody said. */
export interface Tail {
  push(bytes: Uint8Array): void;
  /** The last lines, without empty ones at the end. */
  lines(): string[];
}

const MAX_BYTES = 8192;
const MAX_LINES = 12;
const MAX_LINE_LENGTH = 400;

/** Keeps the last 8 KiB of a stream; gives at most 12 lines of at most 400 characters. */
export function streamTail(): Tail {
  let kept = Buffer.alloc(0);
  return {
    push(bytes) {
      const all = bytes.length >= MAX_BYTES ? bytes : Buffer.concat([kept, bytes]);
      kept = Buffer.from(all.subarray(Math.max(0, all.length - MAX_BYTES)));
    },
    lines() {
      return kept
        .toString("utf8")
        .trimEnd()
        .split(/\r?\n/)
        .slice(-MAX_LINES)
        .map((line) =>
          line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)}…` : line,
        )
        .filter((line, i) => i > 0 || line !== "");
    },
  };
}
