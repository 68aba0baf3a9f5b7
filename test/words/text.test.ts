import fc from "fast-check";
import { expect, test } from "vitest";
import { en } from "../../src/words/index.ts";
import {
  clean,
  cleanLines,
  count,
  countOf,
  dateText,
  duration,
  list,
  lossText,
} from "../../src/words/text.ts";

// Any UTF-16 text, lone surrogates and control characters included.
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x7f })))
  .map((codes) => String.fromCharCode(...codes));

test("control characters, terminal escapes and direction marks are written out", () => {
  expect(clean("a\u001b[31mb\u202Ec\u0000\n")).toBe("a[U+001B][31mb[U+202E]c[U+0000][U+000A]");
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

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [1234567, "1,234,567"],
])("count %d", (value, text) => expect(count(value)).toBe(text));

test("nouns follow their count", () => {
  expect(countOf(1, "step")).toBe("1 step");
  expect(countOf(2000, "step")).toBe("2,000 steps");
});

test.each([
  [0.1234, "0.12 s"],
  [12.345, "12.3 s"],
  [59.96, "60 s"],
  [200, "3 min 20 s"],
  [3599.9, "1 h 0 min"],
  [3900, "1 h 5 min"],
])("duration %d", (seconds, text) => expect(duration(seconds, en.duration)).toBe(text));

test("a loss has a real minus sign, a missing one a dash", () => {
  expect(lossText(-0.25)).toBe("−0.25");
  expect(lossText(1e30)).toBe("1.000e+30");
  expect(lossText(Number.NEGATIVE_INFINITY)).toBe("−Infinity");
  expect(lossText(undefined)).toBe("–");
});

test("lists read as sentences", () => {
  expect(list([])).toBe("");
  expect(list(["a"])).toBe("a");
  expect(list(["a", "b", "c"])).toBe("a, b and c");
});

test("dates lose their fractions; what is no date is shown as it came", () => {
  expect(dateText("2026-11-22T13:05:09.123Z")).toBe("2026-11-22 13:05 UTC");
  expect(dateText("yesterday")).toBe("yesterday");
});
