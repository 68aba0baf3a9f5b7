/** Cuts a stream of bytes into lines. */
export interface LineCutter {
  /** Takes the next bytes; gives false when a line is longer than the limit, and takes no more then. */
  push(bytes: Buffer): boolean;
  /** What came after the last line end. */
  rest(): string;
}

const NEWLINE = 10;

/**
 * A cutter that calls `onLine` for every whole line, without its `\n` or `\r\n`. Holds at most one
 * line in memory. Bytes that are not UTF-8 become U+FFFD.
 *
 * @param maxBytes longest line that is taken, line end not counted
 */
export function lineCutter(maxBytes: number, onLine: (line: string) => void): LineCutter {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let over = false;

  const emit = (bytes: Buffer) => {
    const end = bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length;
    onLine(bytes.toString("utf8", 0, end));
  };

  return {
    push(bytes) {
      let from = 0;
      while (!over) {
        const end = bytes.indexOf(NEWLINE, from);
        const piece = bytes.subarray(from, end === -1 ? bytes.length : end);
        if (heldBytes + piece.length > maxBytes) {
          over = true;
          held = [];
          heldBytes = 0;
        } else if (end === -1) {
          if (piece.length > 0) held.push(piece);
          heldBytes += piece.length;
          return true;
        } else {
          const line = held.length === 0 ? piece : Buffer.concat([...held, piece]);
          held = [];
          heldBytes = 0;
          from = end + 1;
          emit(line);
        }
      }
      return false;
    },
    rest: () => Buffer.concat(held).toString("utf8"),
  };
}
