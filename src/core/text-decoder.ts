/** Turns bytes that come in pieces into text without a byte order mark, with LF as line end. */
export interface ByteDecoder {
  write(bytes: Uint8Array): string;
  end(): string;
  /**
   * Where bytes were met first that are not text in the encoding found: the place in what `write` or
   * `end` gave last. Null before and after that.
   */
  readonly damagedAt: number | null;
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
  let [isDamaged, damagedAt]: [boolean, number | null] = [false, null];
  // A character that stands for a damaged one may itself stand in the file, cut in two by its pieces.
  let tail: Uint8Array = new Uint8Array(0);
  const clean = (decoded: string, isLast: boolean, bytes: Uint8Array) => {
    let text = heldBack + decoded;
    if (!hasBegun && text.startsWith("\ufeff")) text = text.slice(1);
    hasBegun ||= text !== "";
    damagedAt = null;
    if (!isDamaged) {
      const at = text.indexOf(REPLACEMENT);
      isDamaged =
        at >= 0 && (encoding !== "utf-8" || countIn(text) > writtenIn(joined(tail, bytes)));
      // Line ends before it become one character each.
      if (isDamaged) damagedAt = withLineFeeds(text.slice(0, at)).length;
      tail = bytes.length < 2 ? joined(tail, bytes).slice(-2) : bytes.slice(-2);
    }
    // A CR at the end may be the first half of a CRLF.
    heldBack = !isLast && text.endsWith("\r") ? "\r" : "";
    if (heldBack !== "") text = text.slice(0, -1);
    return withLineFeeds(text);
  };
  return {
    write: (bytes) => clean(decoder.write(bytes), false, bytes),
    end: () => clean(decoder.end(), true, new Uint8Array(0)),
    get damagedAt() {
      return damagedAt;
    },
  };
}

function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** What decoders write in the place of bytes that are no text. */
const REPLACEMENT = "\ufffd";

function countIn(text: string): number {
  return text.split(REPLACEMENT).length - 1;
}

function joined(before: Uint8Array, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(before.length + bytes.length);
  all.set(before);
  all.set(bytes, before.length);
  return all;
}

/** How often the replacement itself is in bytes. */
function writtenIn(all: Uint8Array): number {
  let count = 0;
  for (let i = 2; i < all.length; i++) {
    if (all[i] === 0xbd && all[i - 1] === 0xbf && all[i - 2] === 0xef) count++;
  }
  return count;
}

/** A place in a text, from 1. */
export interface TextPlace {
  readonly line: number;
  readonly character: number;
}

/** The text of a small file in UTF-8, its byte order mark kept; or where its first bytes are that are none. */
export function utf8Text(
  bytes: Uint8Array,
): { readonly text: string } | { readonly damage: TextPlace } {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const text = decoder.decode(bytes);
  if (!text.includes(REPLACEMENT)) return { text };
  const again = new TextEncoder().encode(text);
  const at = again.findIndex((byte, i) => byte !== bytes[i]);
  if (at < 0 && again.length === bytes.length) return { text };
  // What differs is the replacement, whose first bytes may be the damaged ones' own: these are kept back.
  const good = decoder.decode(again.subarray(0, at), { stream: true });
  const lines = good.split(/\r\n?|\n/);
  return {
    damage: { line: lines.length, character: Array.from(lines.at(-1) as string).length + 1 },
  };
}

/** What is said of a file that is not UTF-8, with the place of the first damage, and what to do. */
export function notUtf8(file: string, place: string): string {
  return `${file} is not UTF-8 text: ${place} holds bytes of another encoding. Convert it (\`iconv -f WINDOWS-1252 -t UTF-8 ${file} > utf8-${baseName(file)}\` where it is of Western Europe), or save it as UTF-8`;
}

/** The place in words. */
export function placeText({ line, character }: TextPlace): string {
  return `line ${line}, character ${character}`;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
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
