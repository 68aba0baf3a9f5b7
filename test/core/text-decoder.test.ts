import fc from "fast-check";
import { expect, test } from "vitest";
import { byteDecoder, utf8Text } from "../../src/core/text-decoder.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
/** As Windows writes it: one byte a character. */
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

/** Where the damage is, of text that comes in pieces. */
function damaged(bytes: Uint8Array, size: number): number | null {
  const decoder = byteDecoder(bytes.subarray(0, 512));
  let before = 0;
  for (let from = 0; from < bytes.length; from += size) {
    const text = decoder.write(bytes.subarray(from, from + size));
    if (decoder.damagedAt !== null) return before + decoder.damagedAt;
    before += text.length;
  }
  const text = decoder.end();
  return decoder.damagedAt === null ? null : before + Math.min(decoder.damagedAt, text.length);
}

test("the first damage is found at its place, whatever the pieces", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "ü", "€", "😀", "\ufffd", "\n", "\r\n", ","),
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, text, fc.integer({ min: 1, max: 9 }), (good, rest, size) => {
      const bytes = new Uint8Array([...utf8(good), 0xe4, ...utf8(`x${rest}`)]);
      const shown = good.replace(/\r\n?/g, "\n");
      // A replacement character that was written in the same piece stands before it.
      const at = damaged(bytes, size) as number;
      expect(shown.slice(at, shown.length).replaceAll("\ufffd", "").length).toBeLessThanOrEqual(
        size,
      );
      if (!good.includes("\ufffd")) expect(at).toBe(shown.length);
      const lines = shown.split("\n");
      expect(utf8Text(bytes)).toEqual({
        damage: { line: lines.length, character: Array.from(lines.at(-1) as string).length + 1 },
      });
    }),
    { seed: 5, numRuns: 300 },
  );
});

test("what is UTF-8 is not damaged, also where it holds the replacement character", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "ü", "😀", "\ufffd", "\n"), maxLength: 30 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (good, size) => {
      expect(damaged(utf8(good), size)).toBeNull();
      expect(utf8Text(utf8(good))).toEqual({ text: good });
    }),
    { seed: 6, numRuns: 300 },
  );
});

test("an end in the middle of a character is damage", () => {
  expect(damaged(utf8("ab€").subarray(0, 4), 2)).toBe(2);
  expect(utf8Text(utf8("a\nb€").subarray(0, 5))).toEqual({ damage: { line: 2, character: 2 } });
  expect(utf8Text(latin1("naïve"))).toEqual({ damage: { line: 1, character: 3 } });
});
