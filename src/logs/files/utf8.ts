import { isAscii } from "node:buffer";
import { StringDecoder } from "node:string_decoder";
import type { Utf8Decoder } from "../text-decoder.ts";

/** Node's own decoder, which keeps plain ASCII as one byte a character, with a short cut for that. */
export const nodeUtf8: Utf8Decoder = () => {
  const decoder = new StringDecoder("utf8");
  let isWhole = true;
  return {
    write(bytes) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      if (isWhole && isAscii(buffer)) return buffer.toString("latin1");
      // A character cut in two ends in a byte that is no ASCII.
      if (bytes.length > 0) isWhole = (bytes.at(-1) as number) < 0x80;
      return decoder.write(buffer);
    },
    end: () => decoder.end(),
  };
};
