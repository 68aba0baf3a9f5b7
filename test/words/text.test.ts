import fc from "fast-check";
import { expect, test } from "vitest";
import { clean, cleanLines } from "../../src/words/index.ts";

// Any UTF-16 text, lone surrogates and control characters included.
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x7f })))
  .map((codes) => String.fromCharCode(...codes));

test("control characters, terminal escapes and direction marks are written out", () => {
  expect(clean("a\u001b[31mb\u202Ec\u0000\n")).toBe("a[U+001B][31mb[U+202E]c[U+0000][U+000A]");
  expect(clean("a\u{E0041}\u200Bb")).toBe("a[U+E0041][U+200B]b");
  expect(clean("é 字 👩‍🔬")).toBe("é 字 👩‍🔬");
});

test("line breaks and tabs stay where lines are wanted", () => {
  expect(cleanLines("a\n\tb\r\u2067")).toBe("a\n\tb[U+000D][U+2067]");
});

test("cleaned text has no control or direction character left, whatever came", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(clean(text)).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069\u2028\u2029]/u);
    }),
  );
});

test("long text is cut at whole characters", () => {
  expect(clean("👍👍👍👍", 3)).toBe("👍👍…");
  expect(clean("abc", 3)).toBe("abc");
});
