/**
 * 85 characters that may stand anywhere in a `<script>` element: those of Z85 (ZeroMQ RFC 32), but
 * `< > &` replaced by `, ; _`. Four bytes take five characters, an eighth of the overhead of base64
 * less; the page's own script holds the decoder.
 */
export const BASE85 =
  "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?,;_()[]{}@%$#";

/**
 * Bytes as text: five characters for each four of them (the last ones filled up with zeros), after
 * one digit that says how many bytes were filled up.
 */
export function toBase85(bytes: Uint8Array): string {
  const filled = (4 - (bytes.length % 4)) % 4;
  const whole = new Uint8Array(bytes.length + filled);
  whole.set(bytes);
  const view = new DataView(whole.buffer);
  const digits = Uint8Array.from(BASE85, (character) => character.charCodeAt(0));
  // Codes of characters, then one text of all: megabytes take milliseconds so.
  const codes = new Uint8Array(1 + (whole.length / 4) * 5);
  codes[0] = 48 + filled;
  for (let from = 0, to = 5; from < whole.length; from += 4, to += 5) {
    let word = view.getUint32(from);
    for (let digit = 0; digit < 5; digit++) {
      const rest = Math.floor(word / 85);
      codes[to - digit] = digits[word - rest * 85] as number;
      word = rest;
    }
  }
  return new TextDecoder().decode(codes);
}

/** Whether a text is made of the digits of {@link toBase85} alone, so that it may go into a page. */
export function isBase85(text: string): boolean {
  return /^[0-3][0-9a-zA-Z.\-:+=^!/*?,;_()[\]{}@%$#]*$/.test(text);
}
