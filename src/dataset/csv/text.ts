import { StringDecoder } from "node:string_decoder";
import { InputError } from "../../core/errors.ts";
import type { Content } from "../files.ts";

/** What was seen while decoding. */
export interface TextState {
  /** True once a byte sequence was met that is not UTF-8. */
  damaged: boolean;
}

/**
 * The text of a file in pieces: UTF-8 (or UTF-16 where a byte order mark says so), without the
 * mark, with every line end (CRLF, lone CR) turned into LF.
 *
 * A NUL character means that the file is not text: an `InputError` that names it.
 */
export async function* textOf(content: Content, state: TextState): AsyncGenerator<string> {
  const decoder = decoderFor(content.head);
  let heldBack = "";
  let begun = false;
  for await (const bytes of content.chunks()) {
    let text = heldBack + decoder.write(bytes);
    if (!begun && text.startsWith("\ufeff")) text = text.slice(1);
    begun = true;
    // A CR at the end may be the first half of a CRLF.
    heldBack = text.endsWith("\r") ? "\r" : "";
    if (heldBack !== "") text = text.slice(0, -1);
    yield checked(content.path, text, state);
  }
  yield checked(content.path, heldBack + decoder.end(), state);
}

function checked(path: string, text: string, state: TextState): string {
  if (text.includes("\0")) {
    throw new InputError("not-text", `${path} is not a text file (it holds NUL bytes)`, {
      data: { path },
    });
  }
  state.damaged ||= text.includes("\ufffd");
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

interface Decoder {
  write(bytes: Buffer): string;
  end(): string;
}

function decoderFor(head: Buffer): Decoder {
  const utf16 =
    head[0] === 0xff && head[1] === 0xfe
      ? "utf-16le"
      : head[0] === 0xfe && head[1] === 0xff
        ? "utf-16be"
        : undefined;
  // For UTF-8, StringDecoder keeps plain ASCII as one byte a character; TextDecoder does not.
  if (utf16 === undefined) return new StringDecoder("utf8");
  const decoder = new TextDecoder(utf16);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}
