/** Turns bytes that come in pieces into text without a byte order mark, with LF as line end. */
export interface ByteDecoder {
  write(bytes: Uint8Array): string;
  end(): string;
  /** Whether bytes were met that are not text in the encoding found. */
  readonly isDamaged: boolean;
}

/** Makes the text of UTF-8 bytes; a place for Node's own decoder, which is faster. */
export type Utf8Decoder = () => { write(bytes: Uint8Array): string; end(): string };

/**
 * A decoder for a file that begins with `head`: UTF-8, or UTF-16 of either byte order, by the byte
 * order mark or, without one, by where the zero bytes of plain letters are.
 */
export function byteDecoder(
  head: Uint8Array,
  utf8: Utf8Decoder = streamingDecoder("utf-8"),
): ByteDecoder {
  const encoding = encodingOf(head);
  const decoder = encoding === "utf-8" ? utf8() : streamingDecoder(encoding)();
  let hasBegun = false;
  let heldBack = "";
  let isDamaged = false;
  const clean = (decoded: string, isLast: boolean) => {
    let text = heldBack + decoded;
    if (!hasBegun && text.startsWith("\ufeff")) text = text.slice(1);
    hasBegun ||= text !== "";
    isDamaged ||= text.includes("\ufffd");
    // A CR at the end may be the first half of a CRLF.
    heldBack = !isLast && text.endsWith("\r") ? "\r" : "";
    if (heldBack !== "") text = text.slice(0, -1);
    return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  };
  return {
    write: (bytes) => clean(decoder.write(bytes), false),
    end: () => clean(decoder.end(), true),
    get isDamaged() {
      return isDamaged;
    },
  };
}

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const length = Math.min(head.length, 512) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  const most = length / 4;
  if (odd > most && even === 0) return "utf-16le";
  if (even > most && odd === 0) return "utf-16be";
  return "utf-8";
}

function streamingDecoder(encoding: Encoding): Utf8Decoder {
  return () => {
    const decoder = new TextDecoder(encoding, { ignoreBOM: true });
    return {
      write: (bytes) => decoder.decode(bytes, { stream: true }),
      end: () => decoder.decode(),
    };
  };
}
